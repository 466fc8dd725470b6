// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Content that is kept in memory, and so must not be too large. */
final class Bounded extends OutputStream {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final int limit;
    private final String owner;

    Bounded(int limit, String owner) {
        this.limit = limit;
        this.owner = owner;
    }

    /** Reads some content whole. */
    void take(Body body) {
        try {
            body.writeTo(this);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does no I/O", e);
        }
    }

    byte[] bytes() {
        return content.toByteArray();
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        if (content.size() + length > limit) {
            throw new Failure(Failure.Kind.INVALID, "%s has content of more than %d bytes".formatted(owner, limit));
        }
        content.write(bytes, from, length);
    }
}
