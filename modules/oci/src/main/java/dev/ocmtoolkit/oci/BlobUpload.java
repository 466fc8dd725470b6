// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.OptionalLong;

/**
 * One blob on its way into a target. Used by one thread. Closing it before {@link #finish} succeeded aborts it, and nothing
 * of it stays.
 */
public interface BlobUpload extends AutoCloseable {

    /**
     * How much the next {@link #append} should carry.
     *
     * @param remaining the bytes still to come
     * @return the number of bytes for the next piece; equal to {@code remaining}: go to {@link #finish}
     */
    long piece(long remaining);

    /**
     * Adds a piece, after which the upload could go on from there.
     *
     * @param body the piece
     * @throws Failure when the target does not take it, or what the body throws
     */
    void append(Body body);

    /**
     * Sends the last or only piece and commits. A lost answer is settled inside by asking for the blob.
     *
     * @param digest the digest of the whole blob
     * @param rest the last or only piece; empty where all was appended
     * @return the evidence that the target has it
     * @throws Failure when the target does not take it, CORRUPT when what was sent is not what the digest says, or what the
     *     body throws
     */
    Evidence finish(Digest digest, Body rest);

    /**
     * Asks where the target stands after a break.
     *
     * @return the number of bytes that it has; empty when the upload is dead
     */
    OptionalLong resync();

    /** Aborts unless finished; never throws. */
    @Override
    void close();
}
