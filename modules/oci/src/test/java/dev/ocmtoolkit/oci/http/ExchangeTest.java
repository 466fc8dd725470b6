// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Body;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an upload does while the server takes, stops taking, and speaks. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExchangeTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String INTERIM = "HTTP/1.1 102 Processing\r\n\r\n";
    private static final String CREATED = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";

    private final WriteWatch watch = new WriteWatch();

    @AfterEach
    void close() {
        watch.close();
    }

    /** Uploads what is written piece by piece; the status of the answer. */
    private int put(FakeSocket socket, byte[] piece, int times, Duration progress) throws IOException, HttpException {
        Body body = new Body() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of((long) piece.length * times);
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                for (int i = 0; i < times; i++) {
                    out.write(piece);
                }
            }
        };
        ManagedHttpClientConnection connection =
                ManagedHttpClientConnectionFactory.builder().build().createConnection(null);
        connection.bind(socket);
        BasicClassicHttpRequest request = new BasicClassicHttpRequest("PUT", "/x");
        request.setHeader("Content-Length", (long) piece.length * times);
        Upload upload = new Upload(body, socket::close);
        request.setEntity(upload);
        Exchange exchange = new Exchange(new Timeouts(LONG, LONG, LONG, progress), watch, Optional.of(upload));
        return exchange.execute(request, connection, HttpCoreContext.create()).getCode();
    }

    @Test
    void theLastBytesAreWatchedToo() {
        FakeSocket socket = new FakeSocket((it, _, _, _) -> it.awaitEnd());
        assertThatThrownBy(() -> put(socket, new byte[10], 1, SHORT))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("nothing was taken for 0 s");
    }

    @Test
    void aRefusalIsHeardWhileTheLastBytesAreStuck() throws Exception {
        FakeSocket socket = new FakeSocket((it, _, _, _) -> {
            it.say("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
            it.awaitEnd();
        });
        assertThat(put(socket, new byte[10], 1, LONG)).isEqualTo(403);
    }

    @Test
    void largeWritesAreProgressPieceByPieceAndNotCopied() throws Exception {
        byte[] content = new byte[1024 * 1024];
        List<Integer> lengths = new ArrayList<>();
        FakeSocket socket = new FakeSocket((it, bytes, _, length) -> {
            if (bytes.length == content.length) {
                lengths.add(length);
            }
            if (lengths.stream().mapToInt(Integer::intValue).sum() == content.length) {
                it.say(CREATED);
            }
        });
        assertThat(put(socket, content, 1, LONG)).isEqualTo(201);
        assertThat(lengths).hasSize(16).allMatch(length -> length <= 64 * 1024);
    }

    @Test
    void anInterimAnswerIsPassedOver() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        FakeSocket socket = new FakeSocket((it, _, _, length) -> {
            int all = taken.addAndGet(length);
            it.say(all > 1_000_000 ? INTERIM + INTERIM + CREATED : INTERIM);
        });
        assertThat(put(socket, new byte[50_000], 20, LONG)).isEqualTo(201);
        assertThat(taken).hasValueGreaterThan(1_000_000);
    }

    @Test
    void anInterimAnswerToAStuckWriteDoesNotEndIt() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        FakeSocket socket = new FakeSocket((it, _, _, length) -> {
            it.say(INTERIM);
            it.awaitHeard();
            if (taken.addAndGet(length) > 100_000) {
                it.say(CREATED);
            }
        });
        assertThat(put(socket, new byte[50_000], 2, LONG)).isEqualTo(201);
    }

    @Test
    void anAnswerThatComesTogetherWithAnInterimOneEndsTheUpload() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        FakeSocket socket = new FakeSocket((it, _, _, _) -> {
            if (writes.incrementAndGet() == 1) {
                it.say(INTERIM + "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
            }
        });
        assertThat(put(socket, new byte[50_000], 20, LONG)).isEqualTo(403);
        assertThat(writes).hasValueLessThan(10);
    }
}
