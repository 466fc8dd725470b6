// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * Gzip that compresses nothing (RFC 1952; RFC 1951, section 3.2.4, "Non-compressed blocks"): its length is known before its content
 * is, and equal content always gives equal bytes. Meant for content that is compressed already. Used by one thread.
 */
final class StoredGzip extends OutputStream {
    private static final int BLOCK = 65_535;
    private static final int BLOCK_HEADER = 5;
    private static final int TRAILER = 8;

    private final OutputStream out;
    private final CRC32 crc = new CRC32();
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private long count;

    /** Begins; the stream below stays open when this one is closed. */
    StoredGzip(OutputStream out) throws IOException {
        this.out = out;
        out.write(TgzLayout.HEADER);
    }

    /** The length that content of so many bytes gets. */
    static long size(long content) {
        long blocks = Math.max(1, (content + BLOCK - 1) / BLOCK);
        return TgzLayout.HEADER.length + blocks * BLOCK_HEADER + content + TRAILER;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        crc.update(bytes, from, length);
        count += length;
        for (int at = from, left = length; left > 0; ) {
            if (filled == BLOCK) {
                flushBlock(false);
            }
            int n = Math.min(left, BLOCK - filled);
            System.arraycopy(bytes, at, block, filled, n);
            filled += n;
            at += n;
            left -= n;
        }
    }

    private void flushBlock(boolean last) throws IOException {
        byte[] header = ByteBuffer.allocate(BLOCK_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) (last ? 1 : 0))
                .putShort((short) filled)
                .putShort((short) ~filled)
                .array();
        out.write(header);
        out.write(block, 0, filled);
        filled = 0;
    }

    /** Writes the last block and the trailer, and flushes the stream below. */
    @Override
    public void close() throws IOException {
        flushBlock(true);
        out.write(ByteBuffer.allocate(TRAILER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt((int) count)
                .array());
        out.flush();
    }
}
