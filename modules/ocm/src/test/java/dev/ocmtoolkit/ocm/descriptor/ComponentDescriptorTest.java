// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentDescriptorTest {
    private static final String COMPONENT = """
            meta: {schemaVersion: v2}
            component:
              name: acme.org/app
              version: 1.0.0
              provider: acme
            """;

    @ParameterizedTest
    @ValueSource(strings = {"app.yaml", "lib.yaml", "app-v3alpha1.yaml", "app-signed-in-registry.yaml"})
    void isWrittenByteForByteAsTheToolsWroteIt(String name) {
        byte[] recorded = Recorded.bytes(name);

        ComponentDescriptor read = ComponentDescriptor.parse(recorded, name);

        assertThat(new String(read.encode(), UTF_8)).isEqualTo(new String(recorded, UTF_8));
        assertThat(ComponentDescriptor.parse(read.encode(), name))
                .isEqualTo(read)
                .hasSameHashCodeAs(read);
    }

    @Test
    void aSchemaMayBeNamedWithoutItsGroup() {
        assertThat(Schema.named("v3alpha1")).isEqualTo(Schema.V3ALPHA1);
        assertThat(Schema.named("ocm.software/v3alpha1")).isEqualTo(Schema.V3ALPHA1);
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> Schema.named(""));
    }

    @Test
    void whatTheSecondGenerationWritesIsRead() {
        ComponentDescriptor read = ComponentDescriptor.parse(Recorded.bytes("lib-of-v2-descriptor.json"), "lib");

        assertThat(read.id()).hasToString("acme.org/lib:0.3.0+b1");
        assertThat(read.provider()).isEqualTo("acme.org");
        assertThat(read.references()).isEmpty();
        assertThat(read.resources()).hasSize(1);
        assertThat(read.resources().getFirst().access()).isInstanceOf(Access.LocalBlob.class);
        assertThat(new String(read.encode(), UTF_8)).contains("componentReferences: []", "repositoryContexts: []");
    }

    @Test
    void isTheSameInTheOtherSchema() {
        ComponentDescriptor v2 = ComponentDescriptor.parse(Recorded.bytes("app.yaml"), "v2");
        ComponentDescriptor signed = ComponentDescriptor.parse(Recorded.bytes("app-signed-in-registry.yaml"), "v2");

        ComponentDescriptor v3 = v2.in(Schema.V3ALPHA1);

        assertThat(v3.schema()).isEqualTo(Schema.V3ALPHA1);
        assertThat(Equivalence.of(v2, v3)).isEqualTo(new Equivalence(true, true, true, true));
        assertThat(v3.json().at("/metadata/provider/labels")).hasSize(1);
        assertThat(v3.in(Schema.V2)).isEqualTo(v2);
        assertThat(v2.in(Schema.V2)).isSameAs(v2);
        assertThat(signed.signatures()).isNotEmpty();
        assertThat(signed.in(Schema.V3ALPHA1).signatures()).isEqualTo(signed.signatures());
        assertThat(signed.in(Schema.V3ALPHA1).effectiveContext()).isEqualTo(signed.effectiveContext());
    }

    @ParameterizedTest
    @CsvSource({"app.yaml, V2", "app-v3alpha1.yaml, V3ALPHA1"})
    void bothSchemasTellTheSame(String name, Schema schema) {
        ComponentDescriptor app = ComponentDescriptor.parse(Recorded.bytes(name), name);

        assertThat(app.schema()).isEqualTo(schema);
        assertThat(app.id()).isEqualTo(new ComponentId("acme.org/app", "1.2.0"));
        assertThat(app.provider()).isEqualTo("acme.org");
        assertThat(app.providerObject().at("/labels/0/value").asText()).isEqualTo("core");
        assertThat(app.labels()).hasSize(2);
        assertThat(app.resources().stream().map(Element::name))
                .containsExactly("text", "data", "tree", "image", "image-multi", "bin", "bin");
        assertThat(app.sources().getFirst().access().type()).isEqualTo("gitHub");
        assertThat(app.references().getFirst().target()).hasToString("acme.org/lib:0.3.0+b1");
        assertThat(app.resources().get(4).extraIdentity()).containsEntry("kind", "multi");
        assertThat(app.resources().get(3).access()).isInstanceOf(Access.OciArtifact.class);
    }

    @Test
    void whatIsUnknownIsCarriedUnchanged() {
        String text = """
                component:
                  componentReferences: []
                  future:
                    deep:
                    - 1
                    - x
                  name: acme.org/app
                  provider: acme
                  repositoryContexts: []
                  resources:
                  - access:
                      anything:
                        goes: 1.50
                      type: nobody/v7
                    name: strange
                    relation: external
                    type: thing
                    unheard: of
                    version: "1"
                  sources: []
                  version: 1.0.0
                meta:
                  schemaVersion: v2
                nestedDigests: []
                """.replace("1.50", "1.5");

        ComponentDescriptor read = ComponentDescriptor.parse(text.getBytes(UTF_8), "it");

        assertThat(read.resources().getFirst().access()).isInstanceOf(Access.Opaque.class);
        assertThat(new String(read.encode(), UTF_8)).isEqualTo(text);
        ComponentDescriptor moved = read.withRepositoryContext(
                JsonNodeFactory.instance.objectNode().put("type", "OCIRegistry").put("baseUrl", "ghcr.io"));
        assertThat(moved.effectiveContext().orElseThrow().path("baseUrl").asText())
                .isEqualTo("ghcr.io");
        assertThat(new String(moved.encode(), UTF_8))
                .isEqualTo(text.replace(
                        "repositoryContexts: []", "repositoryContexts:\n  - baseUrl: ghcr.io\n    type: OCIRegistry"));
        assertThat(read.effectiveContext()).isEmpty();
    }

    @Test
    void anotherAccessChangesNothingElse() {
        ComponentDescriptor app = ComponentDescriptor.parse(Recorded.bytes("app.yaml"), "app");
        Element image = app.resources().get(3);

        ComponentDescriptor moved = app.withAccess(image, Access.ociArtifact("ghcr.io/img/base:1.0"));

        assertThat(new String(moved.encode(), UTF_8))
                .isEqualTo(new String(Recorded.bytes("app.yaml"), UTF_8)
                        .replace("http://127.0.0.1:5701/img/base:1.0", "ghcr.io/img/base:1.0"));
        assertThat(app.encode()).isEqualTo(Recorded.bytes("app.yaml"));
    }

    @ParameterizedTest
    @CsvSource({
        "localBlob/v1, LocalBlob",
        "LocalBlob, LocalBlob",
        "ociArtifact, OciArtifact",
        "OCIArtifact/v1, OciArtifact",
        "ociRegistry, OciArtifact",
        "ociImage/v1, OciArtifact",
        "none, None",
        "ociArtifact/v2, Opaque",
        "helm/v1, Opaque",
    })
    void accessTypesAreKnownInAllSpellings(String type, String view) {
        Element element = resource(
                "{type: %s, localReference: %s, mediaType: x/y, imageReference: a.b/c}".formatted(type, Digest.EMPTY));

        assertThat(element.access().getClass().getSimpleName()).isEqualTo(view);
        assertThat(element.access().type()).isEqualTo(type);
    }

    @Test
    void aLocalBlobMayConsistOfSeveral() {
        Element element = resource("{type: localBlob, localReference: '%s, %s', mediaType: x/y, referenceName: a/b:1}"
                .formatted(Digest.EMPTY, Digest.of("b".getBytes(UTF_8))));

        Access.LocalBlob local = (Access.LocalBlob) element.access();
        assertThat(local.reference()).containsExactly(Digest.EMPTY, Digest.of("b".getBytes(UTF_8)));
        assertThat(local.referenceName()).contains("a/b:1");
    }

    @Test
    void recordedDigestsAreRead() {
        ComponentDescriptor app = ComponentDescriptor.parse(Recorded.bytes("app.yaml"), "app");
        assertThat(app.resources()
                        .getFirst()
                        .digest()
                        .orElseThrow()
                        .ofBlob()
                        .orElseThrow()
                        .hex())
                .startsWith("64989ccb");
        assertThat(app.resources().getFirst().digest().orElseThrow().ofManifest())
                .isEmpty();
        assertThat(app.resources()
                        .get(3)
                        .digest()
                        .orElseThrow()
                        .ofManifest()
                        .orElseThrow()
                        .hex())
                .startsWith("2da0a448");
        assertThat(new ArtifactDigest("SHA-512", ArtifactDigest.OCI_ARTIFACT, "0".repeat(128)).ofManifest())
                .contains(new Digest("sha512", "0".repeat(128)));
        assertThat(new ArtifactDigest("SHA3-256", ArtifactDigest.GENERIC_BLOB, "00").ofBlob())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|is no component descriptor",
                "{}|is no component descriptor of a known schema",
                "{meta: {schemaVersion: v9}}|known schema",
                "{meta: {schemaVersion: v2}, apiVersion: ocm.software/v3alpha1}|has both apiVersion and meta.schemaVersion",
                "{meta: {schemaVersion: v2}}|\"\" is no component name",
                "{meta: {schemaVersion: v2}, component: []}|\"\" is no component name",
                "{meta: {schemaVersion: v2}, component: {name: acme.org/app, version: x}}|\"x\" is no component version",
                "{meta: {schemaVersion: v2}, component: {name: acme.org/app, version: 1.0.0}}|a provider is needed",
                "{meta: {schemaVersion: v2}, component: {name: acme.org/app, version: 1.0.0, provider: '{'}}|malformed JSON",
            })
    void aBrokenRuleIsNamedWithTheDescriptor(String text, String rule) {
        assertInvalid(text, rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resources: {a: {name: xx, version: '1', type: t, access: {type: none}}}|the resources are no list",
                "resources: [7]|resource 0 is no object",
                "resources: [{name: x, version: '1'}]|resource 0 has the name \"x\": two or more",
                "resources: [{name: Xy, version: '1'}]|resource 0 has the name \"Xy\"",
                "resources: [{name: xx}]|resource \"xx\" has no version",
                "resources: [{name: xx, version: '1'}]|resource \"xx\" has no type",
                "resources: [{name: xx, version: '1', type: t}]|resource \"xx\" has no access with a type",
                "resources: [{name: xx, version: '1', type: t, access: {}}]|has no access with a type",
                "resources: [{name: xx, version: '1', type: t, access: {type: ociArtifact}}]|lacks its field imageReference",
                "resources: [{name: xx, version: '1', type: t, access: {type: localBlob, mediaType: a, localReference: b}}]|\"b\" is no digest",
                "resources: [{name: xx, version: '1', type: t, access: {type: none}, extraIdentity: {name: y}}]|has a name in its extra identity",
                "resources: [{name: xx, version: '1', type: t, access: {type: none}, labels: [{}]}]|has a label without a name",
                "labels: [{name: a, value: 1}, {name: a, value: 2}]|component has two labels of the name a",
                "componentReferences: [{name: xx, version: '1.0'}]|\"\" is no component name",
                "componentReferences: [{name: xx, version: zz, componentName: a.bc/d}]|\"zz\" is no component version",
                "sources: [{name: xx, version: '1', type: t, access: {type: none}}, {name: xx, version: '1', type: t, access: {type: none}}]|two sources have the identity \"name\"=\"xx\",\"version\"=\"1\"",
            })
    void aBrokenRuleOfAnElementIsNamed(String field, String rule) {
        assertInvalid(COMPONENT + "  " + field + "\n", rule);
    }

    @Test
    void textFromOutsideIsPrintableInMessages() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(
                        () -> resource("{type: \"localBlob\", mediaType: \"\\e[31m\", localReference: \"\\e[31m\"}"))
                .withMessageNotContaining("\u001b");
        assertThat(new Identity(new java.util.TreeMap<>(java.util.Map.of("name", "\u001b[31m"))))
                .hasToString("\"name\"=\"?[31m\"");
    }

    @Test
    void elementsThatOnlyTheirVersionTellsApartHaveItInTheirIdentity() {
        ComponentDescriptor read = ComponentDescriptor.parse((COMPONENT + """
                      resources:
                      - {name: img, version: '1', type: t, access: {type: none}}
                      - {name: img, version: '2', type: t, access: {type: none}}
                      - {name: img, version: '2', type: t, access: {type: none}, extraIdentity: {os: linux}}
                      - {name: own, version: '2', type: t, access: {type: none}, extraIdentity: {version: x}}
                      - {name: alone, version: '2', type: t, access: {type: none}}
                    """).getBytes(UTF_8), "it");
        List<Element> all = read.resources();

        assertThat(all.stream().map(e -> Identity.of(e, all).toString()))
                .containsExactly(
                        "\"name\"=\"img\",\"version\"=\"1\"",
                        "\"name\"=\"img\",\"version\"=\"2\"",
                        "\"name\"=\"img\",\"os\"=\"linux\"",
                        "\"name\"=\"own\",\"version\"=\"x\"",
                        "\"name\"=\"alone\"");
        for (Element element : all) {
            assertThat(read.find(Identity.of(element, all), Element.Kind.RESOURCE))
                    .contains(element);
        }
        assertThat(read.find(Identity.of(all.getFirst(), all), Element.Kind.SOURCE))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"acme.org/app", "a.bc/d", "github.com/a-b/c_d.e/f", "ocm.software/ocm-k8s-toolkit/replication"})
    void aComponentNameIsADomainAndAPath(String name) {
        assertThat(ComponentId.requireName(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acme",
                "acme.org",
                "acme.org/",
                "Acme.org/app",
                "acme.o/app",
                "acme.org/App",
                "1a.bc/d",
                "acme.org//app",
                "acme.org/../x"
            })
    void whatIsNoComponentNameIsRefused(String name) {
        assertThat(ComponentId.isName(name)).isFalse();
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> ComponentId.requireName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "v1", "1.2", "1.2.3", "v1.2.3-rc.1+build.5", "0.3.0+b1", "1.0.0-0a"})
    void aVersionIsARelaxedSemanticOne(String version) {
        assertThat(ComponentId.requireVersion(version)).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "01.0.0", "1.2.3.4", "1.0.0-01", "1.0.0+", "1.0 ", "-1", "1.0.0/../x"})
    void whatIsNoVersionIsRefused(String version) {
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> ComponentId.requireVersion(version));
    }

    private static Element resource(String access) {
        String text = COMPONENT + "  resources: [{name: xx, version: '1', type: t, access: %s}]\n".formatted(access);
        return ComponentDescriptor.parse(text.getBytes(UTF_8), "it").resources().getFirst();
    }

    private static void assertInvalid(String text, String rule) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ComponentDescriptor.parse(text.getBytes(UTF_8), "descriptor of it"))
                .withMessageStartingWith("descriptor of it")
                .withMessageContaining(rule)
                .withMessageNotContaining("\n");
    }
}
