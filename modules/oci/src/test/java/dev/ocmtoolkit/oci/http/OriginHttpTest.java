// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginHttpTest {
    private final RecordedPause pause = new RecordedPause();
    private final List<String> plain = new CopyOnWriteArrayList<>();
    private final Cancellation cancellation = new Cancellation();
    private final Origins origins =
            new Origins(HttpSettings.of(Map.of()).withPause(pause).withPlainHttpListener(plain::add));

    private OriginHttp http(String hostPort) {
        return new OriginHttp(
                origins.origin(Address.parse("http", hostPort)), hostPort, Credentials.NONE, cancellation);
    }

    private static HttpCall get(OriginHttp http) {
        return HttpCall.of("GET", http.uri("/x"), "thing x");
    }

    private static String text(Content content) {
        return new String(content.bytes(), StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() {
        origins.close();
    }

    @Test
    void tellsOncePerHostThatNothingIsEncrypted() {
        try (ScriptedServer server = new ScriptedServer().on("GET", "/x", 200, Map.of(), "hello")) {
            OriginHttp http = http(server.hostPort());
            assertThat(plain).isEmpty();
            assertThat(text(http.fetch(get(http), 10))).isEqualTo("hello");
            http.fetch(get(http), 10);
            assertThat(plain).containsExactly(server.hostPort());
            assertThat(server.log().getFirst().header("Accept-Encoding")).isEqualTo("identity");
        }
    }

    @Test
    void aSecretInAHeaderFieldStaysWithItsOrigin() {
        try (ScriptedServer store = new ScriptedServer().on("GET", "/y", 200, Map.of(), "hello");
                ScriptedServer server = new ScriptedServer()
                        .on("GET", "/x", 302, Map.of("Location", "/z"), "")
                        .on("GET", "/z", 302, Map.of("Location", "http://" + store.hostPort() + "/y"), "")) {
            OriginHttp http = plain(server, true);
            HttpCall call = get(http)
                    .header("Authorization", "Bearer secret")
                    .header("X-Key", "secret")
                    .header("Accept", "text/plain");

            assertThat(text(http.fetch(call, 10))).isEqualTo("hello");

            assertThat(server.log())
                    .allMatch(asked -> asked.header("Authorization").equals("Bearer secret"));
            ScriptedServer.Request last = store.log().getFirst();
            assertThat(last.header("Authorization") + last.header("X-key")).isEmpty();
            assertThat(last.header("Accept")).isEqualTo("text/plain");
        }
    }

    @Test
    void plainRequestsAnswerNoChallengeAndFollowWhereTheyMay() {
        try (ScriptedServer server = new ScriptedServer()
                .on("GET", "/x", 302, Map.of("Location", "/z"), "")
                .on("GET", "/z", 401, Map.of("WWW-Authenticate", "Basic realm=\"r\""), "")) {
            try (Answer answer = plain(server, false).send(get(plain(server, false)))) {
                assertThat(answer.status()).isEqualTo(302);
            }
            try (Answer answer = plain(server, true).send(get(plain(server, true)))) {
                assertThat(answer.status()).isEqualTo(401);
            }
            assertThat(server.lines()).containsExactly("GET /x 302", "GET /x 302", "GET /z 401");
        }
        assertThat(plain).isEmpty();
    }

    private OriginHttp plain(ScriptedServer server, boolean redirects) {
        return OriginHttp.plain(origins.origin(Address.parse("http", server.hostPort())), redirects, cancellation);
    }

    @Test
    void usesAConnectionAgainAlsoAfterAShortAnswerWasNotRead() throws IOException {
        try (RawServer server = new RawServer((socket, _) -> {
            while (RawServer.readHead(socket).endsWith("\r\n\r\n")) {
                RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            }
        })) {
            OriginHttp http = http(server.hostPort());
            http.send(get(http)).close();
            assertThat(text(http.fetch(get(http), 10))).isEqualTo("hello");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void neverUsesAConnectionAgainOnWhichMuchIsLeft() throws IOException {
        try (RawServer server = new RawServer((socket, n) -> {
            RawServer.readHead(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + (n == 1 ? 10_000_000 : 2) + "\r\n\r\nok");
            if (n == 1) {
                RawServer.write(socket, "x".repeat(9_999_998));
            }
            RawServer.readHead(socket);
        })) {
            OriginHttp http = http(server.hostPort());
            Answer answer = http.send(get(http));
            assertThat(answer.body().read()).isEqualTo('o');
            answer.close();
            assertThat(text(http.fetch(get(http), 10))).isEqualTo("ok");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void asksAgainWhatWasAnsweredWithAPassingTrouble(int status) {
        AtomicInteger count = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer().on("GET", "/x", request -> {
            boolean last = count.incrementAndGet() == 5;
            request.answer(last ? 200 : status, Map.of(), "v");
        })) {
            OriginHttp http = http(server.hostPort());
            assertThat(text(http.fetch(get(http), 10))).isEqualTo("v");
            assertThat(pause.waits()).hasSize(4);
            assertThat(pause.waits().getFirst()).isBetween(Duration.ZERO, Duration.ofMillis(100));
            assertThat(pause.waits().getLast()).isBetween(Duration.ZERO, Duration.ofMillis(800));
        }
    }

    @Test
    void givesUpAfterFiveTriesAndSaysWhatTheServerSaid() {
        try (ScriptedServer server = new ScriptedServer()
                .on(
                        "GET",
                        "/x",
                        503,
                        Map.of(),
                        "{\"errors\":[{\"code\":\"UNAVAILABLE\",\"message\":\"ti\\u001b[31mred\"}]}")) {
            OriginHttp http = http(server.hostPort());
            assertThatThrownBy(() -> http.expect(get(http), 200))
                    .isInstanceOfSatisfying(RemoteFailure.class, e -> {
                        assertThat(e.kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
                        assertThat(e.code()).isEqualTo("UNAVAILABLE");
                    })
                    .hasMessage("thing x: the server answered 503 UNAVAILABLE ti?[31mred");
            assertThat(server.log()).hasSize(5);
        }
    }

    @Test
    void neverRepeatsAQueryStringInAMessage() {
        String address = "https://store.example/x?sig=secret";
        String error = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no \\\"%s\\\" for you\"}]}".formatted(address);
        try (ScriptedServer server = new ScriptedServer().on("GET", "/x.*", 403, Map.of(), error)) {
            OriginHttp http = http(server.hostPort());
            assertThatThrownBy(() -> http.expect(get(http).to(http.uri("/x?mine=secret")), 200))
                    .hasMessage("thing x: the server answered 403 DENIED no \"https://store.example/x?...\" for you");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"7|7", "Thu, 01 Jan 2026 00:00:40 GMT|40", "Thu, 01 Jan 2026 00:00:00 GMT|0", "60|60"})
    void waitsAsLongAsItIsTold(String header, long seconds) {
        AtomicInteger count = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer().on("GET", "/x", request -> {
            boolean last = count.incrementAndGet() == 2;
            request.answer(last ? 200 : 429, Map.of("Retry-After", header), "v");
        })) {
            OriginHttp http = http(server.hostPort());
            http.fetch(get(http), 10);
            assertThat(pause.waits()).containsExactly(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void doesNotWaitForLongerThanAMinute() {
        try (ScriptedServer server = new ScriptedServer().on("GET", "/x", 429, Map.of("Retry-After", "100000"), "")) {
            OriginHttp http = http(server.hostPort());
            assertThatThrownBy(() -> http.expect(get(http), 200)).isInstanceOf(RemoteFailure.class);
            assertThat(pause.waits()).isEmpty();
        }
    }

    @Test
    void repeatsNeitherOneTimeContentNorAFailingWrite() {
        try (ScriptedServer server = new ScriptedServer()
                .on("PUT", "/once", 503, Map.of(), "")
                .on("PUT", "/again", 503, Map.of(), "")
                .on("POST", "/fails", 500, Map.of(), "")) {
            OriginHttp http = http(server.hostPort());
            HttpCall once = HttpCall.of("PUT", http.uri("/once"), "x").body(Body.of(new byte[1]));
            HttpCall again = HttpCall.of("PUT", http.uri("/again"), "x").content(new byte[1], "a/b");
            http.send(once).close();
            http.send(again).close();
            http.send(HttpCall.of("POST", http.uri("/fails"), "x")).close();
            assertThat(server.lines())
                    .filteredOn(line -> line.contains("/once"))
                    .hasSize(1);
            assertThat(server.lines())
                    .filteredOn(line -> line.contains("/again"))
                    .hasSize(5);
            assertThat(server.lines())
                    .filteredOn(line -> line.contains("/fails"))
                    .hasSize(1);
        }
    }

    @Test
    void asksAgainWhenTheServerHangsUpBeforeAndWithinASmallAnswer() throws IOException {
        try (RawServer server = new RawServer((socket, n) -> {
            RawServer.readHead(socket);
            switch (n) {
                case 1 -> RawServer.reset(socket);
                case 2 -> socket.close();
                case 3 -> RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
                case 4 -> RawServer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe");
                default -> RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            }
        })) {
            OriginHttp http = http(server.hostPort());
            assertThat(text(http.fetch(get(http), 10))).isEqualTo("hello");
            assertThat(pause.waits()).hasSize(4);
        }
    }

    @Test
    void triesAServerThatIsNotThereThreeTimesWithinASecond() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        OriginHttp http = http("127.0.0.1:" + port);
        assertThatThrownBy(() -> http.send(get(http)))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.UNREACHABLE))
                .hasMessageContaining("thing x")
                .hasMessageContaining("127.0.0.1:" + port);
        assertThat(pause.waits()).hasSize(2);
        assertThat(pause.waits().stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsRedirectsOfReadsOnly(int status) {
        try (ScriptedServer server = new ScriptedServer()
                .on("GET", "/x", status, Map.of("Location", "/y?sig=a%2Fb"), "")
                .on("POST", "/x", status, Map.of("Location", "/y"), "")
                .on("GET", "/y.*", 200, Map.of(), "there")) {
            OriginHttp http = http(server.hostPort());
            assertThat(text(http.fetch(get(http).header("Range", "bytes=1-"), 10)))
                    .isEqualTo("there");
            assertThat(server.lines()).containsExactly("GET /x " + status, "GET /y?sig=a%2Fb 200");
            assertThat(server.log().getLast().header("Range")).isEqualTo("bytes=1-");
            try (Answer answer = http.send(HttpCall.of("POST", http.uri("/x"), "x"))) {
                assertThat(answer.status()).isEqualTo(status);
            }
        }
    }

    @Test
    void endsAfterTenRedirects() {
        try (ScriptedServer server = new ScriptedServer().on("GET", "/x", 302, Map.of("Location", "/x"), "")) {
            OriginHttp http = http(server.hostPort());
            assertThatThrownBy(() -> http.send(get(http)))
                    .isInstanceOf(Failure.class)
                    .hasMessage("thing x: the server redirects more than 10 times");
            assertThat(server.log()).hasSize(11);
        }
    }

    @Test
    void limitsHeadersContentAndErrorTexts() throws IOException {
        try (RawServer server = new RawServer((socket, _) -> {
                    RawServer.readHead(socket);
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
                });
                ScriptedServer large = new ScriptedServer()
                        .on("GET", "/x", 200, Map.of(), "12345678901")
                        .on(
                                "GET",
                                "/e",
                                400,
                                Map.of(),
                                "{\"errors\":[{\"code\":\"X\"}],\"a\":\"" + "x".repeat(70_000) + "\"}")) {
            OriginHttp header = http(server.hostPort());
            assertThatThrownBy(() -> header.send(get(header)).close()).isInstanceOf(Failure.class);
            OriginHttp http = http(large.hostPort());
            assertThatThrownBy(() -> http.fetch(get(http), 10))
                    .isInstanceOf(Failure.class)
                    .hasMessage("thing x: more than 10 bytes are not accepted");
            assertThatThrownBy(() -> http.expect(HttpCall.of("GET", http.uri("/e"), "thing e"), 200))
                    .hasMessage("thing e: the server answered 400");
        }
    }

    @Test
    void saysThatWhatAnswersIsNoHttp() throws IOException {
        try (RawServer server =
                new RawServer((socket, _) -> RawServer.write(socket, "SSH-2.0-OpenSSH\r\n".repeat(200)))) {
            OriginHttp http = http(server.hostPort());
            assertThatThrownBy(() -> http.send(get(http)))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining(server.hostPort());
        }
    }

    @Test
    void refusesHeaderFieldsWithLineBreaks() {
        OriginHttp http = http("127.0.0.1:1");
        assertThatThrownBy(() -> get(http).header("Accept", "a\r\nX: y")).isInstanceOf(Failure.class);
    }

    @Test
    void readsLargeContentInLargePieces() throws IOException {
        byte[] content = new byte[3_000_000];
        content[2_999_999] = 7;
        try (ScriptedServer server =
                new ScriptedServer().on("GET", "/x", request -> request.answer(200, Map.of(), content))) {
            OriginHttp http = http(server.hostPort());
            List<Integer> reads = new ArrayList<>();
            byte[] buffer = new byte[256 * 1024];
            try (Answer answer = http.send(get(http))) {
                int last = 0;
                for (int n = answer.body().read(buffer);
                        n > 0;
                        n = answer.body().read(buffer)) {
                    reads.add(n);
                    last = buffer[n - 1];
                }
                assertThat(last).isEqualTo(7);
            }
            assertThat(reads.stream().mapToInt(Integer::intValue).sum()).isEqualTo(content.length);
            assertThat(reads).anyMatch(n -> n > 64 * 1024);
        }
    }
}
