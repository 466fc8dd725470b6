// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One repository to read from: in a registry, in an archive, in memory. Safe for use by several threads.
 *
 * <p>Every method may throw a {@link Failure}; NOT_FOUND is thrown only where no empty answer is foreseen. A failure's side
 * is not known here; who copies sets it.
 */
public interface OciSource {
    /** {@return where it is} */
    Location location();

    /**
     * Asks for a manifest without reading it; one HEAD on a registry.
     *
     * @param ref its tag or digest
     * @return what the reference stands for, empty when there is no such manifest
     */
    Optional<Descriptor> resolve(Ref ref);

    /**
     * Reads a manifest.
     *
     * @param ref its tag or digest
     * @return its bytes, checked against the digest if that was asked for
     * @throws Failure NOT_FOUND when there is none, CORRUPT when the digest is another, INVALID when it is larger than
     *     {@link Document#LIMIT}
     */
    Document manifest(Ref ref);

    /**
     * Asks for a blob; one HEAD on a registry.
     *
     * @param digest its digest
     * @return its size as the store has it (with the type {@code application/octet-stream}), empty when there is none
     */
    Optional<Descriptor> blob(Digest digest);

    /**
     * Opens a blob. What is read is <em>not</em> verified: only {@link VerifiedReader} and the registry server may call this.
     *
     * @param blob what is to be read
     * @param offset the first byte wanted, from 0
     * @return the bytes from there; to be closed by the caller, also in the middle
     * @throws Failure NOT_FOUND when there is none
     */
    InputStream openBlob(Descriptor blob, long offset);

    /** {@return all tags, in lexical order where the store can, read page by page; to be closed} */
    Stream<String> tags();

    /**
     * The manifests that refer to another one.
     *
     * @param subject the other one's digest; it need not be there
     * @return their descriptors, read page by page; to be closed
     */
    Stream<Descriptor> referrers(Digest subject);
}
