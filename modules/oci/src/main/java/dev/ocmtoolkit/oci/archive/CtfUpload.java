// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.OptionalLong;

/** Content on its way into an archive: written to its slot and hashed on the way. */
final class CtfUpload implements BlobUpload {
    private static final int BUFFER = 64 * 1024;

    private final CtfScope scope;
    private final Slot slot;
    private final String algorithm;
    private final MessageDigest hash;
    private long written;
    private boolean closed;

    CtfUpload(CtfScope scope, Slot slot, String algorithm) {
        this.scope = scope;
        this.slot = slot;
        this.algorithm = algorithm;
        this.hash = Digest.newHash(algorithm);
    }

    @Override
    public long piece(long remaining) {
        return remaining;
    }

    @Override
    public void append(Body body) {
        try {
            body.writeTo(new Sink());
        } catch (IOException e) {
            throw slot.failed(e);
        }
    }

    @Override
    public Evidence finish(Digest digest, Body rest) {
        append(rest);
        try {
            check(digest);
            slot.complete(digest, written);
            scope.keep(slot, digest);
        } catch (IOException e) {
            throw slot.failed(e);
        } finally {
            // The hash was taken, so that it cannot go on after a failure either.
            close();
        }
        return new Evidence.Accepted();
    }

    @Override
    public OptionalLong resync() {
        return !closed && slot.isResumable() ? OptionalLong.of(written) : OptionalLong.empty();
    }

    /** Removes what was written, unless it was finished. */
    @Override
    public void close() {
        closed = true;
        slot.close();
    }

    private void check(Digest digest) throws IOException {
        Digest actual = actual(digest.algorithm());
        if (!actual.equals(digest)) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    "what was sent does not match its digest: %s was promised, the content has %s"
                            .formatted(digest, actual));
        }
    }

    private Digest actual(String wanted) throws IOException {
        if (wanted.equals(algorithm)) {
            return Digest.ofHash(algorithm, hash.digest());
        }
        MessageDigest other = Digest.newHash(wanted);
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = slot.content(written)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                other.update(buffer, 0, n);
            }
        }
        return Digest.ofHash(wanted, other.digest());
    }

    private final class Sink extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            slot.write(written, bytes, from, length);
            hash.update(bytes, from, length);
            written += length;
        }
    }
}
