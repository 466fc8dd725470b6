// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file that is open, whose own position does not matter; skipping reads nothing. Closing it leaves the file open. */
final class ChannelInput extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long position;

    ChannelInput(FileChannel channel, long from, long end) {
        this.channel = channel;
        this.position = from;
        this.end = end;
    }

    /** {@return the place in the file that was reached} */
    long position() {
        return position;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        long left = end - position;
        int n = left <= 0 ? -1 : channel.read(ByteBuffer.wrap(bytes, from, (int) Math.min(length, left)), position);
        position += Math.max(n, 0);
        return n;
    }

    @Override
    public long skip(long wanted) throws IOException {
        long n = Math.max(0, Math.min(wanted, Math.min(end, channel.size()) - position));
        position += n;
        return n;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, end - position));
    }
}
