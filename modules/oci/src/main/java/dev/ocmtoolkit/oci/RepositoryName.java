// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.regex.Pattern;

/** The grammar of a repository's name (OCI distribution specification, "Pulling manifests"). */
public final class RepositoryName {
    /** The most characters a name may have; a component name of 255 and the folder above it fit in. */
    public static final int LIMIT = 512;

    private static final String PART = "[a-z0-9]++(?:(?:\\.|__?|-++)[a-z0-9]++)*+";
    private static final Pattern FORM = Pattern.compile(PART + "(?:/" + PART + ")*+");

    private RepositoryName() {}

    /**
     * Checks a name.
     *
     * @param name the name
     * @return the same name
     * @throws Failure INVALID when it is none
     */
    public static String checked(String name) {
        if (!isName(name)) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "\"%s\" is no repository name: lower-case letters and digits are needed, with single '.', '_' or '/' between them"
                            .formatted(Text.printable(name)));
        }
        return name;
    }

    static boolean isName(String text) {
        return text.length() <= LIMIT && FORM.matcher(text).matches();
    }
}
