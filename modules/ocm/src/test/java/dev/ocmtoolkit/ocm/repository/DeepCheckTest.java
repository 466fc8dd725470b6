// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.archive.ArtifactSet;
import dev.ocmtoolkit.oci.archive.ArtifactSetContent;
import dev.ocmtoolkit.oci.copy.Closure;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.oci.copy.TappedRegistry;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeepCheckTest {
    private static final ComponentId APP = new ComponentId("acme.org/app", "1.0.0");
    private static final String OTHER = "ab".repeat(32);

    private final TappedRegistry registry = new TappedRegistry(new MemoryRegistry());
    private final ComponentRepository repository =
            new ComponentRepository(RepositorySpec.Registry.parse("registry.example/m"), registry);
    private final OciStore store = repository.store(APP.name());
    private final OciStore images = registry.repository("images");
    private final Descriptor text = Images.blob(store, "text/plain", "hello");
    private final CopyEngine engine = new CopyEngine();
    private final Cancellation cancellation = new Cancellation();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void whatIsInOrderHasNoFaultsAndTellsItsReferences() {
        Document image = Images.put(images, "1", "layer");
        write(
                blob(text.digest().hex()),
                image("image", "registry.example/images:1", image.digest().hex()));

        DeepCheck.Result result = check();

        assertThat(result.faults()).isEmpty();
        assertThat(result.references()).containsExactly(new ComponentId("acme.org/lib", "2.0.0"));
        assertThat(registry.opened(text.digest())).isOne();
        assertThat(registry.opened(Images.digest("layer"))).isOne();
    }

    @Test
    void aBlobWithOtherBytesIsNamed() {
        write(blob(text.digest().hex()));
        registry.change(text.digest(), in -> new ByteArrayInputStream("jello".getBytes(UTF_8)));

        assertThat(sentences())
                .singleElement()
                .satisfies(sentence -> assertThat(sentence)
                        .contains(text.digest().toString(), store.location().toString(), "does not match its digest"));
    }

    @Test
    void whatCannotBeLookedAtIsNoFault() {
        write(blob(text.digest().hex()));
        registry.change(text.digest(), in -> {
            throw new Failure(Failure.Kind.FORBIDDEN, "not for you");
        });

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(this::check)
                .matches(failure -> failure.kind() == Failure.Kind.FORBIDDEN);
    }

    @Test
    void anotherRecordedDigestIsAFault() {
        write(blob(OTHER));

        assertThat(sentences())
                .containsExactly(
                        "resource \"text\" of acme.org/app:1.0.0: the recorded digest is sha256:%s, and the content has %s"
                                .formatted(OTHER, text.digest()));
    }

    @Test
    void anArtifactSetThatLacksALayerHasAFault() throws IOException {
        Document image = Images.put(images, "1", "layer");
        Closure closure = Closure.read(images, image.digest());
        List<Descriptor> blobs = closure.blobs().stream()
                .filter(blob -> !blob.digest().equals(Images.digest("layer")))
                .toList();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ArtifactSetContent(images, closure.manifests(), blobs, Optional.empty()).writeTo(out);
        String type = ArtifactSet.mediaType(image.mediaType());
        Descriptor set = put(type, out.toByteArray());
        write(set, """
              - name: image
                version: 1.0.0
                type: ociImage
                relation: external
                access: {type: localBlob, localReference: "%s", mediaType: "%s"}
            """.formatted(set.digest(), type));

        assertThat(sentences())
                .singleElement()
                .satisfies(sentence -> assertThat(sentence)
                        .contains(Images.digest("layer").toString(), "resource \"image\" of acme.org/app:1.0.0"));
    }

    @Test
    void aComponentVersionWithoutItsDescriptorHasOneFault() {
        write(blob(text.digest().hex()));
        Descriptor layer = repository.get(APP).parts().getLast();
        store.deleteBlob(layer.digest());

        assertThat(sentences())
                .containsExactly("blob %s (%s) in %s is not there"
                        .formatted(layer.digest(), layer.mediaType(), store.location()));
    }

    @Test
    void anImageOfTheSameRegistryIsReadAndOthersAreNot() {
        Document image = Images.put(images, "1", "layer");
        String written = "registry.example/images:1@" + image.digest();
        write(image("image", written, image.digest().hex()), image("other", "elsewhere.example/images:1", OTHER));
        images.deleteBlob(Images.digest("layer"));

        assertThat(sentences())
                .singleElement()
                .satisfies(sentence -> assertThat(sentence)
                        .startsWith("resource \"image\" of acme.org/app:1.0.0: blob " + Images.digest("layer"))
                        .endsWith("is not there"));
    }

    @Test
    void anImageThatIsAnotherThanWasRecordedOrIsGoneIsAFault() {
        Images.put(images, "1", "layer");
        write(image("image", "registry.example/images:1", OTHER), image("lost", "registry.example/images:2", OTHER));

        assertThat(sentences())
                .hasSize(2)
                .anyMatch(sentence -> sentence.contains("the recorded digest is sha256:" + OTHER))
                .anyMatch(sentence -> sentence.endsWith("image 2 in %s is not there".formatted(images.location())));
    }

    private DeepCheck.Result check() {
        return new DeepCheck(engine, cancellation).of(repository, APP);
    }

    private List<String> sentences() {
        return check().faults().stream().map(Failure::sentence).toList();
    }

    private String blob(String recorded) {
        return """
              - name: text
                version: 1.0.0
                type: plainText
                relation: local
                access: {type: localBlob, localReference: "%s", mediaType: text/plain}
                digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: genericBlobDigest/v1, value: %s}
            """.formatted(text.digest(), recorded);
    }

    private static String image(String name, String reference, String recorded) {
        return """
              - name: %s
                version: 1.0.0
                type: ociImage
                relation: external
                access: {type: ociArtifact, imageReference: "%s"}
                digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: ociArtifactDigest/v1, value: %s}
            """.formatted(name, reference, recorded);
    }

    private Descriptor put(String type, byte[] content) {
        Descriptor blob = Descriptor.of(type, content);
        if (store.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of())
                instanceof BlobStart.Open(BlobUpload upload)) {
            try (upload) {
                upload.finish(blob.digest(), Body.of(content));
            }
        }
        return blob;
    }

    private void write(String... resources) {
        write(text, resources);
    }

    private void write(Descriptor local, String... resources) {
        String yaml = """
            meta: {schemaVersion: v2}
            component:
              name: acme.org/app
              version: 1.0.0
              provider: acme.org
              repositoryContexts: []
              sources: []
              componentReferences:
              - {name: lib, componentName: acme.org/lib, version: 2.0.0}
              resources:
            """ + String.join("", resources);
        ComponentLayout layout =
                ComponentLayout.of(ComponentDescriptor.parse(yaml.getBytes(UTF_8), "app"), digest -> local);
        Tag tag = ComponentRepository.tag(APP.version());
        List<Move> moves = new ArrayList<>();
        layout.contents().forEach(content -> moves.add(new Move.Keep(store, content, new Evidence.Seen())));
        moves.addAll(layout.moves(store, tag));
        Unit unit = new Unit(new UnitKey(store.location(), tag), Set.of(), moves);
        assertThat(engine.run(
                                List.of(unit).iterator(),
                                registry,
                                CopyEngine.Commit.DONE_UNITS,
                                RunListener.SILENT,
                                cancellation)
                        .failures())
                .isEmpty();
    }
}
