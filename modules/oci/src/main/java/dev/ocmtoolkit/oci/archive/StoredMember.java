// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * A gzip member whose content is stored as it is (RFC 1951, section 3.2.4), so that its length is known before the first byte is
 * written. Used by one thread.
 */
final class StoredMember extends OutputStream {
    private static final int BLOCK = 65_535;
    private static final int BLOCK_HEADER = 5;

    private final OutputStream out;
    private final long length;
    private final CRC32 crc = new CRC32();
    private long written;

    /**
     * Begins a member.
     *
     * @param out where to; closed with this
     * @param length how many bytes will be written, at least 1
     */
    StoredMember(OutputStream out, long length) throws IOException {
        this.out = out;
        this.length = length;
        out.write(TgzLayout.HEADER);
    }

    /** The length of the member for content of a length. */
    static long length(long content) {
        return TgzLayout.HEADER.length + content + (content + BLOCK - 1) / BLOCK * BLOCK_HEADER + TgzLayout.TRAILER;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        crc.update(bytes, from, count);
        int at = from;
        while (at < from + count) {
            int inBlock = (int) (written % BLOCK);
            if (inBlock == 0) {
                beginBlock();
            }
            int n = Math.min(BLOCK - inBlock, from + count - at);
            out.write(bytes, at, n);
            written += n;
            at += n;
        }
    }

    private void beginBlock() throws IOException {
        int size = (int) Math.min(BLOCK, length - written);
        boolean isLast = written + size == length;
        out.write(littleEndian(BLOCK_HEADER)
                .put((byte) (isLast ? 1 : 0))
                .putShort((short) size)
                .putShort((short) ~size)
                .array());
    }

    /** Writes the trailer. */
    @Override
    public void close() throws IOException {
        if (written != length) {
            throw new IOException("%d bytes of %d were written".formatted(written, length));
        }
        out.write(littleEndian(TgzLayout.TRAILER)
                .putInt((int) crc.getValue())
                .putInt((int) length)
                .array());
        out.close();
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.wrap(new byte[size]).order(ByteOrder.LITTLE_ENDIAN);
    }
}
