// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The digests of the first test were made with the Go tools. */
class NormalisationTest {
    private static final String Y = "bd420aea257660f444b39165cee42b905e48165021781e2468dcf8e1cbc0151d";

    @Test
    void digestsAreThoseOfTheGoTools() {
        assertThat(digest("{name: test.de/y, version: v1, provider: mandelsoft}"))
                .isEqualTo(Y);
        assertThat(digest("{name: test.de/x, version: v1, provider: mandelsoft}"))
                .isEqualTo("33aeb8c46ea4bacbf0bc3ac42c186c7f5e313584601a93bf861c016d73c9e4f1");
        assertThat(digest("""
                {name: test.de/x, version: v1, provider: mandelsoft, componentReferences: [{componentName: test.de/y, name: ref, version: v1,
                digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: jsonNormalisation/v3, value: %s}}]}""".formatted(Y)))
                .isEqualTo("4ca827281d94cdfee77e7ab2d89164f5e0d38890d12f035c2cbe19d72851fb17");
    }

    @Test
    void whatATransferChangesAndWhatIsNotSignedIsLeftOut() {
        assertThat(text("""
                name: acme.org/c
                version: 1.0.0
                creationTime: "2026-01-01T00:00:00Z"
                provider: '{"name":"p","labels":[{"name":"l","value":1,"signing":true},{"name":"m","value":2}]}'
                repositoryContexts: [{type: OCIRegistry}]
                labels: [{name: unsigned, value: x}]
                resources:
                - {name: one, version: 1.0.0, type: t, relation: local, access: {type: ociArtifact, imageReference: "h.org/r:1"},
                   srcRefs: [{identitySelector: {name: s}}], labels: [{name: z, value: {b: null, a: [1.50, null]}, version: v1, signing: true}],
                   digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: genericBlobDigest/v1, value: ab}}
                - {name: two, version: 1.0.0, type: t, relation: external, extraIdentity: {os: linux}, access: {type: none},
                   digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: genericBlobDigest/v1, value: cd}}
                sources: [{name: src, version: 1.0.0, type: git, access: {type: ociArtifact, imageReference: "h.org/s:1"}}]
                componentReferences: [{name: ref, version: 1.0.0, componentName: acme.org/d, labels: [{name: kept, value: x}]}]""")).isEqualTo("""
                {"component":{\
                "componentReferences":[{"componentName":"acme.org/d","labels":[{"name":"kept","value":"x"}],"name":"ref","version":"1.0.0"}],\
                "creationTime":"2026-01-01T00:00:00Z","name":"acme.org/c",\
                "provider":{"labels":[{"name":"l","signing":true,"value":1}],"name":"p"},\
                "resources":[\
                {"digest":{"hashAlgorithm":"SHA-256","normalisationAlgorithm":"genericBlobDigest/v1","value":"ab"},\
                "labels":[{"name":"z","signing":true,"value":{"a":[1.5,null]},"version":"v1"}],\
                "name":"one","relation":"local","type":"t","version":"1.0.0"},\
                {"extraIdentity":{"os":"linux"},"name":"two","relation":"external","type":"t","version":"1.0.0"}],\
                "sources":[{"name":"src","type":"git","version":"1.0.0"}],"version":"1.0.0"}}""");
    }

    /** RFC 8785, appendix B, and section 3.2.2.2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "-0.0 | 0",
                "5e-324 | 5e-324",
                "-1.7976931348623157e308 | -1.7976931348623157e+308",
                "9007199254740992 | 9007199254740992",
                "295147905179352830000 | 295147905179352830000",
                "1e21 | 1e+21",
                "9.999999999999997e22 | 9.999999999999997e+22",
                "333333333.33333329 | 333333333.3333333",
                "0.000001 | 0.000001",
                "1e-7 | 1e-7",
                "-0.0000033333333333333333 | -0.0000033333333333333333",
                "1.5E1 | 15",
                "[] | []",
                "{} | {}",
                "{\"b\": [true, null], \"a\": {\"\\u20ac\": \"\\u0007\\n\\/\\\"\"}} | {\"a\":{\"\u20ac\":\"\\u0007\\n/\\\"\"},\"b\":[true,null]}",
            })
    void canonicalJsonIsThatOfTheStandard(String json, String canonical) throws Exception {
        assertThat(CanonicalJson.text(Json.mapper().readTree(json))).isEqualTo(canonical);
    }

    private static String digest(String component) {
        return Normalisation.digest(descriptor(component)).value();
    }

    private static String text(String component) {
        return new String(Normalisation.bytes(descriptor(component)), StandardCharsets.UTF_8);
    }

    private static ComponentDescriptor descriptor(String component) {
        String yaml = "meta: {schemaVersion: v2}\ncomponent:\n" + component.indent(2);
        return ComponentDescriptor.parse(yaml.getBytes(StandardCharsets.UTF_8), "test");
    }
}
