// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Cancellation;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of an answer, and with it the hold on the connection: read to its end, the connection is used again; left in
 * the middle, only what is short is read out, since a connection with a rest on it would answer the next request with that.
 */
final class AnswerBody extends InputStream {
    private static final int WORTH_READING = 64 * 1024;

    private final InputStream in;
    private final Lease lease;
    private final Cancellation cancellation;
    private long left;
    private boolean over;

    /** The length is negative where it is not known. */
    AnswerBody(InputStream in, long length, Lease lease, Cancellation cancellation) {
        this.in = in;
        this.left = length < 0 ? 0 : length;
        this.lease = lease;
        this.cancellation = cancellation;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        if (over) {
            return -1;
        }
        try {
            int n = in.read(buffer, from, length);
            if (n < 0) {
                over = true;
                lease.giveBack();
            } else {
                left -= n;
            }
            return n;
        } catch (IOException e) {
            over = true;
            lease.discard();
            cancellation.check();
            throw e;
        }
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        if (left <= WORTH_READING && lease.isReusable()) {
            readOut();
        }
        if (!over) {
            over = true;
            lease.discard();
        }
    }

    private void readOut() {
        try {
            byte[] rest = new byte[8 * 1024];
            for (int more = WORTH_READING; more > 0 && !over; ) {
                more -= Math.max(0, read(rest, 0, rest.length));
            }
        } catch (IOException | RuntimeException e) {
            // It was not wanted; the connection is closed already.
        }
    }
}
