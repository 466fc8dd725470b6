// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a new descriptor is to say, whatever the form in which it is stored.
 *
 * @param id name and version
 * @param provider the provider: its name, and labels perhaps
 * @param labels its labels, a list or missing
 * @param created when it was made, in whole seconds
 * @param elements the elements of each kind, as they stand in descriptors
 */
public record DescriptorDraft(
        ComponentId id,
        ObjectNode provider,
        JsonNode labels,
        Instant created,
        Map<Element.Kind, List<ObjectNode>> elements) {
    /** Copies the elements' lists. */
    public DescriptorDraft {
        elements = Map.copyOf(elements);
    }

    /**
     * The descriptor.
     *
     * @param schema the form in which it is stored
     * @param what what it is, for the message
     * @return the descriptor, which keeps the rules
     * @throws dev.ocmtoolkit.oci.Failure INVALID when it breaks a rule
     */
    public ComponentDescriptor in(Schema schema, String what) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        switch (schema) {
            case V2 -> {
                root.putObject("meta").put("schemaVersion", schema.version());
                ObjectNode component = root.putObject("component");
                describe(component).put("provider", providerText());
                component.putArray("repositoryContexts");
                for (Element.Kind kind : Element.Kind.values()) {
                    list(component, schema, kind);
                }
            }
            case V3ALPHA1 -> {
                root.put("apiVersion", schema.version()).put("kind", "ComponentVersion");
                describe(root.putObject("metadata")).set("provider", provider);
                root.putArray("repositoryContexts");
                ObjectNode spec = root.putObject("spec");
                for (Element.Kind kind : Element.Kind.values()) {
                    if (!of(kind).isEmpty()) {
                        list(spec, schema, kind);
                    }
                }
            }
        }
        return ComponentDescriptor.of(root, what);
    }

    private ObjectNode describe(ObjectNode meta) {
        meta.put("name", id.name()).put("version", id.version()).put("creationTime", created.toString());
        if (!labels.isEmpty()) {
            meta.set("labels", labels);
        }
        return meta;
    }

    private List<ObjectNode> of(Element.Kind kind) {
        return elements.getOrDefault(kind, List.of());
    }

    private void list(ObjectNode holder, Schema schema, Element.Kind kind) {
        String path = schema.elements(kind);
        ArrayNode list = holder.putArray(path.substring(path.lastIndexOf('/') + 1));
        of(kind).forEach(list::add);
    }

    /** Schema v2 has a text here: the name, or JSON where there are labels. */
    private String providerText() {
        if (provider.path("labels").isEmpty()) {
            return provider.path("name").asText();
        }
        ObjectNode ordered = JsonNodeFactory.instance
                .objectNode()
                .put("name", provider.path("name").asText());
        ArrayNode copies = ordered.putArray("labels");
        for (JsonNode label : provider.path("labels")) {
            ObjectNode copy = copies.addObject();
            for (String field : List.of("name", "value", "version", "signing", "merge")) {
                if (label.has(field)) {
                    copy.set(field, label.get(field));
                }
            }
        }
        try {
            return Json.mapper().writeValueAsString(ordered);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
