// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;

/** Room for content that is being written and does not count yet. Used by one thread. */
interface Slot extends AutoCloseable {
    /** Writes some bytes at a place of the content, which is where the bytes before end. */
    void write(long at, byte[] bytes, int from, int length) throws IOException;

    /** Whether writing may go on after a write has failed. */
    boolean isResumable();

    /** Opens what was written, to find out a digest that was not expected. */
    InputStream content(long size) throws IOException;

    /**
     * Brings what was written to where it stays: its digest was found right.
     *
     * @param digest the digest
     * @param size how much was written; what a failed write left beyond is taken off
     */
    void complete(Digest digest, long size) throws IOException;

    /** Counts from now on, until it is taken back. */
    void keep();

    /** A local error as a failure. */
    Failure failed(IOException cause);

    /** Refuses more content than there is room for. */
    static void checkFits(long room, long wanted) {
        if (wanted > room) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    "what was sent is longer than the %d bytes that were announced".formatted(room));
        }
    }

    /** Refuses other content than the room is for. */
    static void checkAnnounced(Digest announced, long size, Digest found, long written) {
        if (!announced.equals(found) || written != size) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    "what was sent is %s of %d bytes, and %s of %d bytes was announced"
                            .formatted(found, written, announced, size));
        }
    }

    /** Frees the room, unless it was kept; never throws. */
    @Override
    void close();
}
