// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Index;
import dev.ocmtoolkit.oci.Manifest;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.Recorded;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ComponentLayoutTest {
    /** Written by version 0.20 of the OCM tools. */
    private static final String SAMPLE = """
            component:
              componentReferences: []
              creationTime: "2025-03-18T11:47:12Z"
              name: github.com/acme.org/helloworld
              provider: acme.org
              repositoryContexts: []
              resources:
              - access:
                  localReference: sha256:e40e3a2f1ab1a98328dfd14539a79d27aff5c4d5c34cd16a85f0288bfa76490b
                  mediaType: application/vnd.oci.image.manifest.v1+tar+gzip
                  referenceName: jakobmoellerdev/podinfo/podinfo:6.7.1
                  type: localBlob
                digest:
                  hashAlgorithm: SHA-256
                  normalisationAlgorithm: ociArtifactDigest/v1
                  value: 62be4af3382a4493cb7f1dd4ec47bcb28f1863b615fc9e4a1dceefbe93898dd0
                name: mychart
                relation: external
                type: helmChart
                version: 6.7.1
              sources: []
              version: 1.0.0
            meta:
              schemaVersion: v2
            """;

    @Test
    void everyByteIsThatOfTheRecordedOneButForTheCreator() {
        ComponentDescriptor app = ComponentDescriptor.parse(Recorded.bytes("app.yaml"), "app");
        Document recorded = new Document(MediaTypes.MANIFEST, Recorded.bytes("app-manifest.json"));
        Map<Digest, Descriptor> blobs = Manifest.parse(recorded).layers().stream()
                .collect(Collectors.toMap(Descriptor::digest, Function.identity()));

        ComponentLayout layout = ComponentLayout.of(app, digest -> Objects.requireNonNull(blobs.get(digest)));

        assertThat(layout.root()).isSameAs(layout.manifest());
        assertThat(new String(layout.root().bytes(), UTF_8))
                .isEqualTo(new String(recorded.bytes(), UTF_8)
                        .replaceAll("(software.ocm.creator\":\")[^\"]*", "$1OCM Toolkit for Java"));
        assertThat(layout.config().blob().digest().hex()).startsWith("d8c22451");
        assertThat(layout.contents()).hasSize(5);
        assertThat(layout.parts())
                .containsExactly(layout.config().blob(), layout.descriptorTar().blob());
    }

    @Test
    void theTarOfTheDescriptorHasTheRecordedDigest() {
        ComponentLayout layout = ComponentLayout.of(
                ComponentDescriptor.parse(SAMPLE.getBytes(UTF_8), "sample"),
                digest -> new Descriptor("x/y", digest, 16071));

        assertThat(layout.descriptorTar().bytes()).hasSize(2560);
        assertThat(layout.descriptorTar().blob().digest().hex()).startsWith("32aacda7");
        assertThat(layout.config().blob().digest().hex()).startsWith("211c");
        assertThat(layout.config().blob().size()).isEqualTo(201);
    }

    @Test
    void elementsOfEqualContentShareALayer() {
        String twin = SAMPLE.substring(SAMPLE.indexOf("  - access"), SAMPLE.indexOf("  sources: []"));
        String text = SAMPLE.replace(
                "  sources: []\n",
                twin.replace("mychart", "twin") + "  sources:\n"
                        + twin.replaceAll("(?s)    digest:.*?    name", "    name")
                                .replaceAll("    relation.*\n", ""));

        ComponentLayout layout = ComponentLayout.of(
                ComponentDescriptor.parse(text.getBytes(UTF_8), "twins"), digest -> new Descriptor("x/y", digest, 1));

        assertThat(layout.contents()).hasSize(1);
        assertThat(Manifest.parse(layout.manifest())
                        .layers()
                        .get(1)
                        .annotations()
                        .get(ComponentLayout.ARTIFACT))
                .isEqualTo("[{\"kind\":\"resource\",\"identity\":{\"name\":\"mychart\"}},"
                        + "{\"kind\":\"resource\",\"identity\":{\"name\":\"twin\"}},"
                        + "{\"kind\":\"source\",\"identity\":{\"name\":\"mychart\"}}]");
    }

    @Test
    void whereALocalBlobIsAManifestTheRootIsAnIndex() {
        ComponentLayout layout = ComponentLayout.of(
                ComponentDescriptor.parse(SAMPLE.getBytes(UTF_8), "sample"),
                digest -> new Descriptor(MediaTypes.MANIFEST, digest, 890));

        assertThat(layout.root().mediaType()).isEqualTo(MediaTypes.INDEX);
        Index index = Index.parse(layout.root());
        assertThat(index.manifests().getFirst().digest())
                .isEqualTo(layout.manifest().digest());
        assertThat(index.manifests().get(1).digest().hex()).startsWith("e40e3a2f");
        assertThat(index.annotations())
                .containsEntry(ComponentLayout.COMPONENT_VERSION, "github.com/acme.org/helloworld:1.0.0");
        assertThat(Manifest.parse(layout.manifest()).layers()).hasSize(1);
        assertThat(layout.parts()).hasSize(3);
    }

    @Test
    void whatHtmlWouldReadIsEscaped() {
        String text = SAMPLE.replace("name: mychart\n", "name: mychart\n    extraIdentity:\n      os: \"<a&b>\"\n");

        ComponentLayout layout = ComponentLayout.of(
                ComponentDescriptor.parse(text.getBytes(UTF_8), "html"), digest -> new Descriptor("x/y", digest, 1));

        assertThat(new String(layout.manifest().bytes(), UTF_8))
                .contains("\\\"os\\\":\\\"\\\\u003ca\\\\u0026b\\\\u003e\\\"");
        assertThat(Manifest.parse(layout.manifest())
                        .layers()
                        .get(1)
                        .annotations()
                        .get(ComponentLayout.ARTIFACT))
                .contains("\\u003ca\\u0026b\\u003e");
    }
}
