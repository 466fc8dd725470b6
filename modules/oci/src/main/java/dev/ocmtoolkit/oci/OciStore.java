// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/** One repository of which content can be taken away as well. */
public interface OciStore extends OciTarget {

    /**
     * Removes a manifest and every tag on it.
     *
     * @param digest which
     * @throws Failure NOT_FOUND when there is none, UNSUPPORTED when the store does not allow it
     */
    void deleteManifest(Digest digest);

    /**
     * Removes a blob.
     *
     * @param digest which
     * @throws Failure NOT_FOUND when there is none, UNSUPPORTED when the store does not allow it
     */
    void deleteBlob(Digest digest);

    /**
     * Removes a tag; the manifest stays.
     *
     * @param tag which
     * @throws Failure NOT_FOUND when there is none, UNSUPPORTED when the store does not allow it
     */
    void deleteTag(Tag tag);
}
