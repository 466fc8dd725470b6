// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Login;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.http.RawServer;
import dev.ocmtoolkit.oci.http.ScriptedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteUploadTest {
    private static final byte[] BYTES = "content".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(BYTES);
    private static final String UPLOADS = "/v2/a/blobs/uploads/";

    private final RemoteFixture fixture = new RemoteFixture();
    private final ScriptedServer server = fixture.server;
    private final OciStore repository = fixture.repository("a");

    @AfterEach
    void close() {
        fixture.close();
    }

    private void opens(String location) {
        server.on("POST", UPLOADS + ".*", 202, Map.of("Location", location), "");
    }

    private BlobUpload open(String... from) {
        BlobStart start = start(from);
        assertThat(start).isInstanceOf(BlobStart.Open.class);
        return ((BlobStart.Open) start).upload();
    }

    private BlobStart start(String... from) {
        return repository.startBlob(Optional.of(DIGEST), OptionalLong.of(BYTES.length), List.of(from));
    }

    private Evidence push() {
        try (BlobUpload upload = open()) {
            return upload.finish(DIGEST, Body.of(BYTES));
        }
    }

    /** A body of unknown length. */
    private static Body stream(String text) {
        return new Body() {
            @Override
            public OptionalLong length() {
                return OptionalLong.empty();
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    @Test
    void aBlobIsTwoRequests() {
        opens("/u/1?state=a%3D%3D");
        server.on("PUT", "/u/1.*", 201, Map.of("Docker-Content-Digest", DIGEST.toString()), "");
        assertThat(push()).isEqualTo(new Evidence.Accepted());
        assertThat(server.lines())
                .containsExactly(
                        "POST " + UPLOADS + "?mount=" + DIGEST + "&from=a 202",
                        "PUT /u/1?state=a%3D%3D&digest=" + DIGEST + " 201");
        assertThat(server.log().getLast().body()).isEqualTo(BYTES);
        assertThat(server.log().getLast().header("Content-Length")).isEqualTo("7");
        assertThat(server.log().getLast().header("Content-Range")).isEmpty();
    }

    @Test
    void aBlobThatIsThereIsOneRequest() {
        server.on("POST", UPLOADS + ".*", 201, Map.of(), "");
        assertThat(start()).isEqualTo(new BlobStart.Present(new Evidence.Seen()));
        assertThat(start("a")).isEqualTo(new BlobStart.Present(new Evidence.Seen()));
        assertThat(start("b", "c")).isEqualTo(new BlobStart.Present(new Evidence.Mounted("b")));
        assertThat(server.lines()).hasSize(3).last().isEqualTo("POST " + UPLOADS + "?mount=" + DIGEST + "&from=b 201");
    }

    @Test
    void aMountThatFindsNothingIsAnUpload() {
        opens("/u/1");
        server.on("PUT", "/u/1.*", 201, Map.of(), "");
        try (BlobUpload upload = open("b")) {
            upload.finish(DIGEST, Body.of(BYTES));
        }
        assertThat(server.log()).hasSize(2);
    }

    @Test
    void aMountNeedsTheRightToReadTheOtherRepository() {
        String challenge = "Bearer realm=\"http://%s/token\"".formatted(server.hostPort());
        server.on("GET", "/token.*", 200, Map.of(), "{\"token\":\"t\"}");
        server.on("POST", UPLOADS + ".*", request -> {
            boolean fine = request.header("Authorization").equals("Bearer t");
            request.answer(fine ? 201 : 401, Map.of("WWW-Authenticate", challenge), "");
        });
        start("b");
        assertThat(server.lines().get(1))
                .isEqualTo("GET /token?scope=repository%3Aa%3Apull%2Cpush&scope=repository%3Ab%3Apull 200");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 415})
    void aRegistryWithoutMountsIsAskedOnce(int status) {
        opens("/u/1");
        server.on("POST", UPLOADS + "\\?mount.*", status, Map.of(), "");
        server.on("PUT", "/u/1.*", 201, Map.of(), "");
        push();
        server.on("HEAD", "/v2/a/blobs/.*", 200, Map.of(), "content");
        assertThat(start()).isEqualTo(new BlobStart.Present(new Evidence.Seen()));
        assertThat(server.lines().stream().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly("POST", "HEAD", "POST", "PUT", "HEAD");
    }

    @Test
    void aForbiddenMountIsAnUploadAndSaysNothingOfOtherMounts() {
        server.on("POST", UPLOADS + ".*from=b", 403, Map.of(), "");
        opens("/u/1");
        server.on("POST", UPLOADS + ".*from=b", 403, Map.of(), "");
        server.on("POST", UPLOADS + ".*from=c", 201, Map.of(), "");
        open("b");
        assertThat(start("c")).isEqualTo(new BlobStart.Present(new Evidence.Mounted("c")));
    }

    @Test
    void aForbiddenUploadIsForbidden() {
        server.on(
                "POST",
                UPLOADS + ".*",
                403,
                Map.of(),
                "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"read only\"}]}");
        assertThatThrownBy(this::start)
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.FORBIDDEN))
                .hasMessage("upload of blob %s to %s/a: the server answered 403 DENIED read only"
                        .formatted(DIGEST, server.hostPort()));
        assertThat(server.log()).hasSize(1);
    }

    @Test
    void contentOfUnknownLengthIsStreamedAndThenCommitted() {
        opens("/u/1");
        server.on("PATCH", "/u/1", 202, Map.of("Location", "/u/2", "Range", "0-6"), "");
        server.on("PUT", "/u/2.*", 201, Map.of(), "");
        BlobStart start = repository.startBlob(Optional.empty(), OptionalLong.empty(), List.of());
        try (BlobUpload upload = ((BlobStart.Open) start).upload()) {
            upload.append(stream("content"));
            assertThat(upload.finish(DIGEST, Body.empty())).isEqualTo(new Evidence.Accepted());
        }
        assertThat(server.lines())
                .containsExactly("POST " + UPLOADS + " 202", "PATCH /u/1 202", "PUT /u/2?digest=" + DIGEST + " 201");
        assertThat(server.log().get(1).header("Transfer-Encoding")).isEqualToIgnoringCase("chunked");
        assertThat(server.log().get(1).body()).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    void piecesSayWhereTheyBelong(int status) {
        opens("/u/1");
        server.on("PATCH", "/u/1", status, Map.of(), "");
        server.on("PUT", "/u/1.*", 201, Map.of(), "");
        try (BlobUpload upload = open()) {
            upload.append(Body.of("con".getBytes(StandardCharsets.UTF_8)));
            upload.append(Body.empty());
            upload.finish(DIGEST, Body.of("tent".getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(server.log()).extracting(r -> r.header("Content-Range")).containsExactly("", "0-2", "3-6");
    }

    @Test
    void aLostAnswerIsSettledByAsking() throws IOException {
        try (RawServer raw = new RawServer((socket, _) -> {
            for (String head = RawServer.readHead(socket); !head.isEmpty(); head = RawServer.readHead(socket)) {
                switch (head.substring(0, 4)) {
                    case "POST" ->
                        RawServer.write(socket, "HTTP/1.1 202 A\r\nLocation: /u\r\nContent-Length: 0\r\n\r\n");
                    case "PUT " -> {
                        socket.getInputStream().readNBytes(BYTES.length);
                        RawServer.reset(socket);
                        return;
                    }
                    default -> RawServer.write(socket, "HTTP/1.1 200 O\r\nContent-Length: 7\r\n\r\n");
                }
            }
        })) {
            OciStore other = fixture.registry(raw.hostPort(), Credentials.NONE).repository("a");
            BlobStart start = other.startBlob(Optional.of(DIGEST), OptionalLong.of(7), List.of());
            try (BlobUpload upload = ((BlobStart.Open) start).upload()) {
                assertThat(upload.finish(DIGEST, Body.of(BYTES))).isEqualTo(new Evidence.Seen());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 404, 500, 503})
    void anUnclearAnswerIsSettledByAsking(int status) {
        opens("/u/1");
        server.on("PUT", "/u/1.*", status, Map.of(), "");
        assertThatThrownBy(this::push).isInstanceOf(Failure.class).hasMessageContaining(" " + status);
        server.on("HEAD", "/v2/a/blobs/" + DIGEST, 200, Map.of(), "content");
        assertThat(push()).isEqualTo(new Evidence.Seen());
        assertThat(server.lines()).filteredOn(line -> line.startsWith("PUT")).hasSize(2);
    }

    @Test
    void contentOfAnotherDigestIsCorrupt() {
        opens("/u/1");
        server.on("PUT", "/u/1.*", 400, Map.of(), "{\"errors\":[{\"code\":\"DIGEST_INVALID\"}]}");
        assertThatThrownBy(this::push)
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.CORRUPT));
        server.on("PUT", "/u/1.*", 201, Map.of("Docker-Content-Digest", Digest.EMPTY.toString()), "");
        assertThatThrownBy(this::push)
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.CORRUPT));
    }

    @Test
    void anUploadElsewhereLearnsNothingOfTheUser() {
        try (ScriptedServer elsewhere = new ScriptedServer()) {
            server.on("POST", UPLOADS + ".*", request -> {
                boolean fine = !request.header("Authorization").isEmpty();
                request.answer(
                        fine ? 202 : 401,
                        Map.of(
                                "WWW-Authenticate",
                                "Basic realm=\"x\"",
                                "Location",
                                "http://" + elsewhere.hostPort() + "/u"),
                        "");
            });
            elsewhere.on("PUT", "/u.*", 401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), "");
            OciStore mine = fixture.registry(new Login.Basic("me", "pw")).repository("a");
            BlobStart start = mine.startBlob(Optional.of(DIGEST), OptionalLong.of(7), List.of());
            BlobUpload upload = ((BlobStart.Open) start).upload();
            assertThatThrownBy(() -> upload.finish(DIGEST, Body.of(BYTES))).isInstanceOf(Failure.class);
            elsewhere.on("PUT", "/u.*", 201, Map.of(), "");
            upload.finish(DIGEST, Body.of(BYTES));
            assertThat(elsewhere.log()).hasSize(2);
            assertThat(elsewhere.log())
                    .allMatch(request -> request.header("Authorization").isEmpty());
        }
    }

    @Test
    void closingAnUnfinishedUploadTellsTheRegistryAlsoAfterCancelling() {
        opens("/u/1");
        server.on("DELETE", "/u/1", 204, Map.of(), "");
        open().close();
        BlobUpload upload = open();
        fixture.cancellation.cancel();
        assertThatThrownBy(() -> upload.finish(DIGEST, Body.of(BYTES)))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.CANCELLED));
        upload.close();
        upload.close();
        assertThat(server.lines())
                .filteredOn(line -> line.equals("DELETE /u/1 204"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"0-6, 7", "bytes=0--1, 0", "bytes 0-6, 7", "0-0, 0"})
    void theRegistryTellsHowFarItIs(String range, long expected) {
        opens("/u/1");
        server.on("GET", "/u/1", 204, Map.of("Range", range, "Location", "/u/2"), "");
        server.on("PUT", "/u/2.*", 201, Map.of(), "");
        try (BlobUpload upload = open()) {
            assertThat(upload.resync()).hasValue(expected);
            upload.finish(DIGEST, Body.of(BYTES));
        }
    }

    @Test
    void aDeadUploadTellsNothing() {
        opens("/u/1");
        try (BlobUpload upload = open()) {
            assertThat(upload.resync()).isEmpty();
            assertThat(upload.piece(1L << 40)).isEqualTo(1L << 40);
        }
    }
}
