// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
    private static final Credentials ME = (_, _, _) -> Optional.of(new Login.Basic("me", "pw"));

    private Keys keys;
    private ScriptedServer server;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        keys = new Keys(directory, "ip:127.0.0.1");
        server = new ScriptedServer(keys.context());
        server.on("GET", "/x", 200, Map.of(), "hello");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static HttpSettings settings(Map<String, String> environment) {
        return HttpSettings.of(environment).withPause(new RecordedPause());
    }

    private static Content get(Origins origins, String hostPort) {
        OriginHttp http =
                new OriginHttp(origins.origin(Address.parse("https", hostPort)), hostPort, ME, new Cancellation());
        return http.fetch(HttpCall.of("GET", http.uri("/x"), "thing x"), 100);
    }

    @Test
    void anUnknownCertificateIsRefusedAndTheWayOutNamed() {
        try (Origins origins = new Origins(settings(Map.of()))) {
            assertThatThrownBy(() -> get(origins, server.hostPort()))
                    .isInstanceOfSatisfying(Failure.class, e -> {
                        assertThat(e.kind()).isEqualTo(Failure.Kind.UNREACHABLE);
                        assertThat(e.wayOut()).contains("SSL_CERT_FILE");
                    })
                    .hasMessageStartingWith("thing x: the certificate of " + server.hostPort() + " is not trusted");
        }
    }

    @Test
    void certificatesComeFromFileDirectoryAndCaller(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ca.pem");
        Files.writeString(file, keys.pem());
        Files.writeString(directory.resolve("README"), "no certificate");
        for (HttpSettings settings : new HttpSettings[] {
            settings(Map.of("SSL_CERT_FILE", file.toString())),
            settings(Map.of("SSL_CERT_DIR", directory.toString())),
            settings(Map.of()).withCertificates(keys.pem()),
        }) {
            try (Origins origins = new Origins(settings)) {
                assertThat(get(origins, server.hostPort()).bytes()).hasSize(5);
            }
        }
    }

    @Test
    void aMissingFileIsNamed() {
        try (Origins origins = new Origins(settings(Map.of("SSL_CERT_FILE", "/does/not/exist.pem")))) {
            assertThatThrownBy(() -> get(origins, server.hostPort()))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("SSL_CERT_FILE");
        }
    }

    @Test
    void anotherHostNameIsRefused() throws Exception {
        try (Origins origins = new Origins(settings(Map.of()).withCertificates(keys.pem()))) {
            String hostPort = "localhost:" + server.port();
            assertThatThrownBy(() -> get(origins, hostPort))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.UNREACHABLE))
                    .hasMessageContaining("the certificate of " + hostPort);
        }
    }

    @Test
    void plainHttpIsRecognised() throws Exception {
        try (Origins origins = new Origins(settings(Map.of()));
                RawServer plain = new RawServer((socket, _) -> {
                    RawServer.write(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    RawServer.readHead(socket);
                })) {
            assertThatThrownBy(() -> get(origins, plain.hostPort()))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.wayOut()).contains("http:// before the host"))
                    .hasMessage("thing x: %s speaks plain HTTP where HTTPS is expected".formatted(plain.hostPort()));
        }
    }

    @Test
    void aServerThatWaitsForPlainHttpIsGuessed() throws Exception {
        Duration second = Duration.ofSeconds(1);
        HttpSettings settings = settings(Map.of()).withTimeouts(new Timeouts(second, second, second, second));
        try (Origins origins = new Origins(settings);
                RawServer silent = new RawServer((socket, _) -> RawServer.readHead(socket))) {
            assertThatThrownBy(() -> get(origins, silent.hostPort()))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.wayOut()).contains("http:// before the host"))
                    .hasMessageContaining(silent.hostPort());
        }
    }

    @Test
    void nothingGoesOnWithoutTls() throws Exception {
        try (Origins origins = new Origins(settings(Map.of()).withCertificates(keys.pem()));
                ScriptedServer secure = new ScriptedServer(keys.context());
                ScriptedServer plain = new ScriptedServer()) {
            String elsewhere = "http://" + plain.hostPort() + "/x";
            secure.on("GET", "/x", 307, Map.of("Location", elsewhere), "");
            assertThatThrownBy(() -> get(origins, secure.hostPort())).isInstanceOf(Failure.class);
            secure.on("GET", "/x", 401, Map.of("WWW-Authenticate", "Bearer realm=\"" + elsewhere + "\""), "");
            assertThatThrownBy(() -> get(origins, secure.hostPort())).isInstanceOf(Failure.class);
            assertThat(plain.log()).isEmpty();
        }
    }

    @Test
    void aTokenServiceElsewhereIsAskedWithTlsOnBothSides(@TempDir Path directory) throws Exception {
        Keys others = new Keys(directory, "dns:localhost");
        try (Origins origins = new Origins(settings(Map.of()).withCertificates(keys.pem() + others.pem()));
                ScriptedServer registry = new ScriptedServer(keys.context());
                ScriptedServer tokens = new ScriptedServer(others.context())) {
            tokens.on("GET", "/t.*", 200, Map.of(), "{\"token\":\"t\"}");
            registry.on("GET", "/x", request -> {
                boolean fine = request.header("Authorization").equals("Bearer t");
                String realm = "https://localhost:" + tokens.port() + "/t";
                request.answer(fine ? 200 : 401, Map.of("WWW-Authenticate", "Bearer realm=\"" + realm + "\""), "ok");
            });
            assertThat(get(origins, registry.hostPort()).bytes()).hasSize(2);
            assertThat(tokens.log().getFirst().header("Authorization")).startsWith("Basic ");
        }
    }

    @Test
    void proxiesTunnelIt(@TempDir Path directory) throws Exception {
        // Loopback is never reached through a proxy: so the proxy maps a name to it.
        Keys named = new Keys(directory, "dns:reg.example");
        try (ScriptedServer behind = new ScriptedServer(named.context());
                RawServer proxy = new RawServer((socket, _) -> {
                    String head = RawServer.readHead(socket);
                    if (head.startsWith("CONNECT reg.example:443 ")
                            && head.contains("Proxy-Authorization: Basic dTpw")) {
                        RawServer.write(socket, "HTTP/1.1 200 Connected\r\n\r\n");
                        RawServer.relay(socket, behind.port());
                    } else {
                        RawServer.write(socket, "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n");
                    }
                })) {
            behind.on("GET", "/x", 200, Map.of(), "hello");
            HttpSettings good = settings(Map.of("HTTPS_PROXY", "http://u:p@" + proxy.hostPort()));
            try (Origins origins = new Origins(good.withCertificates(named.pem()))) {
                assertThat(get(origins, "reg.example").bytes()).hasSize(5);
                assertThat(behind.log().getFirst().header("Proxy-Authorization"))
                        .isEmpty();
            }
            HttpSettings bad = settings(Map.of("HTTPS_PROXY", "http://" + proxy.hostPort()));
            try (Origins origins = new Origins(bad)) {
                assertThatThrownBy(() -> get(origins, "reg.example"))
                        .isInstanceOf(Failure.class)
                        .hasMessageContaining("proxy " + proxy.hostPort())
                        .hasMessageContaining("407");
            }
        }
    }

    @Test
    void proxiesForwardPlainHttp() throws Exception {
        try (RawServer proxy = new RawServer((socket, _) -> {
                    String head = RawServer.readHead(socket);
                    boolean fine = head.startsWith("GET http://reg.example/x HTTP/1.1\r\n")
                            && head.contains("Host: reg.example\r\n");
                    RawServer.write(socket, "HTTP/1.1 " + (fine ? 200 : 400) + " X\r\nContent-Length: 2\r\n\r\nok");
                });
                Origins origins = new Origins(settings(Map.of("http_proxy", proxy.hostPort())))) {
            OriginHttp http = new OriginHttp(
                    origins.origin(Address.parse("http", "reg.example")),
                    "reg.example",
                    Credentials.NONE,
                    new Cancellation());
            assertThat(http.fetch(HttpCall.of("GET", http.uri("/x"), "x"), 10).bytes())
                    .hasSize(2);
        }
    }
}
