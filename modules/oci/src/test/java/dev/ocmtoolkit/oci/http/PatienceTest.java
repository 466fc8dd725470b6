// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that stop, and users that do. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PatienceTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String REFUSAL =
            "HTTP/1.1 401 No\r\nContent-Length: 37\r\n\r\n{\"errors\":[{\"code\":\"X\",\"message\":\"m\"}]}";

    private final Cancellation cancellation = new Cancellation();
    private Origins origins = origins(new Timeouts(SHORT, SHORT, SHORT, SHORT));

    private static Origins origins(Timeouts timeouts) {
        return new Origins(HttpSettings.of(Map.of()).withTimeouts(timeouts));
    }

    @AfterEach
    void close() {
        origins.close();
    }

    private OriginHttp http(RawServer server) {
        return new OriginHttp(
                origins.origin(Address.parse("http", server.hostPort())),
                server.hostPort(),
                Credentials.NONE,
                cancellation);
    }

    private static HttpCall get(OriginHttp http) {
        return HttpCall.of("GET", http.uri("/x"), "thing x");
    }

    /** Zeros without end, or to 1 GiB. */
    private static Body zeros(boolean endless) {
        return new Body() {
            @Override
            public OptionalLong length() {
                return endless ? OptionalLong.empty() : OptionalLong.of(1L << 30);
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                byte[] buffer = new byte[256 * 1024];
                for (int i = 0; endless || i < 4096; i++) {
                    out.write(buffer);
                }
            }
        };
    }

    private static void never(Socket socket) throws IOException {
        assertThat(socket.getInputStream().readAllBytes()).isNotNull();
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForAndNotAskedForAgain() throws IOException {
        try (RawServer server = new RawServer((socket, _) -> never(socket))) {
            OriginHttp http = http(server);
            assertThatThrownBy(() -> http.send(get(http)))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.UNREACHABLE))
                    .hasMessageContaining("made no progress in time");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void contentThatStopsIsNotWaitedFor() throws IOException {
        try (RawServer server = new RawServer((socket, _) -> {
            RawServer.readHead(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
            never(socket);
        })) {
            OriginHttp http = http(server);
            try (Answer answer = http.send(get(http))) {
                assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void contentThatIsCutShortIsABreak() throws IOException {
        for (String framing :
                new String[] {"Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"}) {
            try (RawServer server = new RawServer((socket, _) -> {
                RawServer.readHead(socket);
                RawServer.write(socket, "HTTP/1.1 200 OK\r\n" + framing);
            })) {
                OriginHttp http = http(server);
                try (Answer answer = http.send(get(http))) {
                    assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void aServerThatTakesNothingMoreIsLeft() throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, _) -> done.await())) {
            OriginHttp http = http(server);
            assertThatThrownBy(() -> http.send(
                            HttpCall.of("PUT", http.uri("/x"), "upload x").body(zeros(false))))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("nothing was taken for 0 s");
            done.countDown();
        }
    }

    @Test
    void aRefusalIsHeardWhileTheServerStopsReading() throws IOException {
        origins = origins(new Timeouts(LONG, LONG, LONG, LONG));
        CountDownLatch done = new CountDownLatch(1);
        for (boolean endless : new boolean[] {false, true}) {
            try (RawServer server = new RawServer((socket, _) -> {
                RawServer.readHead(socket);
                RawServer.write(socket, REFUSAL);
                done.await();
            })) {
                OriginHttp http = http(server);
                try (Answer answer =
                        http.send(HttpCall.of("PUT", http.uri("/x"), "upload x").body(zeros(endless)))) {
                    assertThat(answer.status()).isEqualTo(401);
                }
            }
        }
        done.countDown();
    }

    @Test
    void aRefusalIsHeardThatComesWhileAWriteIsStuck() throws IOException {
        origins = origins(new Timeouts(LONG, LONG, LONG, LONG));
        AtomicInteger written = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, _) -> {
            RawServer.readHead(socket);
            awaitStill(written);
            RawServer.write(socket, REFUSAL);
            done.await();
        })) {
            OriginHttp http = http(server);
            Body counted = new Body() {
                @Override
                public OptionalLong length() {
                    return OptionalLong.empty();
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    for (byte[] buffer = new byte[256 * 1024]; ; written.incrementAndGet()) {
                        out.write(buffer);
                    }
                }
            };
            try (Answer answer =
                    http.send(HttpCall.of("PUT", http.uri("/x"), "upload x").body(counted))) {
                assertThat(answer.status()).isEqualTo(401);
            }
            done.countDown();
        }
    }

    /** Waits until the buffers of both kernels are full. */
    private static void awaitStill(AtomicInteger written) throws InterruptedException {
        int before;
        do {
            before = written.get();
            TimeUnit.MILLISECONDS.sleep(100);
        } while (before == 0 || before != written.get());
    }

    @Test
    void aBodyThatThrowsEndsTheConnectionWithoutAnEnd() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        StringBuilder received = new StringBuilder();
        try (RawServer server = new RawServer((socket, _) -> {
            RawServer.readHead(socket);
            try {
                for (int b = socket.getInputStream().read();
                        b >= 0;
                        b = socket.getInputStream().read()) {
                    received.append((char) b);
                }
            } finally {
                ended.countDown();
            }
        })) {
            OriginHttp http = http(server);
            Body bad = new Body() {
                @Override
                public OptionalLong length() {
                    return OptionalLong.empty();
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    out.write(new byte[100_000]);
                    throw new Failure(Failure.Kind.CORRUPT, "the source is bad");
                }
            };
            assertThatThrownBy(() ->
                            http.send(HttpCall.of("PATCH", http.uri("/x"), "x").body(bad)))
                    .isInstanceOf(Failure.class)
                    .hasMessage("the source is bad");
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(received.toString()).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void aBodyOfAnotherLengthThanItSaysIsNotSent() throws IOException {
        try (RawServer server = new RawServer((socket, _) -> never(socket))) {
            OriginHttp http = http(server);
            Body lying = new Body() {
                @Override
                public OptionalLong length() {
                    return OptionalLong.of(10);
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    out.write(new byte[9]);
                }
            };
            assertThatThrownBy(() ->
                            http.send(HttpCall.of("PUT", http.uri("/x"), "x").body(lying)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void cancellingEndsEveryWait() throws Exception {
        origins = origins(new Timeouts(LONG, LONG, LONG, LONG));
        CountDownLatch reached = new CountDownLatch(3);
        try (RawServer silent = new RawServer((socket, _) -> {
                    RawServer.readHead(socket);
                    reached.countDown();
                    never(socket);
                });
                RawServer stalling = new RawServer((socket, _) -> {
                    RawServer.readHead(socket);
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
                    reached.countDown();
                    never(socket);
                });
                RawServer busy = new RawServer((socket, _) -> {
                    RawServer.readHead(socket);
                    RawServer.write(socket, "HTTP/1.1 503 X\r\nRetry-After: 50\r\nContent-Length: 0\r\n\r\n");
                    reached.countDown();
                    never(socket);
                })) {
            FutureTask<?> answer = start(() -> http(silent).send(get(http(silent))));
            FutureTask<?> content =
                    start(() -> http(stalling).send(get(http(stalling))).body().readAllBytes());
            FutureTask<?> waiting = start(() -> http(busy).send(get(http(busy))));
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
            cancellation.cancel();
            for (FutureTask<?> task : new FutureTask<?>[] {answer, content, waiting}) {
                assertThatThrownBy(() -> task.get(10, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.CANCELLED));
            }
        }
    }

    private static FutureTask<?> start(Callable<?> work) {
        FutureTask<?> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }
}
