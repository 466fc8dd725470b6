// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

/** Something small that a server sent, read as a whole. */
public final class Content {
    private final Answer head;
    private final byte[] bytes;

    Content(Answer head, byte[] bytes) {
        this.head = head;
        this.bytes = bytes;
    }

    /** {@return status, address and header fields; closed already} */
    public Answer head() {
        return head;
    }

    /** {@return the content itself, not a copy} */
    public byte[] bytes() {
        return bytes;
    }
}
