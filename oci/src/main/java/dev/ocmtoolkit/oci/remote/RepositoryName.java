// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.util.regex.Pattern;

/** The names that repositories may have (distribution specification, "Pulling manifests"). */
final class RepositoryName {
    private static final int LIMIT = 255;
    private static final String PART = "[a-z0-9]++(?:(?:\\.|_|__|-++)[a-z0-9]++)*+";
    private static final Pattern FORM = Pattern.compile(PART + "(?:/" + PART + ")*+");

    private RepositoryName() {}

    static String check(String name) {
        if (name.length() > LIMIT || !FORM.matcher(name).matches()) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.NONE,
                    "\"%s\" is no repository name".formatted(Text.printable(name)),
                    "use lower-case letters and digits, parted by '/', '.', '_', '__' or '-', at most 255 in all",
                    null);
        }
        return name;
    }
}
