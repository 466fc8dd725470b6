// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where an archive lies: its index, its content, and the way both are changed, all or nothing. Reading is thread-safe, and so is
 * writing content; what begins, commits and takes back is ordered by {@link CtfScope}.
 */
sealed interface Medium extends AutoCloseable permits DirectoryMedium, FileMedium {
    /** Where it is. */
    Path path();

    /** What the index says; the caller's own. */
    ArtifactIndex index();

    /** The size of some content; empty when there is none. */
    OptionalLong size(Digest digest);

    /** Opens content that is there. */
    InputStream open(Digest digest, long offset);

    /** Takes the right to write. */
    ArchiveLock lock();

    /** Gets ready to write, under the lock: sees what others wrote, and removes what a killed writer left. */
    void prepare();

    /**
     * Makes room for new content.
     *
     * @param digest its digest, if it is known
     * @param size its length, if it is known
     */
    Slot slot(Optional<Digest> digest, OptionalLong size);

    /**
     * Makes what was written the content of the archive.
     *
     * @param index the index
     * @param changed whether it says anything new
     * @param removed content that is to go
     * @throws dev.ocmtoolkit.oci.Failure STORAGE when that fails; then all is as it was after the last commit
     */
    void commit(ArtifactIndex index, boolean changed, Set<Digest> removed);

    /** Takes back what was written since the last commit. */
    void rollback();

    @Override
    void close();
}
