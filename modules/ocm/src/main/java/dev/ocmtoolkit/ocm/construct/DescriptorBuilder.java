// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.construct.ComponentSpec.ElementSpec;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.DescriptorDraft;
import dev.ocmtoolkit.ocm.descriptor.Element;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Puts together the descriptor of a component version.
 *
 * @param spec what was asked for
 * @param created the creation time that is recorded
 * @param old a descriptor whose elements stay where no new one takes their place
 */
record DescriptorBuilder(ComponentSpec spec, Instant created, Optional<ComponentDescriptor> old) {

    /**
     * What became of an element.
     *
     * @param access where its content is, if it has any
     * @param digest the digest of its content, as far as one is recorded
     */
    record Content(Optional<ObjectNode> access, Optional<ArtifactDigest> digest) {}

    /**
     * The descriptor.
     *
     * @param content what became of each element
     * @throws Failure INVALID when it breaks a rule, CORRUPT when content has not the digest that the file asks for
     */
    ComponentDescriptor build(Function<ElementSpec, Content> content) {
        Map<Element.Kind, List<ObjectNode>> elements = new EnumMap<>(Element.Kind.class);
        for (Element.Kind kind : Element.Kind.values()) {
            List<ObjectNode> made = spec.elements().stream()
                    .filter(element -> element.kind() == kind)
                    .map(element -> describe(element, content.apply(element)))
                    .toList();
            List<ObjectNode> all = new ArrayList<>(kept(kind, made));
            all.addAll(made);
            elements.put(kind, all);
        }
        distinguishByVersion(elements.getOrDefault(Element.Kind.RESOURCE, List.of()));
        return new DescriptorDraft(spec.id(), spec.provider(), spec.labels(), created, elements)
                .in(spec.schema(), spec.where());
    }

    private ObjectNode describe(ElementSpec element, Content content) {
        ObjectNode json = element.json().deepCopy();
        content.access().ifPresent(access -> json.set("access", access));
        content.digest().ifPresent(digest -> {
            if (json.hasNonNull("digest") && !json.get("digest").equals(digest.json())) {
                throw new Failure(
                        Failure.Kind.CORRUPT,
                        "%s: resource \"%s\" is to have the digest %s, and its content has %s"
                                .formatted(
                                        spec.where(), json.path("name").asText(), json.get("digest"), digest.json()));
            }
            json.set("digest", digest.json());
        });
        return json;
    }

    /** The old elements whose place no new one takes. */
    private List<ObjectNode> kept(Element.Kind kind, List<ObjectNode> made) {
        Set<Map<String, String>> taken =
                made.stream().map(DescriptorBuilder::baseIdentity).collect(Collectors.toSet());
        return old.stream()
                .flatMap(descriptor -> descriptor.elements(kind).stream())
                .map(element -> element.json().deepCopy())
                .filter(element -> !taken.contains(baseIdentity(element)))
                .toList();
    }

    /** Name and extra identity, without a version that may be in it. */
    private static Map<String, String> baseIdentity(ObjectNode json) {
        Element element = new Element(Element.Kind.RESOURCE, 0, json);
        Map<String, String> identity = element.extraIdentity();
        identity.remove("version");
        identity.put("name", element.name());
        return identity;
    }

    /** Resources that only their version tells apart have it in their extra identity, as both generations of the tools expect. */
    private static void distinguishByVersion(List<ObjectNode> resources) {
        Map<Map<String, String>, List<ObjectNode>> alike = new HashMap<>();
        for (ObjectNode resource : resources) {
            alike.computeIfAbsent(baseIdentity(resource), k -> new ArrayList<>())
                    .add(resource);
        }
        alike.values().stream()
                .filter(group -> group.size() > 1)
                .forEach(group -> group.forEach(resource -> resource.withObject("extraIdentity")
                        .put("version", resource.path("version").asText())));
    }
}
