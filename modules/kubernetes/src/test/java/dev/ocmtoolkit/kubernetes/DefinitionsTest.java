// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.api.ComponentKind;
import dev.ocmtoolkit.controller.api.Group;
import dev.ocmtoolkit.controller.api.OcmRepositoryKind;
import dev.ocmtoolkit.controller.api.ReplicationKind;
import dev.ocmtoolkit.controller.core.Kind;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The definitions in {@code config/crd} say what the Java records say: the same kinds, the same fields, the same defaults. */
class DefinitionsTest {
    private static final List<Kind<?, ?>> KINDS =
            List.of(new OcmRepositoryKind(), new ComponentKind(), new ReplicationKind());

    private static Stream<Kind.Name> names() {
        return KINDS.stream().flatMap(kind -> kind.names().stream());
    }

    private static Kind<?, ?> kind(Kind.Name name) {
        return KINDS.stream()
                .filter(kind -> kind.names().contains(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode definition(Kind.Name name) {
        Path file = Path.of("../../config/crd", name.plural() + ".yaml");
        try {
            return Yaml.read(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode schema(Kind.Name name) {
        return definition(name).at("/spec/versions/0/schema/openAPIV3Schema/properties");
    }

    @ParameterizedTest
    @MethodSource("names")
    void areOfTheKindsThatAreWatched(Kind.Name name) {
        JsonNode spec = definition(name).path("spec");

        assertThat(spec.path("group").asText()).isEqualTo(Group.NAME);
        assertThat(spec.at("/names/kind").asText()).isEqualTo(name.kind());
        assertThat(spec.at("/names/plural").asText()).isEqualTo(name.plural());
        assertThat(ClusterObject.KINDS)
                .anyMatch(type -> HasMetadata.getKind(type).equals(name.kind())
                        && HasMetadata.getPlural(type).equals(name.plural())
                        && HasMetadata.getApiVersion(type)
                                .equals(Group.NAME + "/"
                                        + spec.at("/versions/0/name").asText()));
    }

    /** An unknown field is answered with all that are known. */
    @ParameterizedTest
    @MethodSource("names")
    void haveTheFieldsThatAreRead(Kind.Name name) {
        assertSameFields(name, "/spec");
        for (String field : List.of("ocmConfig", "repositoryRef", "componentRef", "targetRepositoryRef", "verify")) {
            if (schema(name).at("/spec/properties").has(field)) {
                assertSameFields(name, "/spec/" + field);
            }
        }
    }

    private static void assertSameFields(Kind.Name name, String pointer) {
        ObjectNode object = full(name);
        JsonNode at = object.at(pointer);
        ((ObjectNode) (at.isArray() ? at.path(0) : at)).put("unheardOf", true);
        Failure refused = catchThrowableOfType(Failure.class, () -> kind(name).spec(new RawObject(object)));
        String known = Objects.requireNonNull(refused.wayOut()).replaceFirst("^its fields are ", "");

        JsonNode schema = schema(name).at(pointer.replace("/spec/", "/spec/properties/"));
        JsonNode fields =
                (schema.path("type").asText().equals("array") ? schema.path("items") : schema).path("properties");
        Set<String> defined = new TreeSet<>();
        fields.fieldNames().forEachRemaining(defined::add);
        assertThat(new TreeSet<>(List.of(known.split(", ")))).as(pointer).isEqualTo(defined);
    }

    @ParameterizedTest
    @MethodSource("names")
    void keepAllThatIsWritten(Kind.Name name) {
        ObjectNode object = full(name);
        Kind<?, ?> kind = kind(name);
        ObjectNode written = rewritten(kind, new RawObject(object));

        assertThat(written).isEqualTo(object.path("status"));
        assertDefined(schema(name).path("status"), written, "status");
    }

    private static <T> ObjectNode rewritten(Kind<?, T> kind, RawObject object) {
        return kind.json(kind.status(object));
    }

    private static void assertDefined(JsonNode schema, JsonNode value, String where) {
        if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            return;
        }
        if (value.isArray()) {
            value.forEach(one -> assertDefined(schema.path("items"), one, where + "[]"));
        }
        value.properties().forEach(field -> {
            JsonNode inner = schema.path("properties").path(field.getKey());
            assertThat(inner.isObject()).as(where + "." + field.getKey()).isTrue();
            assertDefined(inner, field.getValue(), where + "." + field.getKey());
        });
        schema.path("required").forEach(required -> {
            if (value.isObject()) {
                assertThat(value.has(required.asText()))
                        .as(where + "." + required.asText())
                        .isTrue();
            }
        });
    }

    @Test
    void differForTheTwoRepositoriesOnlyInNamesAndPolicy() {
        List<Kind.Name> both = new OcmRepositoryKind().names();
        String first = definition(both.get(0)).toString();
        String second = definition(both.get(1)).toString();

        assertThat(first.replace("OCMRepository", "Repository")
                        .replace("ocmrepositor", "repositor")
                        .replace("\"default\":\"DoNotPropagate\"", "\"default\":\"Propagate\""))
                .isEqualTo(second.replace("OCMRepository", "Repository"));
    }

    /** Of each kind an object with every field, in spec and status. */
    private static ObjectNode full(Kind.Name name) {
        ObjectNode object = Json.mapper().createObjectNode();
        object.put("apiVersion", Group.API_VERSION).put("kind", name.kind());
        object.putObject("metadata").put("name", "x").put("namespace", "ns");
        String file = switch (name.kind()) {
            case "Component" -> COMPONENT;
            case "Replication" -> REPLICATION;
            default -> REPOSITORY;
        };
        object.setAll((ObjectNode) Yaml.read(file.getBytes(java.nio.charset.StandardCharsets.UTF_8), "full"));
        return object;
    }

    private static final String CONFIG = """
              ocmConfig: [{apiVersion: v1, kind: Secret, name: s, namespace: ns, policy: Propagate}]
              suspend: false
              interval: 1m0s
            """;
    private static final String EFFECTIVE =
            "  effectiveOCMConfig: [{apiVersion: v1, kind: Secret, name: s, namespace: ns, policy: Propagate}]\n";
    private static final String REPOSITORY = """
            spec:
              repositorySpec: {type: OCIRegistry, baseUrl: "http://127.0.0.1:5000"}
            %sstatus:
            %s""".formatted(CONFIG, EFFECTIVE);
    private static final String COMPONENT = """
            spec:
              component: a.b/c
              semver: 1.0.0
              semverFilter: x
              downgradePolicy: Allow
              repositoryRef: {kind: Repository, name: r}
              verify: [{signature: s, value: dg==}, {signature: t, secretRef: {name: s}}]
            %sstatus:
              component:
                component: a.b/c
                version: 1.0.0
                repositorySpec: {type: OCIRegistry, anything: goes}
                digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: jsonNormalisation/v4alpha1, value: abc}
            %s""".formatted(CONFIG, EFFECTIVE);
    private static final String REPLICATION = """
            spec:
              componentRef: {name: c, namespace: ns}
              targetRepositoryRef: {kind: Repository, name: r, namespace: ns}
              historyLength: 3
              verify: [{signature: s, value: dg==}, {signature: t, secretRef: {name: s}}]
            %sstatus:
              history:
              - component: a.b/c
                version: 1.0.0
                sourceRepositorySpec: "{}"
                targetRepositorySpec: "{}"
                startTime: "2026-01-01T00:00:00Z"
                endTime: "2026-01-01T00:00:00Z"
                success: false
                error: it failed
            %s""".formatted(CONFIG, EFFECTIVE);
}
