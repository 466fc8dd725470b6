// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents and what is read out of them. */
class DocumentTest {
    private static final String DIGEST = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final String BLOB = "{\"mediaType\":\"x/y\",\"digest\":\"" + DIGEST + "\",\"size\":5}";

    @Test
    void aManifestIsItsConfigurationAndItsLayers() {
        Manifest manifest = Manifest.parse(
                manifest("{\"config\":%s,\"layers\":[%s,%s],\"subject\":%s,\"annotations\":{\"a\":\"b\"},\"later\":[1]}"
                        .formatted(BLOB, BLOB, BLOB, BLOB)));

        Descriptor blob = new Descriptor("x/y", Digest.parse(DIGEST), 5);
        assertThat(manifest.config()).contains(blob);
        assertThat(manifest.blobs()).containsExactly(blob, blob, blob);
        assertThat(manifest.subject()).contains(blob);
        assertThat(manifest.annotations()).containsEntry("a", "b");
    }

    @Test
    void whatIsAbsentOrNullIsEmpty() {
        Manifest nothing = Manifest.parse(manifest("{\"layers\":null,\"annotations\":null,\"subject\":null}"));
        assertThat(nothing.blobs()).isEmpty();
        assertThat(nothing.subject()).isEmpty();
        assertThat(Index.parse(index("{}")).manifests()).isEmpty();
    }

    @Test
    void anArtifactManifestHasItsBlobsAsLayers() {
        Document document = new Document(
                MediaTypes.ARTIFACT, "{\"blobs\":[%s]}".formatted(BLOB).getBytes(UTF_8));
        assertThat(Manifest.parse(document).blobs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{} {}",
                "{\"layers\":{}}",
                "{\"layers\":[7]}",
                "{\"layers\":[{}]}",
                "{\"layers\":[],\"layers\":[]}",
                "{\"config\":\"x\"}",
                "{\"annotations\":{\"a\":1}}",
                "{\"layers\":[{\"digest\":\"" + DIGEST + "\"}]}",
                "{\"layers\":[{\"digest\":\"" + DIGEST + "\",\"size\":-1}]}",
                "{\"layers\":[{\"digest\":\"" + DIGEST + "\",\"size\":1.5}]}",
                "{\"layers\":[{\"digest\":\"" + DIGEST + "\",\"size\":9223372036854775808}]}",
                "{\"layers\":[{\"digest\":\"" + DIGEST + "\",\"size\":\"5\"}]}",
                "{\"layers\":[{\"digest\":\"md5:00\",\"size\":5}]}",
                "{\"layers\":[{\"digest\":7,\"size\":5}]}",
            })
    void aMalformedManifestIsRefused(String json) {
        assertInvalid(() -> Manifest.parse(manifest(json)));
    }

    @Test
    void aMalformedIndexIsRefused() {
        assertInvalid(() -> Index.parse(index("{\"manifests\":{}}")));
        assertInvalid(() -> Index.parse(index("{\"manifests\":[" + "{}" + "]}")));
    }

    @Test
    void jsonOfMadDepthIsRefusedAndDoesNotExhaustTheStack() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertInvalid(() -> Manifest.parse(manifest("{\"x\":" + deep + "}")));
        String fits = "[".repeat(Json.DEPTH - 1) + "]".repeat(Json.DEPTH - 1);
        assertThat(Manifest.parse(manifest("{\"x\":" + fits + "}")).layers()).isEmpty();
    }

    @Test
    void numbersOfMadLengthAreRefused() {
        assertInvalid(() -> Manifest.parse(manifest("{\"x\":" + "9".repeat(100_000) + "}")));
        assertInvalid(() ->
                Manifest.parse(manifest("{\"layers\":[{\"digest\":\"%s\",\"size\":1e999999999}]}".formatted(DIGEST))));
    }

    @Test
    void aDocumentHasALimit() {
        assertThat(new Document("x/y", new byte[Document.LIMIT]).size()).isEqualTo(Document.LIMIT);
        assertInvalid(() -> new Document("x/y", new byte[Document.LIMIT + 1]));
    }

    @Test
    void aDocumentThatWasAskedForByDigestHasIt() {
        byte[] bytes = "{}".getBytes(UTF_8);
        Digest wide = Digest.of("sha512", bytes);
        assertThat(Document.verified("x/y", bytes, wide, "it").digest()).isEqualTo(wide);
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Document.verified("x/y", bytes, Digest.EMPTY, "manifest 1.0 in there"))
                .matches(failure -> failure.kind() == Failure.Kind.CORRUPT)
                .withMessageStartingWith("manifest 1.0 in there does not match its digest");
    }

    @Test
    void aDescriptorIsOfNonNegativeSize() {
        assertInvalid(() -> new Descriptor("x/y", Digest.EMPTY, -1));
        assertThat(Descriptor.of("x/y", new byte[0])).isEqualTo(new Descriptor("x/y", Digest.EMPTY, 0));
    }

    @Test
    void aStoreNeedsEverythingButTheSubjectAndForeignLayers() {
        String other = Digest.of("other".getBytes(UTF_8)).toString();
        String foreign =
                "{\"mediaType\":\"application/vnd.oci.image.layer.nondistributable.v1.tar\",\"digest\":\"%s\",\"size\":5}"
                        .formatted(other);
        Links links =
                Links.of(manifest("{\"config\":%s,\"layers\":[%s],\"subject\":%s}".formatted(BLOB, foreign, foreign)));
        assertThat(links.required()).isEqualTo(List.of(Digest.parse(DIGEST)));
    }

    private static Document manifest(String json) {
        return new Document(MediaTypes.MANIFEST, json.getBytes(UTF_8));
    }

    private static Document index(String json) {
        return new Document(MediaTypes.INDEX, json.getBytes(UTF_8));
    }

    private static void assertInvalid(Runnable action) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(action::run)
                .matches(failure -> failure.kind() == Failure.Kind.INVALID)
                .withMessageNotContaining("\n")
                .matches(failure -> failure.sentence().length() < 700);
    }
}
