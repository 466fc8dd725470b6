// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciRegistryContract;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.WriteScope;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.http.Keys;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on the wire and on the disk while a registry is served. */
@Timeout(60)
class RegistryServerFaultTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String UPLOADS = "/v2/a/blobs/uploads/";

    @TempDir
    private Path directory;

    @Test
    void aClientThatSendsNothingIsCut() throws Exception {
        ServerOptions impatient = ServerOptions.readWrite().withIdle(Duration.ofMillis(200));
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), ANY, impatient);
                Client client = new Client(server)) {
            String upload = location(client.send("POST", UPLOADS, new byte[0]));
            try (Socket silent =
                    client.raw("PATCH " + upload + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello")) {
                assertThat(readAll(silent)).isEmpty();
            }
            HttpResponse<byte[]> state = client.get(upload);
            assertThat(state.statusCode()).isEqualTo(204);
            assertThat(state.headers().firstValue("Range")).contains("0-4");
        }
    }

    @Test
    void aClientThatSendsHalfAHeadIsCut() throws Exception {
        ServerOptions impatient = ServerOptions.readOnly().withIdle(Duration.ofMillis(200));
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), ANY, impatient);
                Client client = new Client(server);
                Socket first = client.raw("GET /v2/ HTTP/1.1\r\nHos");
                Socket second = client.raw("GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\nGET /v2/ HTTP/1.1\r\n")) {
            assertThat(readAll(first)).isEmpty();
            assertThat(new String(readAll(second), UTF_8))
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("{}");
        }
    }

    @Test
    void aClientThatSendsHalfAHandshakeIsCut() throws Exception {
        ServerOptions impatient = ServerOptions.readOnly().withTls(selfSigned()).withIdle(Duration.ofMillis(200));
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), ANY, impatient);
                Client client = new Client(server);
                Socket silent = client.raw("\u0016\u0003\u0001\u0002")) {
            assertThat(readAll(silent)).isEmpty();
        }
    }

    @Test
    void aClientThatSpeaksTlsWhereNoneIsIsToldAtOnce() throws Exception {
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), ANY, ServerOptions.readOnly());
                Client client = new Client(server);
                Socket greeting = client.raw("\u0016\u0003\u0001\u0002\u0000\u0001");
                Client tls = new Client(server, selfSigned())) {
            byte[] answer = greeting.getInputStream().readNBytes(12);
            assertThat(new String(answer, UTF_8)).isEqualTo("HTTP/1.1 400");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> tls.get("/v2/"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nContent-Length: +0\r\n\r\n"
            })
    void whatIsNoRequestIsRefused(String text) throws Exception {
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), ANY, ServerOptions.readOnly());
                Client client = new Client(server);
                Socket socket = client.raw(text)) {
            assertThat(new String(readAll(socket), UTF_8)).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aClientThatGoesOnSlowlyAfterTheLastAnswerIsCut() throws Exception {
        ServerOptions impatient = ServerOptions.readOnly().withIdle(Duration.ofMillis(200));
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), ANY, impatient);
                Client client = new Client(server);
                Socket slow = client.raw("nonsense\r\n\r\n");
                ScheduledExecutorService often = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> writing =
                    often.scheduleAtFixedRate(() -> write(slow, 'x'), 0, 20, TimeUnit.MILLISECONDS);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> writing.get(20, TimeUnit.SECONDS))
                    .withCauseInstanceOf(UncheckedIOException.class);
        }
    }

    private static void write(Socket socket, int b) {
        try {
            socket.getOutputStream().write(b);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aClientIsToldToGoOn() throws Exception {
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), ANY, ServerOptions.readWrite());
                Client client = new Client(server);
                Socket socket = client.raw("POST " + UPLOADS + "?digest=" + Digest.of(bytes("hello"))
                        + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")) {
            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 100");
            socket.getOutputStream().write(bytes("hello"));
            socket.shutdownOutput();
            assertThat(new String(readAll(socket), UTF_8)).contains("HTTP/1.1 201 ");
        }
    }

    @Test
    void manifestsThatAreRefusedTakeNoPlaceForEver() throws Exception {
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), ANY, ServerOptions.readWrite());
                Client client = new Client(server)) {
            for (int i = 0; i < 2 * ManifestEndpoints.PLACES; i++) {
                assertThat(client.send("PUT", "/v2/a/manifests/1", bytes("{")).statusCode())
                        .isEqualTo(400);
            }
            byte[] index = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
            assertThat(client.send("PUT", "/v2/a/manifests/1", index).statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void aBlobThatNobodyCheckedIsNotTaken() throws Exception {
        try (RegistryServer server = RegistryServer.start(new Credulous(), ANY, ServerOptions.readWrite());
                Client client = new Client(server)) {
            Digest promised = Digest.of(bytes("promised"));
            assertThat(client.send("POST", UPLOADS + "?digest=" + promised, bytes("sent"))
                            .statusCode())
                    .isEqualTo(500);
        }
    }

    @Test
    void aClientThatBreaksOffMayGoOn() throws Exception {
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), ANY, ServerOptions.readWrite());
                Client client = new Client(server)) {
            String upload = location(client.send("POST", UPLOADS, new byte[0]));
            try (Socket broken =
                    client.raw("PATCH " + upload + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello")) {
                broken.shutdownOutput();
                assertThat(readAll(broken)).isEmpty();
            }

            assertThat(client.send("PATCH", upload, bytes(" world"), "Content-Range", "5-10")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(client.send("PUT", upload + "?digest=" + Digest.of(bytes("hello world")), new byte[0])
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    @Test
    void aDamagedBlobIsNeverServedToItsEnd() throws Exception {
        try (CtfArchive archive = CtfArchive.create(directory.resolve("archive"))) {
            Digest small;
            Digest large;
            try (WriteScope scope = archive.begin()) {
                OciStore store = archive.repository("a");
                Descriptor config = OciRegistryContract.put(store, bytes("small"));
                Descriptor layer = OciRegistryContract.put(store, new byte[1_000_000]);
                byte[] manifest = OciRegistryContract.manifest(config, List.of(layer), Optional.empty());
                store.putManifest(new Document(MediaTypes.MANIFEST, manifest), Set.of());
                scope.commit();
                small = config.digest();
                large = layer.digest();
            }
            Files.write(file(small), bytes("smalL"));
            byte[] damaged = new byte[1_000_000];
            damaged[999_999] = 1;
            Files.write(file(large), damaged);

            try (RegistryServer server = RegistryServer.start(archive, ANY, ServerOptions.readOnly());
                    Client client = new Client(server)) {
                assertThat(client.get("/v2/a/blobs/" + small).statusCode()).isEqualTo(500);
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.get("/v2/a/blobs/" + large));
            }
        }
    }

    @Test
    void noAnswerTellsWhereTheArchiveLies() throws Exception {
        Path path = directory.resolve("archive");
        Digest layer = Digest.of(bytes("layer"));
        try (CtfArchive archive = CtfArchive.create(path)) {
            Digest linked;
            Digest huge;
            try (WriteScope scope = archive.begin()) {
                OciStore store = archive.repository("a");
                OciRegistryContract.image(store, "layer", Set.of());
                linked = OciRegistryContract.image(store, "linked", Set.of()).digest();
                huge = OciRegistryContract.image(store, "huge", Set.of()).digest();
                scope.commit();
            }
            Path elsewhere = Files.writeString(directory.resolve("file"), "elsewhere");
            for (Digest digest : List.of(layer, linked)) {
                Files.delete(file(digest));
                Files.createSymbolicLink(file(digest), elsewhere);
            }
            Files.write(file(huge), new byte[Document.LIMIT + 1]);
            try (RegistryServer server = RegistryServer.start(archive, ANY, ServerOptions.readWrite());
                    Client client = new Client(server)) {
                for (String asked : List.of("blobs/" + layer, "manifests/" + linked, "manifests/" + huge)) {
                    HttpResponse<byte[]> answer = client.get("/v2/a/" + asked);
                    assertThat(answer.statusCode()).isEqualTo(400);
                    assertThat(new String(answer.body(), UTF_8))
                            .contains("\"message\"")
                            .doesNotContain(path.toString());
                }
            }
        }
    }

    @Test
    void whatAServerAnsweredForStaysInTheArchive() throws Exception {
        Path path = directory.resolve("archive");
        byte[] loose = bytes("nothing refers to it yet");
        try (CtfArchive archive = CtfArchive.create(path);
                RegistryServer server = RegistryServer.start(archive, ANY, ServerOptions.readWrite());
                Client client = new Client(server);
                CtfArchive other = CtfArchive.create(path)) {
            client.send("POST", UPLOADS + "?digest=" + Digest.of(bytes("{}")), bytes("{}"));
            client.send("POST", UPLOADS + "?digest=" + Digest.of(loose), loose);
            byte[] index = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
            assertThat(client.send("PUT", "/v2/a/manifests/1", index).statusCode())
                    .isEqualTo(201);

            assertThat(CtfArchive.open(path).repository("a").tags()).containsExactly("1");
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(other::begin)
                    .extracting(Failure::kind)
                    .isEqualTo(Failure.Kind.CONFLICT);
        }

        try (CtfArchive archive = CtfArchive.open(path);
                WriteScope scope = archive.begin()) {
            assertThat(archive.repository("a").blob(Digest.of(loose))).isPresent();
            assertThat(archive.repository("a").resolve(new Tag("1"))).isPresent();
            scope.commit();
        }
    }

    @Test
    void aTakenAddressIsNamedAndNothingStaysLocked() throws Exception {
        try (CtfArchive archive = CtfArchive.create(directory.resolve("archive"));
                RegistryServer first = RegistryServer.start(new MemoryRegistry(), ANY, ServerOptions.readOnly())) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> RegistryServer.start(archive, first.address(), ServerOptions.readWrite()))
                    .withMessageContaining(":" + first.address().getPort());
            archive.begin().close();
        }
    }

    @Test
    void aServerSpeaksTls() throws Exception {
        SSLContext context = selfSigned();
        MemoryRegistry registry = new MemoryRegistry();
        OciRegistryContract.image(registry.repository("a"), "layer", Set.of(new Tag("1")));
        ServerOptions options = ServerOptions.readOnly().withTls(context);
        try (RegistryServer server = RegistryServer.start(registry, ANY, options);
                Client client = new Client(server, context)) {
            assertThat(client.get("/v2/a/manifests/1").statusCode()).isEqualTo(200);
        }
    }

    /** A registry that says it has what nobody named. */
    private static final class Credulous implements OciRegistry {
        private final MemoryRegistry registry = new MemoryRegistry();

        @Override
        public String origin() {
            return registry.origin();
        }

        @Override
        public OciStore repository(String name) {
            OciStore store = registry.repository(name);
            return (OciStore) Proxy.newProxyInstance(
                    OciStore.class.getClassLoader(),
                    new Class<?>[] {OciStore.class},
                    (proxy, method, arguments) -> method.getName().equals("startBlob")
                            ? new BlobStart.Present(new Evidence.Seen())
                            : method.invoke(store, arguments));
        }

        @Override
        public Stream<String> repositories() {
            return registry.repositories();
        }

        @Override
        public WriteScope begin() {
            return registry.begin();
        }

        @Override
        public void close() {
            registry.close();
        }
    }

    private SSLContext selfSigned() throws Exception {
        return new Keys(directory, "dns:localhost").context();
    }

    private Path file(Digest digest) {
        return directory.resolve("archive/blobs/sha256." + digest.hex());
    }

    /** What comes until the connection ends, in whatever way. */
    private static byte[] readAll(Socket socket) {
        var out = new java.io.ByteArrayOutputStream();
        try (InputStream in = socket.getInputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            assertThat(e).isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
        return out.toByteArray();
    }

    private static String location(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
