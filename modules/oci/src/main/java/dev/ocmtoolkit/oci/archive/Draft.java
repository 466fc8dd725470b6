// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The next content of an archive that is one file, written beside it until it takes its place. Thread-safe but for its end. */
sealed interface Draft extends AutoCloseable permits TarDraft, TgzDraft {
    /** Makes room for content of which digest and size are known. */
    Slot slot(Digest digest, long size);

    /** The size of content that was kept; empty when it was not. */
    OptionalLong size(Digest digest);

    /** Opens content that was kept. */
    InputStream open(Digest digest, long offset) throws IOException;

    /** Gives up content that was kept. */
    void remove(Digest digest);

    /** Takes over content as it lies in a file of the same format. */
    void retain(Packed from, Digest digest) throws IOException;

    /**
     * Writes the index and the end, forces all to the medium, and takes the place of the archive by one rename.
     *
     * @param index the index
     * @param place where the archive is
     * @return what the archive holds now; it has this draft's file
     */
    Packed finish(ArtifactIndex index, Path place) throws IOException;

    @Override
    void close();
}
