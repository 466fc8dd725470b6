// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Json;
import java.util.List;

/** A descriptor in the other form in which descriptors are stored; what only one form knows is left out. */
final class SchemaConversion {
    private static final List<String> META = List.of("name", "version", "creationTime", "labels");
    private static final List<String> BESIDES = List.of("signatures", "nestedDigests");

    private final ComponentDescriptor from;
    private final Schema to;

    private SchemaConversion(ComponentDescriptor from, Schema to) {
        this.from = from;
        this.to = to;
    }

    static ComponentDescriptor convert(ComponentDescriptor from, Schema to) {
        ObjectNode tree = new SchemaConversion(from, to).tree();
        return ComponentDescriptor.of(tree, from.id().toString());
    }

    private ObjectNode tree() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        switch (to) {
            case V2 -> {
                root.putObject("meta").put("schemaVersion", to.version());
                ObjectNode component = root.putObject("component");
                describe(component).put("provider", providerText(from.providerObject()));
                component.set("repositoryContexts", contexts());
                for (Element.Kind kind : Element.Kind.values()) {
                    list(component, kind);
                }
            }
            case V3ALPHA1 -> {
                root.put("apiVersion", to.version()).put("kind", "ComponentVersion");
                describe(root.putObject("metadata")).set("provider", from.providerObject());
                root.set("repositoryContexts", contexts());
                ObjectNode spec = root.putObject("spec");
                for (Element.Kind kind : Element.Kind.values()) {
                    if (!from.elements(kind).isEmpty()) {
                        list(spec, kind);
                    }
                }
            }
        }
        copy(from.json(), BESIDES, root);
        return root;
    }

    private ObjectNode describe(ObjectNode meta) {
        copy(from.json().at(from.schema().meta()), META, meta);
        return meta;
    }

    private static void copy(JsonNode source, List<String> fields, ObjectNode target) {
        for (String field : fields) {
            if (source.hasNonNull(field)) {
                target.set(field, source.get(field));
            }
        }
    }

    private JsonNode contexts() {
        JsonNode contexts = from.json().at(from.schema().contexts());
        return contexts.isArray() ? contexts : JsonNodeFactory.instance.arrayNode();
    }

    private void list(ObjectNode holder, Element.Kind kind) {
        String path = to.elements(kind);
        ArrayNode list = holder.putArray(path.substring(path.lastIndexOf('/') + 1));
        from.elements(kind).forEach(element -> list.add(element.json()));
    }

    /** Schema v2 has a text here: the name, or JSON where there are labels. */
    private static String providerText(JsonNode provider) {
        if (provider.path("labels").isEmpty()) {
            return provider.path("name").asText();
        }
        ObjectNode ordered = JsonNodeFactory.instance
                .objectNode()
                .put("name", provider.path("name").asText());
        ArrayNode copies = ordered.putArray("labels");
        for (JsonNode label : provider.path("labels")) {
            copy(label, List.of("name", "value", "version", "signing", "merge"), copies.addObject());
        }
        try {
            return Json.mapper().writeValueAsString(ordered);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
