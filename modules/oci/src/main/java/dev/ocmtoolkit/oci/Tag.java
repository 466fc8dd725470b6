// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.regex.Pattern;

/**
 * A tag, checked when it is made (OCI distribution specification, "Pulling manifests").
 *
 * @param name up to 128 characters, {@code [a-zA-Z0-9_][a-zA-Z0-9._-]*}
 */
public record Tag(String name) implements Ref, Comparable<Tag> {
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    /** Checks the form. */
    public Tag {
        if (!FORM.matcher(name).matches()) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "\"%s\" is no tag: up to 128 letters, digits, '_', '.' and '-' are allowed"
                            .formatted(Text.printable(name)));
        }
    }

    @Override
    public int compareTo(Tag other) {
        return name.compareTo(other.name);
    }

    /** {@return the name} */
    @Override
    public String toString() {
        return name;
    }
}
