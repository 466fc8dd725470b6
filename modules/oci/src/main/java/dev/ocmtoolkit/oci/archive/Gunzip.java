// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Failure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Decompresses a whole file, and stops where so much comes out of so little that nothing but that can be its purpose. */
final class Gunzip extends FilterInputStream {
    private static final long ALWAYS_ACCEPTED = 2L * 1024 * 1024 * 1024;
    /** Deflate reaches 1032; whole archives of zeros up to the size above are accepted. */
    private static final int RATIO = 500;

    private static final int BUFFER = 64 * 1024;

    private final OpenFile file;
    private final ChannelInput compressed;
    private long total;

    Gunzip(OpenFile file) throws IOException {
        this(file, file.all());
    }

    private Gunzip(OpenFile file, ChannelInput compressed) throws IOException {
        super(new GZIPInputStream(compressed, BUFFER));
        this.file = file;
        this.compressed = compressed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int n = super.read(bytes, from, length);
        total += Math.max(n, 0);
        if (total > ALWAYS_ACCEPTED && total / RATIO > compressed.position()) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.NONE,
                    "archive %s is refused: %d bytes of it decompress to more than %d"
                            .formatted(file.origin(), compressed.position(), total),
                    "give the archive as a tar or a directory if it is meant to be so",
                    null);
        }
        return n;
    }

    @Override
    public long skip(long wanted) throws IOException {
        byte[] nowhere = new byte[(int) Math.min(BUFFER, Math.max(1, wanted))];
        int n = wanted <= 0 ? 0 : read(nowhere, 0, nowhere.length);
        return Math.max(n, 0);
    }
}
