// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a new descriptor of a component version together with the one that a target has: what no signature covers and only the
 * target has (labels, signatures) stays, and elements of equal content keep the access they have there.
 */
public final class DescriptorMerge {
    private DescriptorMerge() {}

    /**
     * Merges.
     *
     * @param incoming the new descriptor, which wins where both have something
     * @param there what the target has
     * @return the merged descriptor, in the schema of the incoming one
     */
    public static ComponentDescriptor merge(ComponentDescriptor incoming, ComponentDescriptor there) {
        ObjectNode root = incoming.json().deepCopy();
        addMissing(root, "signatures", there.signatures(), false);
        if (root.at(incoming.schema().meta()) instanceof ObjectNode meta) {
            addMissing(meta, "labels", there.labels(), true);
            mergeProvider(meta, incoming, there);
        }
        for (Element.Kind kind : Element.Kind.values()) {
            List<Element> elements = incoming.elements(kind);
            for (Element element : elements) {
                Optional<Element> old = there.find(Identity.of(element, elements), kind);
                JsonNode merged = root.at(incoming.schema().elements(kind)).get(element.index());
                old.ifPresent(o -> mergeElement((ObjectNode) merged, element, o));
            }
        }
        return ComponentDescriptor.of(root, "merged descriptor of " + incoming.id());
    }

    private static void mergeElement(ObjectNode merged, Element element, Element old) {
        addMissing(merged, "labels", old.json().path("labels"), true);
        boolean sameContent = old.digest().isPresent() && old.digest().equals(element.digest());
        boolean bothLocalSources = element.kind() == Element.Kind.SOURCE
                && element.access() instanceof Access.LocalBlob
                && old.access() instanceof Access.LocalBlob;
        if (element.kind() != Element.Kind.REFERENCE && (sameContent || bothLocalSources)) {
            merged.set("access", old.json().get("access").deepCopy());
        }
        if (element.digest().isEmpty() && old.json().has("digest")) {
            merged.set("digest", old.json().get("digest").deepCopy());
        }
    }

    private static void mergeProvider(ObjectNode meta, ComponentDescriptor incoming, ComponentDescriptor there) {
        JsonNode old = there.providerObject().path("labels");
        if (old.isEmpty() || !(incoming.providerObject().deepCopy() instanceof ObjectNode provider)) {
            return;
        }
        addMissing(provider, "labels", old, true);
        if (provider.path("labels").isEmpty()) {
            return;
        }
        if (meta.get("provider").isTextual()) {
            try {
                meta.put("provider", Json.MAPPER.writeValueAsString(provider));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree can always be written", e);
            }
        } else {
            meta.set("provider", provider);
        }
    }

    private static void addMissing(ObjectNode holder, String list, JsonNode old, boolean unsignedOnly) {
        Set<String> names = new HashSet<>();
        holder.path(list).forEach(entry -> names.add(entry.path("name").asText()));
        for (JsonNode entry : old) {
            boolean wanted = !unsignedOnly || !entry.path("signing").asText().equals("true");
            if (wanted && !names.contains(entry.path("name").asText())) {
                ArrayNode target = holder.path(list) instanceof ArrayNode present ? present : holder.putArray(list);
                target.add(entry.deepCopy());
            }
        }
    }
}
