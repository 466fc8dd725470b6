// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.nio.file.Path;

/** Which archives objects may name, on the machine that the controllers run on. */
public sealed interface Archives {
    /** {@return against which relative paths are meant} */
    Path directory();

    /**
     * All of them: whoever writes objects may use the machine too.
     *
     * @param directory against which relative paths are meant
     */
    record Anywhere(Path directory) implements Archives {}

    /**
     * Those in a directory.
     *
     * @param directory the directory, also that against which relative paths are meant
     */
    record Below(Path directory) implements Archives {
        /** Makes it comparable. */
        public Below {
            directory = directory.toAbsolutePath().normalize();
        }
    }

    /** None: whoever writes objects has nothing to do with the machine. */
    record None() implements Archives {
        @Override
        public Path directory() {
            return Path.of("");
        }
    }

    /**
     * Sees to it that one is among them.
     *
     * @param archive the one
     * @throws Failure INVALID when it is not
     */
    default void require(RepositorySpec.Archive archive) {
        switch (this) {
            case Anywhere anywhere -> {}
            case Below(Path root) -> {
                if (!archive.path().toAbsolutePath().normalize().startsWith(root)) {
                    throw refused(archive, "it is outside of the directory for archives")
                            .hint("name one by its path below that directory");
                }
            }
            case None none ->
                throw refused(archive, "these controllers have no directory for archives")
                        .hint("use a repository of type OCIRegistry, or start them with --archive-directory");
        }
    }

    private static Failure refused(RepositorySpec.Archive archive, String why) {
        return new Failure(Failure.Kind.INVALID, "archive %s cannot be used, since %s".formatted(archive, why));
    }
}
