// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Reads a blob and knows, before the reader gets the end, whether it is what its descriptor says.
 *
 * <p>The last bytes are given out only when size and digest match, so whoever copies from here never completes corrupt
 * content. Used by one thread.
 */
public final class VerifiedReader implements AutoCloseable {
    private final OciSource source;
    private final Descriptor blob;
    private final InputStream in;
    private final MessageDigest hash;
    private long offset;
    private boolean finished;

    /**
     * Opens a blob.
     *
     * @param source where
     * @param blob what
     * @throws Failure NOT_FOUND when it is not there
     */
    public VerifiedReader(OciSource source, Descriptor blob) {
        this.source = source;
        this.blob = blob;
        this.in = source.openBlob(blob, 0);
        this.hash = Digest.newHash(blob.digest().algorithm());
    }

    /**
     * Reads a small blob as a whole.
     *
     * @param source where
     * @param blob what
     * @param limit the most bytes that are accepted
     * @return its content, verified
     * @throws Failure INVALID when it is larger than the limit, CORRUPT when it is not what its descriptor says
     */
    public static byte[] readAll(OciSource source, Descriptor blob, int limit) {
        if (blob.size() > limit) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "blob %s in %s has %d bytes: more than %d are not accepted here"
                            .formatted(blob.digest(), source.location(), blob.size(), limit));
        }
        byte[] all = new byte[(int) blob.size()];
        try (VerifiedReader reader = new VerifiedReader(source, blob)) {
            int at = 0;
            for (int n = reader.read(all, 0, all.length); n > 0; n = reader.read(all, at, all.length - at)) {
                at += n;
            }
        }
        return all;
    }

    /**
     * Reads some bytes; the last ones only after size and digest were found right.
     *
     * @param buffer where to
     * @param from the first place in it
     * @param length the most bytes to read, at least 1 unless the blob is empty
     * @return how many were read; -1 at the verified end
     * @throws Failure CORRUPT when size or digest are wrong, UNREACHABLE when the source broke
     */
    public int read(byte[] buffer, int from, int length) {
        int n = fill(buffer, from, (int) Math.min(length, blob.size() - offset));
        hash.update(buffer, from, n);
        offset += n;
        if (offset == blob.size()) {
            finish();
        }
        return n == 0 ? -1 : n;
    }

    /** {@return how many bytes were read so far} */
    public long offset() {
        return offset;
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        if (readOne() >= 0) {
            throw corrupt("is longer than the %d bytes of its descriptor".formatted(blob.size()));
        }
        Digest actual = Digest.ofHash(blob.digest().algorithm(), hash.digest());
        if (!actual.equals(blob.digest())) {
            throw corrupt("does not match its digest: the content has " + actual);
        }
    }

    private int fill(byte[] buffer, int from, int length) {
        try {
            int n = in.readNBytes(buffer, from, length);
            if (n < length) {
                throw corrupt("is truncated: %d of %d bytes are there".formatted(offset + n, blob.size()));
            }
            return n;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private int readOne() {
        try {
            return in.read();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private Failure corrupt(String how) {
        return new Failure(
                Failure.Kind.CORRUPT,
                Failure.Side.NONE,
                "blob %s in %s %s".formatted(blob.digest(), source.location(), how),
                "restore it there, or transfer from another source",
                null);
    }

    private Failure broken(IOException e) {
        return new Failure(
                Failure.Kind.UNREACHABLE,
                Failure.Side.NONE,
                "reading blob %s in %s broke after %d of %d bytes: %s"
                        .formatted(
                                blob.digest(),
                                source.location(),
                                offset,
                                blob.size(),
                                Text.printable(String.valueOf(e.getMessage()))),
                "try again",
                e);
    }

    /** Closes the source's stream; never throws. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // What was read is verified already, and what was not read is not wanted.
        }
    }
}
