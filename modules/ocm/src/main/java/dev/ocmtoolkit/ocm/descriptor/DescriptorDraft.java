// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        Schema full = Schema.V3ALPHA1;
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("apiVersion", full.version()).put("kind", "ComponentVersion");
        describe(root.putObject("metadata")).set("provider", provider);
        root.putArray("repositoryContexts");
        ObjectNode spec = root.putObject("spec");
        for (Element.Kind kind : Element.Kind.values()) {
            if (!of(kind).isEmpty()) {
                list(spec, full, kind);
            }
        }
        return ComponentDescriptor.of(root, what).in(schema);
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
}
