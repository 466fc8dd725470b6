// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import dev.ocmtoolkit.oci.Body;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** A body of which is known afterwards how much was sent. */
final class SentBody implements Body {
    private final Body body;
    private long count;
    private boolean whole;

    SentBody(Body body) {
        this.body = body;
    }

    long count() {
        return count;
    }

    boolean isWhole() {
        return whole;
    }

    @Override
    public OptionalLong length() {
        return body.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        body.writeTo(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                count++;
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
                count += length;
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }
        });
        whole = true;
    }
}
