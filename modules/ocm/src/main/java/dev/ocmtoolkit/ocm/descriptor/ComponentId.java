// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.util.regex.Pattern;

/**
 * Name and version of a component version, checked when it is made (OCM specification, "Component Identity" and "Component
 * Version").
 *
 * @param name a domain name and a path, such as {@code acme.org/app}, up to 255 characters
 * @param version a semantic version, of which minor, patch and a leading {@code v} are optional
 */
public record ComponentId(String name, String version) implements Comparable<ComponentId> {
    private static final int LIMIT = 255;
    private static final Pattern NAME = Pattern.compile(
            "[a-z][-a-z0-9]*([.][a-z][-a-z0-9]*)*[.][a-z]{2,}(/[a-z][-a-z0-9_]*([.][a-z][-a-z0-9_]*)*)+");
    private static final Pattern VERSION = Pattern.compile("v?(0|[1-9]\\d*)(\\.(0|[1-9]\\d*))?(\\.(0|[1-9]\\d*))?"
            + "(-((0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
            + "(\\+([0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*))?");

    /** Checks both. */
    public ComponentId {
        requireName(name);
        requireVersion(version);
    }

    /**
     * Checks a component name.
     *
     * @param name the name
     * @return the name
     * @throws Failure INVALID when it is none
     */
    public static String requireName(String name) {
        if (!isName(name)) {
            throw new Failure(Failure.Kind.INVALID, "\"%s\" is no component name".formatted(Text.printable(name)))
                    .hint("use a domain name and a path in lower case, such as acme.org/app");
        }
        return name;
    }

    /**
     * Whether a text is a component name.
     *
     * @param text any text
     * @return true if it is
     */
    public static boolean isName(String text) {
        return text.length() <= LIMIT && NAME.matcher(text).matches();
    }

    /**
     * Checks a component version.
     *
     * @param version the version
     * @return the version
     * @throws Failure INVALID when it is none
     */
    public static String requireVersion(String version) {
        if (version.length() > LIMIT || !VERSION.matcher(version).matches()) {
            throw new Failure(Failure.Kind.INVALID, "\"%s\" is no component version".formatted(Text.printable(version)))
                    .hint("use a semantic version, such as 1.2.0");
        }
        return version;
    }

    @Override
    public int compareTo(ComponentId other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : version.compareTo(other.version);
    }

    /** {@return {@code name:version}} */
    @Override
    public String toString() {
        return name + ":" + version;
    }
}
