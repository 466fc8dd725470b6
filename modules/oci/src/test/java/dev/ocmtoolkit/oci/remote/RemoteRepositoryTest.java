// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Receipt;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteRepositoryTest {
    private static final String TEXT = "{\"schemaVersion\":2,\r\n  \"odd\": \"space\"}";
    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);
    private static final Document MANIFEST = new Document(MediaTypes.MANIFEST, BYTES);
    private static final Digest DIGEST = MANIFEST.digest();
    private static final Tag TAG = new Tag("1.0.0");

    private final RemoteFixture fixture = new RemoteFixture();
    private final OciStore repository = fixture.repository("m/app");
    private final String name = fixture.server.hostPort() + "/m/app";

    @AfterEach
    void close() {
        fixture.close();
    }

    private static Map<String, String> type(String... more) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", MediaTypes.MANIFEST));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    private void on(String method, String path, int status, Map<String, String> headers, String body) {
        fixture.server.on(method, "/v2/m/app/" + path, status, headers, body);
    }

    private List<String> lines() {
        return fixture.server.lines().stream()
                .map(line -> line.replace("/v2/m/app/", ""))
                .toList();
    }

    @Test
    void locationIsNormalised() {
        assertThat(fixture.registry().origin()).isEqualTo("http://" + fixture.server.hostPort());
        assertThat(repository.location()).hasToString("http://" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a/", "/a", "a//b", "a..b", "-a", "a/../b", "a:b", "a?b", "a b", "a\n"})
    void namesThatAreNoneAreRefused(String bad) {
        assertThatThrownBy(() -> fixture.repository(bad)).isInstanceOf(Failure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "a.b_c__d--e/f0", "component-descriptors/github.com/acme/app"})
    void namesThatAreSomeAreTaken(String good) {
        assertThat(fixture.repository(good).location().repository()).isEqualTo(good);
    }

    @Test
    void manifestKeepsItsBytes() {
        on("GET", "manifests/1.0.0", 200, type("Docker-Content-Digest", DIGEST.toString()), TEXT);
        on("GET", "manifests/" + DIGEST, 200, type(), TEXT);
        assertThat(repository.manifest(TAG)).isEqualTo(MANIFEST);
        assertThat(repository.manifest(DIGEST).bytes()).isEqualTo(BYTES);
        assertThat(fixture.server.log().getFirst().header("Accept"))
                .contains(MediaTypes.MANIFESTS)
                .endsWith("*/*");
    }

    @Test
    void manifestOfAnotherDigestIsRefused() {
        Digest other = Digest.of(new byte[] {1});
        on("GET", "manifests/1.0.0", 200, type("Docker-Content-Digest", other.toString()), TEXT);
        on("GET", "manifests/" + other, 200, type(), TEXT);
        for (var ref : List.of(TAG, other)) {
            assertThatThrownBy(() -> repository.manifest(ref))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.CORRUPT));
        }
    }

    @Test
    void manifestOfAnotherAlgorithmIsComputedAnew() {
        on(
                "GET",
                "manifests/1.0.0",
                200,
                type("Docker-Content-Digest", Digest.of("sha512", BYTES).toString()),
                TEXT);
        assertThat(repository.manifest(TAG).digest()).isEqualTo(DIGEST);
    }

    @ParameterizedTest
    @CsvSource({"application/json, ", "text/plain; charset=utf-8, ", "'', "})
    void manifestWithoutAUsefulTypeTellsItItself(String type) {
        String text = "{\"mediaType\":\"application/x+json\"}";
        on("GET", "manifests/1.0.0", 200, type.isEmpty() ? Map.of() : Map.of("Content-Type", type), text);
        assertThat(repository.manifest(TAG).mediaType()).isEqualTo("application/x+json");
    }

    @Test
    void webPageIsNoManifest() {
        on("GET", "manifests/1.0.0", 200, Map.of("Content-Type", "text/html"), "<html>Sign in\u001b[1m</html>");
        assertThatThrownBy(() -> repository.manifest(TAG))
                .isInstanceOf(Failure.class)
                .hasMessage(
                        "manifest 1.0.0 of " + name + ": the server answers with a web page: <html>Sign in?[1m</html>");
    }

    @Test
    void missingManifestSaysWhoSaidSo() {
        on(
                "GET",
                "manifests/1.0.0",
                404,
                Map.of(),
                "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"no\"}]}");
        assertThatThrownBy(() -> repository.manifest(TAG))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.NOT_FOUND))
                .hasMessage("manifest 1.0.0 of " + name + ": the server answered 404 MANIFEST_UNKNOWN no");
    }

    @Test
    void manifestsAreLimited() {
        on("GET", "manifests/1.0.0", 200, type(), "x".repeat(Document.LIMIT + 1));
        assertThatThrownBy(() -> repository.manifest(TAG))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("more than 4194304 bytes");
    }

    @Test
    void resolveIsOneHead() {
        on("HEAD", "manifests/1.0.0", 200, type("Docker-Content-Digest", DIGEST.toString()), TEXT);
        assertThat(repository.resolve(TAG)).hasValue(MANIFEST.descriptor());
        assertThat(repository.resolve(new Tag("other"))).isEmpty();
        assertThat(lines()).containsExactly("HEAD manifests/1.0.0 200", "HEAD manifests/other 404");
    }

    @Test
    void resolveReadsWhatHeadDoesNotTell() {
        on("HEAD", "manifests/1.0.0", 200, type(), TEXT);
        on("GET", "manifests/1.0.0", 200, type(), TEXT);
        assertThat(repository.resolve(TAG)).hasValue(MANIFEST.descriptor());
    }

    @Test
    void blobIsOneHead() {
        on("HEAD", "blobs/" + DIGEST, 200, Map.of(), TEXT);
        assertThat(repository.blob(DIGEST)).hasValue(new Descriptor(MediaTypes.OCTET_STREAM, DIGEST, BYTES.length));
        assertThat(repository.hasBlob(DIGEST)).hasValue(new Evidence.Seen());
        assertThat(repository.hasBlob(Digest.EMPTY)).isEmpty();
        assertThat(lines()).hasSize(3);
    }

    @Test
    void blobIsReadFromAnOffset() throws Exception {
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, BYTES);
        fixture.server.on("GET", "/v2/m/app/blobs/.*", request -> {
            String range = request.header("Range");
            int from = range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
            String content = "bytes %d-%d/%d".formatted(from, BYTES.length - 1, BYTES.length);
            request.answer(range.isEmpty() ? 200 : 206, Map.of("Content-Range", content), TEXT.substring(from));
        });
        assertThat(VerifiedReader.readAll(repository, blob, 1000)).isEqualTo(BYTES);
        try (InputStream in = repository.openBlob(blob, 5)) {
            assertThat(in).hasContent(TEXT.substring(5));
        }
        assertThat(repository.openBlob(blob, blob.size())).isEmpty();
        assertThat(lines()).hasSize(2);
    }

    @Test
    void aRangeThatIsIgnoredIsSkippedToAndAnotherOneRefused() throws Exception {
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, BYTES);
        on("GET", "blobs/.*", 200, Map.of(), TEXT);
        try (InputStream in = repository.openBlob(blob, 5)) {
            assertThat(in).hasContent(TEXT.substring(5));
        }
        for (String range : List.of("bytes 4-%d/%d", "bytes 5-%d/999", "bytes 5-6/7", "")) {
            String value = range.formatted(BYTES.length - 1, BYTES.length);
            on("GET", "blobs/.*", 206, Map.of("Content-Range", value), TEXT.substring(5));
            assertThatThrownBy(() -> repository.openBlob(blob, 5)).isInstanceOf(Failure.class);
        }
    }

    @Test
    void aBlobOfAnotherSizeIsRefusedBeforeItIsRead() {
        on("GET", "blobs/.*", 200, Map.of(), "short");
        assertThatThrownBy(() -> repository.openBlob(Descriptor.of(MediaTypes.OCTET_STREAM, BYTES), 0))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.CORRUPT))
                .hasMessageContaining("has 5 bytes where");
    }

    @Test
    void manifestIsPutOncePerTagOrByDigest() {
        on("PUT", "manifests/.*", 201, Map.of("Docker-Content-Digest", DIGEST.toString()), "");
        Receipt receipt = repository.putManifest(MANIFEST, Set.of(TAG, new Tag("latest")));
        repository.putManifest(MANIFEST, Set.of());
        assertThat(receipt).isEqualTo(new Receipt(new Evidence.Accepted(), true));
        assertThat(lines())
                .containsExactly(
                        "PUT manifests/1.0.0 201", "PUT manifests/latest 201", "PUT manifests/" + DIGEST + " 201");
        assertThat(fixture.server.log()).allSatisfy(request -> {
            assertThat(request.body()).isEqualTo(BYTES);
            assertThat(request.header("Content-Type")).isEqualTo(MediaTypes.MANIFEST);
        });
    }

    @Test
    void aManifestThatWasRewrittenIsNotAccepted() {
        on("PUT", "manifests/.*", 201, Map.of("Docker-Content-Digest", Digest.EMPTY.toString()), "");
        assertThatThrownBy(() -> repository.putManifest(MANIFEST, Set.of(TAG)))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.CORRUPT));
    }

    @ParameterizedTest
    @CsvSource({
        "400, MANIFEST_BLOB_UNKNOWN, NOT_FOUND",
        "404, BLOB_UNKNOWN, NOT_FOUND",
        "400, MANIFEST_INVALID, INVALID",
        "403, DENIED, FORBIDDEN",
        "413, SIZE_INVALID, INVALID",
        "500, UNKNOWN, UNAVAILABLE",
        "405, UNSUPPORTED, UNSUPPORTED",
    })
    void aManifestIsRefusedForAReason(int status, String code, Failure.Kind kind) {
        on("PUT", "manifests/.*", status, Map.of(), "{\"errors\":[{\"code\":\"" + code + "\"}]}");
        assertThatThrownBy(() -> repository.putManifest(MANIFEST, Set.of(TAG)))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage("manifest 1.0.0 of %s: the server answered %d %s".formatted(name, status, code));
        assertThat(lines()).hasSize(1);
    }

    @Test
    void tagsComePageByPageWhenTheyAreWanted() {
        on(
                "GET",
                "tags/list\\?n=1000",
                200,
                Map.of("Link", "</v2/m/app/tags/list?token=opaque%3D>; rel=\"next\""),
                "{\"tags\":[\"a\",null]}");
        on("GET", "tags/list\\?token=opaque%3D", 200, Map.of(), "{\"tags\":null}");
        try (Stream<String> tags = repository.tags()) {
            Iterator<String> each = tags.iterator();
            assertThat(lines()).isEmpty();
            assertThat(each.next()).isEqualTo("a");
            assertThat(lines()).hasSize(1);
            assertThat(each.hasNext()).isFalse();
            assertThat(lines()).hasSize(2);
        }
    }

    @Test
    void pagesThatRepeatThemselvesOrLeadAwayEnd() {
        on("GET", "tags/list.*", 200, Map.of("Link", "</v2/m/app/tags/list?n=1000>; rel=next"), "{\"tags\":[\"a\"]}");
        assertThatThrownBy(() -> repository.tags().toList()).hasMessageContaining("repeat");
        fixture.server.on(
                "GET",
                "/v2/m/app/tags/list.*",
                request -> request.answer(
                        200,
                        Map.of(
                                "Link",
                                "</v2/m/app/tags/list?n=" + fixture.server.log().size() + ">; rel=next"),
                        "{\"tags\":[\"a\"]}"));
        assertThatThrownBy(() -> repository.tags().toList()).hasMessageContaining("a page repeats itself");
        fixture.server.on(
                "GET",
                "/v2/m/app/tags/list.*",
                request -> request.answer(
                        200,
                        Map.of(
                                "Link",
                                "</v2/m/app/tags/list?n=" + fixture.server.log().size() + ">; rel=next"),
                        "{\"tags\":[]}"));
        assertThatThrownBy(() -> repository.tags().toList()).hasMessageContaining("more than 10000");
        on("GET", "tags/list.*", 200, Map.of("Link", "<http://localhost:1/v2/>; rel=next"), "{\"tags\":[\"a\"]}");
        assertThatThrownBy(() -> repository.tags().toList()).hasMessageContaining("another host");
    }

    @Test
    void tagsOfNoRepositoryAreAFailureThatNamesIt() {
        assertThatThrownBy(() -> repository.tags().toList())
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.NOT_FOUND))
                .hasMessage("tags of " + name + ": the server answered 404");
    }

    @Test
    void repositoriesAreListed() {
        fixture.server.on("GET", "/v2/_catalog.*", 200, Map.of(), "{\"repositories\":[\"a\",\"b/c\"]}");
        assertThat(fixture.registry().repositories()).containsExactly("a", "b/c");
    }

    @Test
    void thingsAreDeleted() {
        on("DELETE", "manifests/" + DIGEST, 202, Map.of(), "");
        on("DELETE", "blobs/" + DIGEST, 202, Map.of(), "");
        on("DELETE", "manifests/1.0.0", 400, Map.of(), "");
        repository.deleteManifest(DIGEST);
        repository.deleteBlob(DIGEST);
        assertThatThrownBy(() -> repository.deleteTag(TAG))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.UNSUPPORTED));
        assertThatThrownBy(() -> repository.deleteBlob(Digest.EMPTY))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.NOT_FOUND));
    }
}
