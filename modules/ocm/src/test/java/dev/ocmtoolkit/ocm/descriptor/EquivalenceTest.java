// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EquivalenceTest {
    private static final String BASE = """
            meta: {schemaVersion: v2}
            component:
              name: acme.org/app
              version: 1.0.0
              provider: '{"name":"acme","labels":[{"name":"team","value":"core","signing":true}]}'
              creationTime: "2026-01-01T00:00:00Z"
              repositoryContexts: []
              labels:
              - {name: signed, value: one, signing: true}
              - {name: loose, value: two}
              resources:
              - name: first
                version: "1"
                type: blob
                relation: local
                digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: genericBlobDigest/v1, value: aaaa}
                access: {type: ociArtifact, imageReference: a.b/c}
              - name: nothing
                version: "1"
                type: blob
                relation: external
                access: {type: none}
              sources:
              - {name: code, version: "1", type: git, access: {type: gitHub, commit: c0ffee}}
              componentReferences:
              - {name: lib, version: 2.0.0, componentName: acme.org/lib}
            signatures:
            - {name: me, signature: {value: s1}}
            """;

    @Test
    void equalIsEqual() {
        assertThat(Equivalence.of(read(BASE), read(BASE))).isEqualTo(new Equivalence(true, true, true, true));
    }

    /** Replacement, and what then holds: equivalent, what is signed, artifacts equal, artifacts known. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "imageReference: a.b/c|imageReference: d.e/f|true|true|true|true",
                "commit: c0ffee|commit: decade|true|true|true|true",
                "2026-01-01|2027-01-01|true|true|true|true",
                "repositoryContexts: []|repositoryContexts: [{type: x}]|true|true|true|true",
                "value: two|value: three|false|true|true|true",
                "name: loose|name: other|false|true|true|true",
                "value: s1|value: s2|false|true|true|true",
                "name: me|name: you|false|true|true|true",
                "value: one|value: three|false|false|true|true",
                "value: two}|value: two, signing: true}|false|false|true|true",
                "core|rest|false|false|true|true",
                "\"name\":\"acme\"|\"name\":\"else\"|false|false|true|true",
                "aaaa|bbbb|false|true|false|true",
                "relation: local|relation: external|false|false|true|true",
                "type: git,|type: hg,|false|false|true|true",
                "2.0.0, c|2.0.1, c|false|false|true|true",
                "acme.org/lib|acme.org/lab|false|false|true|true",
                "name: code|name: data|false|false|true|true",
                "name: nothing|name: anything|false|false|true|true",
                "name: first|name: second|false|false|false|true",
            })
    void aDifferenceIsFoundBothWays(
            String what, String with, boolean equivalent, boolean signed, boolean equal, boolean known) {
        assertThat(BASE).contains(what);
        ComponentDescriptor changed = read(BASE.replace(what, with));
        Equivalence expected = new Equivalence(equivalent, signed, equal, known);

        assertThat(Equivalence.of(read(BASE), changed)).isEqualTo(expected);
        assertThat(Equivalence.of(changed, read(BASE))).isEqualTo(expected);
    }

    @Test
    void aDigestThatOnlyOneSideHasIsNotKnown() {
        ComponentDescriptor without = read(BASE.replaceAll("    digest: .*\n", ""));
        assertThat(BASE).isNotEqualTo(BASE.replaceAll("    digest: .*\n", ""));

        Equivalence expected = new Equivalence(false, true, false, false);
        assertThat(Equivalence.of(read(BASE), without)).isEqualTo(expected);
        assertThat(Equivalence.of(without, read(BASE))).isEqualTo(expected);
        assertThat(Equivalence.of(without, without)).isEqualTo(expected);
        assertThat(Equivalence.of(without, without).sameWhenSigned()).isFalse();
    }

    @Test
    void aDigestThatExcludesItsResourceFromSigningDiffersFromNothing() {
        ComponentDescriptor excluded = read(BASE.replace("SHA-256", "NO-DIGEST"));
        ComponentDescriptor without = read(BASE.replaceAll("    digest: .*\n", ""));

        assertThat(Equivalence.of(excluded, without).equivalent()).isTrue();
    }

    @Test
    void theOrderOfElementsIsSigned() {
        ComponentDescriptor two = read(BASE.replace(
                "  sources:\n",
                "  sources:\n  - {name: other, version: \"1\", type: git, access: {type: gitHub, commit: c0ffee}}\n"));
        ComponentDescriptor swapped = read(
                BASE.replace(
                        "  componentReferences:\n",
                        "  - {name: other, version: \"1\", type: git, access: {type: gitHub, commit: c0ffee}}\n  componentReferences:\n"));

        assertThat(Equivalence.of(two, swapped)).isEqualTo(new Equivalence(false, false, true, true));
    }

    @Test
    void aReferencesDigestMayBeAddedLater() {
        String digest =
                "componentName: acme.org/lib, digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: x, value: cc}";
        ComponentDescriptor with = read(BASE.replace("componentName: acme.org/lib", digest));

        assertThat(Equivalence.of(read(BASE), with)).isEqualTo(new Equivalence(false, true, true, true));
        assertThat(Equivalence.of(read(BASE.replace("componentName: acme.org/lib", digest.replace("cc", "dd"))), with))
                .isEqualTo(new Equivalence(false, true, false, true));
    }

    @Test
    void theSchemaDoesNotMatter() {
        ComponentDescriptor v2 = ComponentDescriptor.parse(Recorded.bytes("app.yaml"), "v2");
        ComponentDescriptor v3 = ComponentDescriptor.parse(Recorded.bytes("app-v3alpha1.yaml"), "v3");

        assertThat(Equivalence.of(v2, v3)).isEqualTo(new Equivalence(true, true, true, true));
    }

    @Test
    void aMergeKeepsWhatOnlyTheTargetHas() {
        ComponentDescriptor there = read(BASE.replace("imageReference: a.b/c", "imageReference: target.io/c")
                .replace("name: loose, value: two", "name: theirs, value: kept")
                .replace("name: me", "name: theirs"));

        ComponentDescriptor merged = DescriptorMerge.merge(read(BASE), there);

        assertThat(merged.resources()
                        .getFirst()
                        .access()
                        .json()
                        .path("imageReference")
                        .asText())
                .isEqualTo("target.io/c");
        assertThat(merged.labels().findValuesAsText("name")).containsExactly("signed", "loose", "theirs");
        assertThat(merged.signatures().findValuesAsText("name")).contains("me", "theirs");
        assertThat(Equivalence.of(merged, there).sameWhenSigned()).isTrue();
        assertThat(DescriptorMerge.merge(merged, there)).isEqualTo(merged);
    }

    @Test
    void aMergeTakesTheNewAccessOfOtherContent() {
        ComponentDescriptor there = read(BASE.replace("imageReference: a.b/c", "imageReference: target.io/c")
                .replace("aaaa", "bbbb"));

        ComponentDescriptor merged = DescriptorMerge.merge(read(BASE), there);

        assertThat(merged.resources()
                        .getFirst()
                        .access()
                        .json()
                        .path("imageReference")
                        .asText())
                .isEqualTo("a.b/c");
    }

    @Test
    void aMergeDoesNotBringBackASignedLabel() {
        ComponentDescriptor there = read(BASE.replace("name: signed", "name: dropped"));

        assertThat(DescriptorMerge.merge(read(BASE), there).labels().findValuesAsText("name"))
                .containsExactly("signed", "loose");
    }

    @Test
    void aMergeOfLabelsOfTheProviderKeepsItsForm() {
        ComponentDescriptor there =
                read(BASE.replace("\"signing\":true}", "\"signing\":true},{\"name\":\"phone\",\"value\":1}"));

        ComponentDescriptor merged = DescriptorMerge.merge(read(BASE), there);

        assertThat(merged.json().at("/component/provider").asText())
                .isEqualTo("{\"name\":\"acme\",\"labels\":[{\"name\":\"team\",\"value\":\"core\",\"signing\":true},"
                        + "{\"name\":\"phone\",\"value\":1}]}");
    }

    private static ComponentDescriptor read(String text) {
        return ComponentDescriptor.parse(text.getBytes(UTF_8), "descriptor");
    }
}
