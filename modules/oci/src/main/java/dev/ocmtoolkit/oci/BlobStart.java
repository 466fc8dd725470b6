// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/** What a target answers when a blob is announced. */
public sealed interface BlobStart {

    /**
     * It is there already, or became so by a mount: nothing is to be sent.
     *
     * @param evidence why that is known
     */
    record Present(Evidence evidence) implements BlobStart {}

    /**
     * It has to be sent.
     *
     * @param upload where to; to be closed by the caller
     */
    record Open(BlobUpload upload) implements BlobStart {}
}
