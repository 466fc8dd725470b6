// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;

/**
 * One request and its answer on one connection. Each phase has its own timeout; and when sending breaks, the answer is looked for
 * all the same, since a registry that refuses an upload says why before it hangs up.
 */
final class Exchange implements ConnectionEndpoint.RequestExecutor {
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int INTERIM_LIMIT = 16;

    private final Timeouts timeouts;
    private final WriteWatch watch;
    private final Optional<Upload> upload;
    private boolean cut;

    Exchange(Timeouts timeouts, WriteWatch watch, Optional<Upload> upload) {
        this.timeouts = timeouts;
        this.watch = watch;
        this.upload = upload;
    }

    /** Whether the request was not sent as a whole: the connection cannot be used again. */
    boolean isCut() {
        return cut;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, HttpClientConnection connection, HttpContext context)
            throws IOException, HttpException {
        limit(connection, timeouts.answer());
        connection.sendRequestHeader(request);
        Optional<IOException> broken = upload.isPresent() ? send(request, connection, upload.get()) : Optional.empty();
        cut = broken.isPresent();
        if (!cut) {
            connection.flush();
        }
        limit(connection, cut ? LAST_WORDS : upload.isPresent() ? timeouts.commit() : timeouts.answer());
        ClassicHttpResponse response = receive(connection, broken);
        if (hasContent(request, response)) {
            connection.receiveResponseEntity(response);
        }
        limit(connection, timeouts.progress());
        return response;
    }

    private Optional<IOException> send(ClassicHttpRequest request, HttpClientConnection connection, Upload content)
            throws HttpException {
        ManagedHttpClientConnection managed = (ManagedHttpClientConnection) connection;
        try (WriteWatch.Watched watched = watch.watch(managed, timeouts.progress())) {
            try {
                content.watchedBy(watched);
                connection.sendRequestEntity(request);
                connection.flush();
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(
                        watched.isStalled()
                                ? new SocketTimeoutException("nothing was taken for %d s"
                                        .formatted(timeouts.progress().toSeconds()))
                                : e);
            }
        }
    }

    private static ClassicHttpResponse receive(HttpClientConnection connection, Optional<IOException> broken)
            throws IOException, HttpException {
        try {
            for (int i = 0; i < INTERIM_LIMIT; i++) {
                ClassicHttpResponse response = connection.receiveResponseHeader();
                if (response.getCode() >= HttpStatus.SC_SUCCESS) {
                    return response;
                }
            }
            throw new ProtocolException("too many interim answers");
        } catch (IOException e) {
            throw broken.orElse(e);
        }
    }

    private static boolean hasContent(ClassicHttpRequest request, ClassicHttpResponse response) {
        int status = response.getCode();
        return !request.getMethod().equals("HEAD")
                && status != HttpStatus.SC_NO_CONTENT
                && status != HttpStatus.SC_NOT_MODIFIED;
    }

    private static void limit(HttpClientConnection connection, Duration time) {
        connection.setSocketTimeout(Timeout.ofMilliseconds(time.toMillis()));
    }
}
