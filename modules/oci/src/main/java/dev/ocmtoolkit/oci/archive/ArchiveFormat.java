// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.nio.file.Path;
import java.util.Locale;

/** The forms a common transport archive takes (OCM specification, "Common Transport Format"). */
public enum ArchiveFormat {
    /** A directory. */
    DIRECTORY,
    /** A tar file. */
    TAR,
    /** A tar file, compressed by gzip. */
    TGZ;

    /**
     * The form of a name.
     *
     * @param name {@code directory}, {@code tar} or {@code tgz}
     * @return the form
     * @throws Failure INVALID when it is another name
     */
    public static ArchiveFormat named(String name) {
        return switch (name) {
            case "directory" -> DIRECTORY;
            case "tar" -> TAR;
            case "tgz" -> TGZ;
            default ->
                throw new Failure(
                                Failure.Kind.INVALID, "archive type \"%s\" is unknown".formatted(Text.printable(name)))
                        .hint("use directory, tar or tgz");
        };
    }

    /**
     * The form that the name of a new archive asks for.
     *
     * @param path where it is to be made
     * @return tar for {@code .tar}, tgz for {@code .tgz} and {@code .tar.gz}, else a directory
     */
    public static ArchiveFormat of(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".tgz") || name.endsWith(".tar.gz")) {
            return TGZ;
        }
        return name.endsWith(".tar") ? TAR : DIRECTORY;
    }
}
