// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Body;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.hc.core5.function.Supplier;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** A {@link Body} on its way into a connection; large writes reach the socket without being copied. */
final class Upload implements HttpEntity {
    private final Body body;
    private final Runnable abort;
    private WriteWatch.@Nullable Watched watched;

    Upload(Body body, Runnable abort) {
        this.body = body;
        this.abort = abort;
    }

    void watchedBy(WriteWatch.Watched watch) {
        watched = watch;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try {
            Watching watching = new Watching(out, Objects.requireNonNull(watched));
            body.writeTo(watching);
            if (watching.count != body.length().orElse(watching.count)) {
                // The server would wait for the rest, or take it for the next request.
                throw new IllegalStateException(
                        "a body of %d bytes wrote %d".formatted(body.length().orElse(-1), watching.count));
            }
        } catch (RuntimeException | Error e) {
            // The content is not what it should be. Closed before the stream's end is written, it can never be taken
            // for whole.
            abort.run();
            throw e;
        }
    }

    @Override
    public long getContentLength() {
        return body.length().orElse(-1);
    }

    @Override
    public boolean isChunked() {
        return body.length().isEmpty();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("content on its way out is written, not read");
    }

    @Override
    public @Nullable String getContentType() {
        return null;
    }

    @Override
    public @Nullable String getContentEncoding() {
        return null;
    }

    @Override
    public Set<String> getTrailerNames() {
        return Set.of();
    }

    @Override
    public @Nullable Supplier<List<? extends Header>> getTrailers() {
        return null;
    }

    @Override
    public void close() {}

    /** Stops before a write when the server has answered: whatever it says, it does not want the rest. */
    private static final class Watching extends OutputStream {
        private final OutputStream out;
        private final WriteWatch.Watched watched;
        private long count;

        Watching(OutputStream out, WriteWatch.Watched watched) {
            this.out = out;
            this.watched = watched;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (watched.isAnswered()) {
                throw new IOException("the server answered before it had everything");
            }
            watched.begin();
            try {
                out.write(bytes, from, length);
                count += length;
            } finally {
                watched.end();
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
