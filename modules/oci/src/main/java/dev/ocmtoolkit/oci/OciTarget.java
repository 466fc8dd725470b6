// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One repository to write to. Safe for use by several threads. */
public interface OciTarget extends OciSource {

    /**
     * Asks for a blob.
     *
     * @param digest its digest
     * @return the evidence that it is there, empty when it is not
     */
    Optional<Evidence> hasBlob(Digest digest);

    /**
     * Announces a blob, with one request: asks for it, mounts it, or begins to send it.
     *
     * @param digest its digest; empty while it is not known: then nothing is asked for
     * @param size its length in bytes, if known
     * @param mountFrom repositories of the same origin that are known to have it; the repository itself is asked where
     *     there are none
     * @return that it is there, or where to send it
     */
    BlobStart startBlob(Optional<Digest> digest, OptionalLong size, List<String> mountFrom);

    /**
     * Writes a manifest, byte for byte, whose content is there already.
     *
     * @param document the manifest
     * @param tags under which tags; none: under its digest only
     * @return what the target answered
     * @throws Failure INVALID when the target does not take it, NOT_FOUND when the target misses content of it
     */
    Receipt putManifest(Document document, Set<Tag> tags);
}
