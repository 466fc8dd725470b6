// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.memory;

import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.OptionalLong;

/** A blob on its way into a {@link MemoryRepository}. */
final class MemoryUpload implements BlobUpload {
    private final MemoryRepository repository;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    MemoryUpload(MemoryRepository repository) {
        this.repository = repository;
    }

    @Override
    public long piece(long remaining) {
        return remaining;
    }

    @Override
    public void append(Body body) {
        try {
            body.writeTo(received);
        } catch (IOException e) {
            throw new IllegalStateException("writing into memory does no I/O", e);
        }
    }

    @Override
    public Evidence finish(Digest digest, Body rest) {
        append(rest);
        byte[] bytes = received.toByteArray();
        Digest actual = Digest.of(digest.algorithm(), bytes);
        if (!actual.equals(digest)) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    "what was sent does not match its digest: %s was promised, the content has %s"
                            .formatted(digest, actual));
        }
        repository.keep(digest, bytes);
        return new Evidence.Accepted();
    }

    @Override
    public OptionalLong resync() {
        return OptionalLong.of(received.size());
    }

    @Override
    public void close() {
        // What was not finished goes with this object.
    }
}
