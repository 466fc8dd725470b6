// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;

/** What a client sends, as a body for a target; a client that breaks off is UNREACHABLE. */
final class RequestBody implements Body {
    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final OptionalLong length;
    private long count;

    RequestBody(InputStream in, OptionalLong length) {
        this.in = in;
        this.length = length;
    }

    @Override
    public OptionalLong length() {
        return length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = read(buffer, buffer.length); n >= 0; n = read(buffer, buffer.length)) {
            out.write(buffer, 0, n);
            count += n;
        }
    }

    /** {@return how many bytes were passed on} */
    long count() {
        return count;
    }

    /** Reads at most a number of bytes, to see whether there are more. */
    byte[] readUpTo(int limit) {
        try {
            return in.readNBytes(limit);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Takes up what the client still sends, so that it gets to read the answer; at most a number of bytes. */
    boolean drain(long limit) {
        byte[] buffer = new byte[BUFFER];
        for (long left = limit; left > 0; ) {
            int n = read(buffer, (int) Math.min(buffer.length, left));
            if (n < 0) {
                return true;
            }
            left -= n;
        }
        return false;
    }

    private int read(byte[] buffer, int most) {
        try {
            return in.read(buffer, 0, most);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static Failure broken(IOException e) {
        return new Failure(Failure.Kind.UNREACHABLE, Failure.Side.NONE, "the client broke off", null, e);
    }
}
