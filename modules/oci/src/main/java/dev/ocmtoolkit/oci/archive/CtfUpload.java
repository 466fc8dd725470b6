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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.OptionalLong;

/** Content on its way into an archive: written to a temporary file and hashed on the way. */
final class CtfUpload implements BlobUpload {
    private static final int BUFFER = 64 * 1024;

    private final CtfScope scope;
    private final Path temporary;
    private final FileChannel channel;
    private final String algorithm;
    private final MessageDigest hash;
    private long written;
    private boolean finished;

    CtfUpload(CtfScope scope, BlobFiles blobs, String algorithm) {
        this.scope = scope;
        this.temporary = blobs.temporary();
        this.channel = blobs.create(temporary);
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
            throw Disk.failed("write", temporary, e);
        }
    }

    @Override
    public Evidence finish(Digest digest, Body rest) {
        append(rest);
        try {
            cutRest();
            check(digest);
            force();
            scope.keep(temporary, digest);
            finished = true;
        } finally {
            // The hash was taken, so that it cannot go on after a failure either.
            close();
        }
        return new Evidence.Accepted();
    }

    @Override
    public OptionalLong resync() {
        return channel.isOpen() ? OptionalLong.of(written) : OptionalLong.empty();
    }

    /** Removes what was written, unless it was finished. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // What counts was forced to the medium before, which finds what is wrong.
        }
        if (!finished) {
            Disk.discard(temporary);
        }
    }

    /** Takes off what a write left behind that took a part of its bytes and then failed. */
    private void cutRest() {
        try {
            channel.truncate(written);
            if (channel.size() != written) {
                throw new IOException("it has %d bytes of %d".formatted(channel.size(), written));
            }
        } catch (IOException e) {
            throw Disk.failed("write", temporary, e);
        }
    }

    private void check(Digest digest) {
        Digest actual = actual(digest.algorithm());
        if (!actual.equals(digest)) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    "what was sent does not match its digest: %s was promised, the content has %s"
                            .formatted(digest, actual));
        }
    }

    /** Before the file gets its name: a name stands for complete content, even after the system fails. */
    private void force() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw Disk.failed("write", temporary, e);
        }
    }

    private Digest actual(String wanted) {
        if (wanted.equals(algorithm)) {
            return Digest.ofHash(algorithm, hash.digest());
        }
        MessageDigest other = Digest.newHash(wanted);
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(temporary)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                other.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw Disk.failed("read", temporary, e);
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
            ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
            // At the place that was reached, not where the channel stands: that counts what a failed write took.
            while (buffer.hasRemaining()) {
                channel.write(buffer, written + buffer.position() - from);
            }
            hash.update(bytes, from, length);
            written += length;
        }
    }
}
