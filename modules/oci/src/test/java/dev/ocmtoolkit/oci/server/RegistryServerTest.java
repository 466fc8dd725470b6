// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciRegistryContract;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoints, over each kind of registry, spoken to in plain HTTP. */
@ParameterizedClass
@EnumSource
class RegistryServerTest {
    enum Store {
        MEMORY,
        ARCHIVE
    }

    private static final String REPOSITORY = "/v2/acme.org/app";

    private final Store kind;

    @TempDir
    private Path directory;

    private OciRegistry registry;
    private RegistryServer server;
    private Client client;
    private final ConcurrentLinkedQueue<Served> served = new ConcurrentLinkedQueue<>();

    RegistryServerTest(Store kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start() {
        registry = switch (kind) {
            case MEMORY -> new MemoryRegistry();
            case ARCHIVE -> CtfArchive.create(directory.resolve("archive"));
        };
        server = serve(ServerOptions.readWrite().withListener(served::add));
        client = new Client(server);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        registry.close();
    }

    @Test
    void thereIsARegistry() throws Exception {
        assertThat(client.get("/v2/").statusCode()).isEqualTo(200);
        assertThat(client.get("/v2").statusCode()).isEqualTo(200);
        assertThat(served).contains(new Served(Served.Kind.PING, "GET", "/v2/", 200));
    }

    @Test
    void anEmptyRepositoryHasNothing() throws Exception {
        Digest digest = Digest.of(bytes("x"));
        assertError(client.get(REPOSITORY + "/blobs/" + digest), 404, "BLOB_UNKNOWN");
        assertError(client.get(REPOSITORY + "/manifests/1.0"), 404, "MANIFEST_UNKNOWN");
        assertError(client.get(REPOSITORY + "/manifests/" + digest), 404, "MANIFEST_UNKNOWN");
        assertThat(client.send("HEAD", REPOSITORY + "/manifests/1.0", new byte[0])
                        .statusCode())
                .isEqualTo(404);
        JsonNode tags = json(client.get(REPOSITORY + "/tags/list"));
        assertThat(tags.path("tags").isArray()).isTrue();
        JsonNode referrers = json(client.get(REPOSITORY + "/referrers/" + digest));
        assertThat(referrers.path("schemaVersion").asInt()).isEqualTo(2);
        assertThat(referrers.path("mediaType").asText()).isEqualTo(MediaTypes.INDEX);
        assertThat(referrers.path("manifests")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/..%2fetc/tags/list, 400, NAME_INVALID",
        "/v2/a%2Fb/tags/list, 400, NAME_INVALID",
        "/v2/a/../b/tags/list, 400, NAME_INVALID",
        "/v2/Acme/manifests/1, 400, NAME_INVALID",
        "/v2/a//b/manifests/1, 400, NAME_INVALID",
        "/v2/a/manifests/sha256:bad, 400, DIGEST_INVALID",
        "/v2/a/blobs/sha256:bad, 400, DIGEST_INVALID",
        "/v2/a/referrers/latest, 400, DIGEST_INVALID",
        "/v2/a/manifests/.x, 400, MANIFEST_INVALID",
        "/v2/a/nothing, 404, NAME_UNKNOWN",
        "/v2/tags/list, 404, NAME_UNKNOWN"
    })
    void badPathsAreRefused(String path, int status, String code) throws Exception {
        assertError(client.get(path), status, code);
    }

    @Test
    void aColonMayBeEscaped() throws Exception {
        Digest digest = upload(bytes("hello"));
        assertThat(client.get(REPOSITORY + "/blobs/" + digest.toString().replace(":", "%3A"))
                        .body())
                .isEqualTo(bytes("hello"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha512"})
    void aBlobComesInOnePost(String algorithm) throws Exception {
        Digest digest = Digest.of(algorithm, bytes("hello"));

        HttpResponse<byte[]> answer =
                client.send("POST", REPOSITORY + "/blobs/uploads/?digest=" + digest, bytes("hello"));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(client.get(location(answer)).body()).isEqualTo(bytes("hello"));
        HttpResponse<byte[]> head = client.send("HEAD", REPOSITORY + "/blobs/" + digest, new byte[0]);
        assertThat(head.headers().firstValue("Content-Length")).contains("5");
        assertThat(head.headers().firstValue("Docker-Content-Digest")).contains(digest.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha512"})
    void aBlobComesByPostAndPut(String algorithm) throws Exception {
        Digest digest = Digest.of(algorithm, bytes("hello"));
        HttpResponse<byte[]> session = client.send("POST", REPOSITORY + "/blobs/uploads/", new byte[0]);
        assertThat(session.statusCode()).isEqualTo(202);

        HttpResponse<byte[]> answer = client.send("PUT", location(session) + "?digest=" + digest, bytes("hello"));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(client.get(location(answer)).body()).isEqualTo(bytes("hello"));
        assertError(client.get(location(session)), 404, "BLOB_UPLOAD_UNKNOWN");
        assertThat(served).extracting(Served::kind).containsOnly(Served.Kind.UPLOAD, Served.Kind.BLOB);
    }

    @Test
    void aBlobComesInChunksThatAreInOrder() throws Exception {
        Digest digest = Digest.of(bytes("onetwothree"));
        String upload = location(client.send("POST", REPOSITORY + "/blobs/uploads/", new byte[0]));

        HttpResponse<byte[]> first = client.send("PATCH", upload, bytes("one"), "Content-Range", "0-2");
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.headers().firstValue("Range")).contains("0-2");

        HttpResponse<byte[]> wrong = client.send("PATCH", upload, bytes("three"), "Content-Range", "6-10");
        assertThat(wrong.statusCode()).isEqualTo(416);
        HttpResponse<byte[]> wrongEnd =
                client.send("PUT", upload + "?digest=" + digest, bytes("three"), "Content-Range", "6-10");
        assertThat(wrongEnd.statusCode()).isEqualTo(416);
        HttpResponse<byte[]> state = client.get(upload + "?digest=" + digest);
        assertThat(state.statusCode()).isEqualTo(204);
        assertThat(state.headers().firstValue("Range")).contains("0-2");
        assertThat(location(state)).isEqualTo(upload);

        assertThat(client.stream("PATCH", upload, bytes("two")).statusCode()).isEqualTo(202);
        HttpResponse<byte[]> last =
                client.send("PUT", upload + "?digest=" + digest, bytes("three"), "Content-Range", "6-10");
        assertThat(last.statusCode()).isEqualTo(201);
        assertThat(client.get(location(last)).body()).isEqualTo(bytes("onetwothree"));
    }

    @Test
    void aCancelledUploadIsGone() throws Exception {
        String upload = location(client.send("POST", REPOSITORY + "/blobs/uploads/", new byte[0]));
        assertThat(client.send("DELETE", upload, new byte[0]).statusCode()).isEqualTo(204);
        assertError(client.get(upload), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void anUploadBelongsToItsRepository() throws Exception {
        String upload = location(client.send("POST", REPOSITORY + "/blobs/uploads/", new byte[0]));
        assertError(client.get(upload.replace("acme.org/app", "acme.org/other")), 404, "BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void aWrongDigestIsRefusedHoweverItComes() throws Exception {
        Digest promised = Digest.of(bytes("promised"));
        String query = "?digest=" + promised;
        assertError(client.send("POST", REPOSITORY + "/blobs/uploads/" + query, bytes("sent")), 400, "DIGEST_INVALID");
        String whole = location(client.send("POST", REPOSITORY + "/blobs/uploads/", new byte[0]));
        assertError(client.send("PUT", whole + query, bytes("sent")), 400, "DIGEST_INVALID");
        String pieces = location(client.send("POST", REPOSITORY + "/blobs/uploads/", new byte[0]));
        client.send("PATCH", pieces, bytes("sent"));
        assertError(client.send("PUT", pieces + query, new byte[0]), 400, "DIGEST_INVALID");
        assertError(client.get(pieces), 404, "BLOB_UPLOAD_UNKNOWN");
        assertError(client.get(REPOSITORY + "/blobs/" + promised), 404, "BLOB_UNKNOWN");
    }

    @Test
    void aPutNeedsADigest() throws Exception {
        String upload = location(client.send("POST", REPOSITORY + "/blobs/uploads/", new byte[0]));
        assertError(client.send("PUT", upload, bytes("x")), 400, "DIGEST_INVALID");
        assertThat(client.get(upload).statusCode()).isEqualTo(204);
    }

    @Test
    void aBlobIsMountedWithAndWithoutItsRepositoryNamed() throws Exception {
        Digest digest = upload(bytes("shared"));
        String mount = "/blobs/uploads/?mount=" + digest;

        assertThat(client.send("POST", "/v2/b" + mount + "&from=acme.org/app", new byte[0])
                        .statusCode())
                .isEqualTo(201);
        assertThat(client.send("POST", "/v2/c" + mount, new byte[0]).statusCode())
                .isEqualTo(201);
        assertThat(client.send("POST", REPOSITORY + mount + "&from=acme.org/app", new byte[0])
                        .statusCode())
                .isEqualTo(201);

        assertThat(client.get("/v2/b/blobs/" + digest).body()).isEqualTo(bytes("shared"));
        assertThat(client.get("/v2/c/blobs/" + digest).body()).isEqualTo(bytes("shared"));
        assertThat(served.stream().filter(s -> s.kind() == Served.Kind.MOUNT)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&from=b", "&from=..%2Fx"})
    void aMountOfNothingOpensAnUpload(String from) throws Exception {
        Digest digest = Digest.of(bytes("late"));

        HttpResponse<byte[]> answer =
                client.send("POST", REPOSITORY + "/blobs/uploads/?mount=" + digest + from, new byte[0]);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(client.send("PUT", location(answer) + "?digest=" + digest, bytes("late"))
                        .statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=500-1499, 206, 500, 1000",
        "bytes=500-, 206, 500, 1500",
        "bytes=-500, 206, 1500, 500",
        "bytes=1900-5000, 206, 1900, 100",
        "bytes=-9000, 206, 0, 2000",
        "bytes=2000-5000, 416, 0, 0",
        "bytes=500-0, 416, 0, 0",
        "'bytes=0-1,5-6', 200, 0, 2000",
        "nonsense, 200, 0, 2000"
    })
    void aPartOfABlobIsGiven(String range, int status, int from, int length) throws Exception {
        byte[] content = random(2000);
        Digest digest = upload(content);

        HttpResponse<byte[]> answer = client.get(REPOSITORY + "/blobs/" + digest, "Range", range);

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status == 416) {
            assertThat(answer.headers().firstValue("Content-Range")).contains("bytes */2000");
        } else {
            assertThat(answer.body()).isEqualTo(java.util.Arrays.copyOfRange(content, from, from + length));
        }
        if (status == 206) {
            assertThat(answer.headers().firstValue("Content-Range"))
                    .contains("bytes %d-%d/2000".formatted(from, from + length - 1));
        }
    }

    @Test
    void anEmptyBlobIsServed() throws Exception {
        Digest digest = upload(new byte[0]);
        HttpResponse<byte[]> answer = client.get(REPOSITORY + "/blobs/" + digest);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Content-Length")).contains("0");
    }

    @Test
    void aLargeBlobIsServed() throws Exception {
        byte[] content = random(3_000_001);
        assertThat(Digest.of(
                        client.get(REPOSITORY + "/blobs/" + upload(content)).body()))
                .isEqualTo(Digest.of(content));
    }

    @Test
    void aManifestIsServedByteForByte() throws Exception {
        Document document = manifest("layer", Optional.empty());

        HttpResponse<byte[]> put = putManifest("1.0.0", document);

        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(put.headers().firstValue("Docker-Content-Digest"))
                .contains(document.digest().toString());
        assertThat(client.get(location(put)).body()).isEqualTo(document.bytes());
        for (String ref : List.of("1.0.0", document.digest().toString())) {
            HttpResponse<byte[]> get = client.get(REPOSITORY + "/manifests/" + ref);
            assertThat(get.body()).isEqualTo(document.bytes());
            assertThat(get.headers().firstValue("Content-Type")).contains(MediaTypes.MANIFEST);
            HttpResponse<byte[]> head = client.send("HEAD", REPOSITORY + "/manifests/" + ref, new byte[0]);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("Content-Length")).contains(Integer.toString(document.size()));
            assertThat(head.headers().firstValue("Content-Type")).contains(MediaTypes.MANIFEST);
        }
        assertThat(served).contains(new Served(Served.Kind.MANIFEST, "PUT", REPOSITORY + "/manifests/1.0.0", 201));
    }

    @Test
    void aManifestIsTaggedByTheQuery() throws Exception {
        Document document = manifest("layer", Optional.empty());
        HttpResponse<byte[]> put = putManifest(document.digest() + "?tag=a&tag=b", document);
        assertThat(put.headers().allValues("OCI-Tag")).containsExactly("a", "b");
        assertThat(tags("")).containsExactly("a", "b");
    }

    @Test
    void badManifestsAreRefused() throws Exception {
        Document good = manifest("layer", Optional.empty());
        Document lacking = new Document(
                MediaTypes.MANIFEST,
                OciRegistryContract.manifest(
                        Descriptor.of("application/x", bytes("absent")), List.of(), Optional.empty()));
        assertError(putManifest("1", lacking), 404, "MANIFEST_BLOB_UNKNOWN");
        assertError(putManifest("1", new Document(MediaTypes.MANIFEST, bytes("{"))), 400, "MANIFEST_INVALID");
        assertError(putManifest("1", new Document(MediaTypes.INDEX, good.bytes())), 400, "MANIFEST_INVALID");
        assertError(putManifest(Digest.of(bytes("other")).toString(), good), 400, "DIGEST_INVALID");
        assertError(putManifest("sha256:baddigeststring", good), 400, "DIGEST_INVALID");
        assertError(client.send("PUT", REPOSITORY + "/manifests/1", new byte[Document.LIMIT + 1]), 413, "SIZE_INVALID");
        assertThat(tags("")).isEmpty();
    }

    @Test
    void referrersAreListedAndFiltered() throws Exception {
        Document subject = manifest("subject", Optional.empty());
        Document referrer = manifest("referrer", Optional.of(subject.descriptor()));

        HttpResponse<byte[]> put = putManifest(referrer.digest().toString(), referrer);

        assertThat(put.headers().firstValue("OCI-Subject"))
                .contains(subject.digest().toString());
        String path = REPOSITORY + "/referrers/" + subject.digest();
        JsonNode entry = json(client.get(path)).path("manifests").path(0);
        assertThat(entry.path("digest").asText()).isEqualTo(referrer.digest().toString());
        assertThat(entry.path("size").asInt()).isEqualTo(referrer.size());
        assertThat(entry.path("artifactType").asText()).isEqualTo(MediaTypes.OCTET_STREAM);
        HttpResponse<byte[]> filtered = client.get(path + "?artifactType=application/other");
        assertThat(json(filtered).path("manifests")).isEmpty();
        assertThat(filtered.headers().firstValue("OCI-Filters-Applied")).contains("artifactType");
        assertThat(json(client.get(path + "?artifactType=" + MediaTypes.OCTET_STREAM))
                        .path("manifests"))
                .hasSize(1);
    }

    @Test
    void tagsComeInPages() throws Exception {
        Document document = manifest("layer", Optional.empty());
        for (String tag : List.of("c", "a", "e", "b", "d")) {
            putManifest(tag, document);
        }
        assertThat(tags("")).containsExactly("a", "b", "c", "d", "e");
        assertThat(tags("?last=c")).containsExactly("d", "e");
        assertThat(tags("?n=0")).isEmpty();
        assertError(client.get(REPOSITORY + "/tags/list?n=-1"), 400, "UNSUPPORTED");

        List<String> all = new ArrayList<>();
        Optional<String> next = Optional.of(REPOSITORY + "/tags/list?n=2");
        while (next.isPresent()) {
            HttpResponse<byte[]> page = client.get(next.get());
            json(page).path("tags").forEach(tag -> all.add(tag.asText()));
            next = page.headers().firstValue("Link").map(link -> link.substring(1, link.indexOf('>')));
        }
        assertThat(all).containsExactly("a", "b", "c", "d", "e");
        JsonNode catalog = json(client.get("/v2/_catalog"));
        assertThat(catalog.path("repositories").path(0).asText()).isEqualTo("acme.org/app");
    }

    @Test
    void whatIsDeletedIsGoneAtOnce() throws Exception {
        Document document = manifest("layer", Optional.empty());
        putManifest("1", document);
        putManifest("2", document);

        assertThat(delete("/manifests/1")).isEqualTo(202);
        assertThat(client.send("HEAD", REPOSITORY + "/manifests/1", new byte[0]).statusCode())
                .isEqualTo(404);
        assertThat(tags("")).containsExactly("2");
        assertThat(delete("/manifests/" + document.digest())).isEqualTo(202);
        assertThat(client.get(REPOSITORY + "/manifests/" + document.digest()).statusCode())
                .isEqualTo(404);
        String blob = "/blobs/" + Digest.of(bytes("layer"));
        assertThat(delete(blob)).isEqualTo(202);
        assertThat(client.send("HEAD", REPOSITORY + blob, new byte[0]).statusCode())
                .isEqualTo(404);
        assertThat(delete(blob)).isEqualTo(404);
        assertThat(delete("/manifests/1")).isEqualTo(404);
    }

    @Test
    void aServerForReadingRefusesToWrite() throws Exception {
        putManifest("1", manifest("hello", Optional.empty()));
        Digest digest = Digest.of(bytes("hello"));
        try (RegistryServer reading = serve(ServerOptions.readOnly());
                Client reader = new Client(reading)) {
            assertThat(reader.get(REPOSITORY + "/blobs/" + digest).body()).isEqualTo(bytes("hello"));
            assertError(reader.send("POST", REPOSITORY + "/blobs/uploads/", new byte[0]), 405, "UNSUPPORTED");
            assertError(reader.send("PUT", REPOSITORY + "/manifests/1", bytes("{}")), 405, "UNSUPPORTED");
            assertError(reader.send("DELETE", REPOSITORY + "/blobs/" + digest, new byte[0]), 405, "UNSUPPORTED");
            assertError(reader.send("DELETE", REPOSITORY + "/tags/list", new byte[0]), 405, "UNSUPPORTED");
        }
    }

    private RegistryServer serve(ServerOptions options) {
        return RegistryServer.start(registry, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options);
    }

    private Digest upload(byte[] content) throws Exception {
        Digest digest = Digest.of(content);
        HttpResponse<byte[]> answer = client.send("POST", REPOSITORY + "/blobs/uploads/?digest=" + digest, content);
        assertThat(answer.statusCode()).isEqualTo(201);
        return digest;
    }

    private Document manifest(String layer, Optional<Descriptor> subject) throws Exception {
        Descriptor config = new Descriptor(MediaTypes.OCTET_STREAM, upload(bytes("{}")), 2);
        upload(bytes(layer));
        return new Document(
                MediaTypes.MANIFEST,
                OciRegistryContract.manifest(config, List.of(Descriptor.of("application/x", bytes(layer))), subject));
    }

    private HttpResponse<byte[]> putManifest(String ref, Document document) throws Exception {
        return client.send(
                "PUT", REPOSITORY + "/manifests/" + ref, document.bytes(), "Content-Type", document.mediaType());
    }

    private int delete(String path) throws Exception {
        return client.send("DELETE", REPOSITORY + path, new byte[0]).statusCode();
    }

    private List<String> tags(String query) throws Exception {
        List<String> tags = new ArrayList<>();
        json(client.get(REPOSITORY + "/tags/list" + query)).path("tags").forEach(tag -> tags.add(tag.asText()));
        return tags;
    }

    private static String location(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return Json.object(answer.body(), "the answer");
    }

    private static void assertError(HttpResponse<byte[]> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        JsonNode error = Json.object(answer.body(), "the answer").path("errors").path(0);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotEmpty().doesNotContain("file:");
    }

    private static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(5).nextBytes(content);
        return content;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
