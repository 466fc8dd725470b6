// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.VerifiedReader;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client of remote registries against Debian's docker-registry (distribution 2.8). */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteRegistryIT {
    private final byte[] content = new byte[3_000_000];
    private final Cancellation cancellation = new Cancellation();
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private DebianRegistry server;
    private RemoteRegistry registry;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        new Random(1).nextBytes(content);
        server = DebianRegistry.start(directory);
        registry = new RemoteRegistry(origins, "http", server.address(), Credentials.NONE, cancellation);
    }

    @AfterAll
    void stop() {
        origins.close();
        server.close();
    }

    private static Descriptor push(OciStore repository, byte[] bytes) {
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, bytes);
        BlobStart start = repository.startBlob(Optional.of(blob.digest()), OptionalLong.of(bytes.length), List.of());
        if (start instanceof BlobStart.Open open) {
            try (BlobUpload upload = open.upload()) {
                assertThat(upload.finish(blob.digest(), Body.of(bytes))).isEqualTo(new Evidence.Accepted());
            }
        }
        return blob;
    }

    private static Document manifest(Descriptor config, String more) {
        String text = """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"a/b","digest":"%s","size":%d},"layers":[]%s}""".formatted(MediaTypes.MANIFEST, config.digest(), config.size(), more);
        return new Document(MediaTypes.MANIFEST, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void blobsComeBackAsTheyWent() throws IOException {
        OciStore repository = registry.repository("it/blobs");
        Descriptor blob = push(repository, content);
        assertThat(VerifiedReader.readAll(repository, blob, content.length)).isEqualTo(content);
        assertThat(repository.blob(blob.digest())).hasValue(blob);
        try (InputStream in = repository.openBlob(blob, 2_999_990)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 2_999_990, 3_000_000));
        }
        Descriptor empty = push(repository, new byte[0]);
        assertThat(VerifiedReader.readAll(repository, empty, 1)).isEmpty();
    }

    @Test
    void blobsThatAreThereAreSeenOrMounted() {
        OciStore repository = registry.repository("it/here");
        Digest digest = push(repository, content).digest();
        OptionalLong size = OptionalLong.of(content.length);
        assertThat(repository.startBlob(Optional.of(digest), size, List.of()))
                .isEqualTo(new BlobStart.Present(new Evidence.Seen()));
        assertThat(registry.repository("it/there").startBlob(Optional.of(digest), size, List.of("it/here")))
                .isEqualTo(new BlobStart.Present(new Evidence.Mounted("it/here")));
        assertThat(registry.repository("it/there").hasBlob(digest)).isPresent();
        BlobStart miss =
                registry.repository("it/elsewhere").startBlob(Optional.of(digest), size, List.of("it/nowhere"));
        ((BlobStart.Open) miss).upload().close();
    }

    @Test
    void blobsOfUnknownLengthAndInPieces() {
        OciStore repository = registry.repository("it/pieces");
        BlobStart start = repository.startBlob(Optional.empty(), OptionalLong.empty(), List.of());
        try (BlobUpload upload = ((BlobStart.Open) start).upload()) {
            upload.append(new Body() {
                @Override
                public OptionalLong length() {
                    return OptionalLong.empty();
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    out.write(content, 0, 1_000_000);
                }
            });
            upload.append(Body.of(Arrays.copyOfRange(content, 1_000_000, 2_000_000)));
            assertThat(upload.resync()).hasValue(2_000_000);
            Body rest = Body.of(Arrays.copyOfRange(content, 2_000_000, 3_000_000));
            assertThat(upload.finish(Digest.of(content), rest)).isEqualTo(new Evidence.Accepted());
        }
    }

    @Test
    void wrongContentIsNotTaken() {
        OciStore repository = registry.repository("it/wrong");
        Digest digest = Digest.of(new byte[] {9});
        BlobStart start = repository.startBlob(Optional.of(digest), OptionalLong.of(1), List.of());
        try (BlobUpload upload = ((BlobStart.Open) start).upload()) {
            assertThatThrownBy(() -> upload.finish(digest, Body.of(new byte[] {8})))
                    .isInstanceOfSatisfying(
                            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.CORRUPT));
        }
        assertThat(repository.hasBlob(digest)).isEmpty();
    }

    @Test
    void manifestsTagsAndReferrers() {
        OciStore repository = registry.repository("it/app");
        Document manifest = manifest(push(repository, new byte[] {1}), "");
        repository.putManifest(manifest, Set.of(new Tag("1.0.0"), new Tag("latest")));
        assertThat(repository.manifest(new Tag("latest"))).isEqualTo(manifest);
        assertThat(repository.manifest(manifest.digest())).isEqualTo(manifest);
        assertThat(repository.resolve(new Tag("1.0.0"))).hasValue(manifest.descriptor());
        assertThat(repository.resolve(new Tag("none"))).isEmpty();
        assertThat(repository.tags()).containsExactlyInAnyOrder("1.0.0", "latest");
        assertThat(registry.repositories()).contains("it/app");

        String subject = ",\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(MediaTypes.MANIFEST, manifest.digest(), manifest.size());
        Document referrer = manifest(push(repository, new byte[] {1}), subject);
        assertThat(repository.putManifest(referrer, Set.of()).subjectKept()).isFalse();
        assertThat(repository.referrers(manifest.digest()))
                .extracting(Descriptor::digest)
                .containsExactly(referrer.digest());

        Document dangling = manifest(Descriptor.of("a/b", new byte[] {42}), "");
        assertThatThrownBy(() -> repository.putManifest(dangling, Set.of(new Tag("bad"))))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.NOT_FOUND));

        assertThatThrownBy(() -> repository.deleteTag(new Tag("latest"))).isInstanceOf(Failure.class);
        repository.deleteManifest(manifest.digest());
        assertThat(repository.resolve(new Tag("1.0.0"))).isEmpty();
    }

    @Test
    void missingThingsAreNamed() {
        OciStore repository = registry.repository("it/missing");
        assertThatThrownBy(() -> repository.manifest(new Tag("x")))
                .hasMessageStartingWith("manifest x of 127.0.0.1:")
                .hasMessageContaining("404 MANIFEST_UNKNOWN");
        assertThatThrownBy(() -> repository.tags().toList()).hasMessageContaining("404 NAME_UNKNOWN");
    }
}
