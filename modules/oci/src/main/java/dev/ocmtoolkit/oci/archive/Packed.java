// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.Set;

/** What an archive that is one file holds, as it was when it was opened. Thread-safe. */
sealed interface Packed extends AutoCloseable permits TarFile, TgzFile, ForeignTgz {
    /** The file. */
    OpenFile file();

    /** What its index says; the caller's own. */
    ArtifactIndex index();

    /** The blobs it has, in the order in which they lie there. */
    Set<Digest> digests();

    /** The size of a blob; empty when there is none. */
    OptionalLong size(Digest digest);

    /** Opens a blob that is there. */
    InputStream open(Digest digest, long offset);

    @Override
    void close();
}
