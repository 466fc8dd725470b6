// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.construct.ComponentSpec.ElementSpec;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Identity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the elements of a component in a constructor file.
 *
 * @param directory against which the paths of inputs are meant
 * @param component the component
 * @param where its place in the file, for messages
 * @param skipDigests whether no digests of resources are recorded
 */
record ElementReader(Path directory, ComponentId component, String where, boolean skipDigests) {
    private static final List<String> TEXTS = List.of("name", "version", "type", "relation", "componentName");
    private static final Set<String> ELEMENT_FIELDS = Set.of("name", "version", "extraIdentity", "labels");
    private static final Set<String> SOURCE_FIELDS = with(ELEMENT_FIELDS, "type", "access", "input", "options");
    private static final Set<String> RESOURCE_FIELDS = with(SOURCE_FIELDS, "relation", "srcRefs", "digest");
    private static final Set<String> REFERENCE_FIELDS = with(ELEMENT_FIELDS, "componentName");

    private static Set<String> with(Set<String> fields, String... more) {
        Set<String> all = new HashSet<>(fields);
        Collections.addAll(all, more);
        return Set.copyOf(all);
    }

    /** Reads the elements of a kind; none where there is no list. */
    List<ElementSpec> read(JsonNode list, Element.Kind kind) {
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            throw new Failure(
                    Failure.Kind.INVALID, "%s is malformed: the %ss are no list".formatted(where, kind.word()));
        }
        List<ElementSpec> all = new ArrayList<>();
        Set<String> identities = new HashSet<>();
        for (JsonNode json : list) {
            ObjectNode object = Fields.of(json, where, "has a %s that is no object".formatted(kind.word()))
                    .json();
            String owner = "%s: %s \"%s\""
                    .formatted(
                            where, kind.word(), Text.printable(json.path("name").asText()));
            ElementSpec spec = element(new Fields(object, owner), kind);
            if (!identities.add(identity(spec))) {
                throw new Failure(
                        Failure.Kind.INVALID, "%s has the identity of another: %s".formatted(owner, identity(spec)));
            }
            all.add(spec);
        }
        return all;
    }

    private ElementSpec element(Fields fields, Element.Kind kind) {
        fields.requireOnly(
                switch (kind) {
                    case RESOURCE -> RESOURCE_FIELDS;
                    case SOURCE -> SOURCE_FIELDS;
                    case REFERENCE -> REFERENCE_FIELDS;
                });
        TEXTS.forEach(fields::text);
        fields.requireTexts("extraIdentity");
        ObjectNode json = fields.json();
        Optional<Input> input = Optional.empty();
        Optional<ObjectNode> access = Optional.empty();
        if (kind != Element.Kind.REFERENCE) {
            fields.require(json.has("access") || json.has("input"), "has neither access nor input");
            fields.require(!(json.has("access") && json.has("input")), "has both access and input");
            input = json.has("input") ? Optional.of(input(fields)) : input;
            access = json.has("access") ? Optional.of(access(fields)) : access;
        }
        ObjectNode element = json.deepCopy();
        element.remove(List.of("access", "input", "options"));
        if (kind == Element.Kind.RESOURCE && fields.text("relation").isEmpty()) {
            element.put("relation", input.isPresent() ? "local" : "external");
        }
        boolean given = !fields.text("version").isEmpty();
        String ofChart = json.path("input").path("type").asText().matches("[hH]elm(/v1)?")
                ? json.path("input").path("version").asText()
                : "";
        if (!given && !ofChart.isEmpty()) {
            element.put("version", ofChart);
        } else if (!given) {
            boolean external = kind == Element.Kind.RESOURCE
                    && element.path("relation").asText().equals("external");
            fields.require(!external, "is external and has no version");
            element.put("version", component.version());
        }
        boolean skip =
                skipDigests || json.path("options").path("skipDigestGeneration").asBoolean();
        return new ElementSpec(kind, element, given, input, access, skip);
    }

    private Input input(Fields element) {
        Fields input = Fields.of(element.json().get("input"), element.owner(), "has an input that is no object");
        return new InputReader(directory, component, element.text("name")).read(input);
    }

    private static ObjectNode access(Fields element) {
        Fields access = Fields.of(element.json().get("access"), element.owner(), "has an access that is no object");
        String type = access.text("type");
        access.require(!type.isEmpty(), "has an access without a type");
        access.require(
                !type.startsWith("localBlob") && !type.startsWith("LocalBlob"),
                "has a local access, which only an input can make");
        return access.json();
    }

    /** Name, version if given, and extra identity, as they stand in messages. */
    private static String identity(ElementSpec spec) {
        TreeMap<String, String> attributes = new TreeMap<>();
        spec.json()
                .path("extraIdentity")
                .properties()
                .forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
        attributes.put("name", spec.json().path("name").asText());
        if (spec.versionGiven()) {
            attributes.put("version", spec.json().path("version").asText());
        }
        return new Identity(attributes).toString();
    }
}
