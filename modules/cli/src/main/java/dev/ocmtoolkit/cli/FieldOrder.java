// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The order of the fields in JSON that version 1 of the OCM tools prints: those of a descriptor in its own order, others by name. */
final class FieldOrder {
    /** A whole descriptor. */
    static final FieldOrder DESCRIPTOR = new FieldOrder("access", "digest");
    /** One element of it. */
    static final FieldOrder ELEMENT = new FieldOrder("digest", "access");

    /** What is below these is not known here. */
    private static final Set<String> OPEN =
            Set.of("access", "config", "extraIdentity", "identitySelector", "repositoryContexts", "value");

    private static final Comparator<String> BY_NAME = Comparator.naturalOrder();

    private final List<String> known;

    private FieldOrder(String first, String second) {
        known = List.of(
                "apiVersion",
                "kind",
                "meta",
                "metadata",
                "component",
                "hashAlgorithm",
                "normalisationAlgorithm",
                "algorithm",
                "identitySelector",
                "name",
                "value",
                "mediaType",
                "issuer",
                "time",
                "version",
                "signing",
                "merge",
                "extraIdentity",
                "labels",
                "creationTime",
                "repositoryContexts",
                "provider",
                "spec",
                "type",
                "relation",
                "srcRefs",
                "componentName",
                first,
                second,
                "signature",
                "timestamp",
                "sources",
                "componentReferences",
                "references",
                "resources",
                "resourceDigests",
                "signatures",
                "nestedDigests");
    }

    /**
     * Puts the fields in order.
     *
     * @param tree a descriptor, or a part of one
     * @return a copy
     */
    JsonNode apply(JsonNode tree) {
        return sorted(tree, Comparator.comparingInt(this::rank).thenComparing(BY_NAME));
    }

    /** Puts the fields in the order of their names, all the way down. */
    static JsonNode byName(JsonNode tree) {
        return sorted(tree, BY_NAME);
    }

    private int rank(String name) {
        int index = known.indexOf(name);
        return index < 0 ? known.size() : index;
    }

    private static JsonNode sorted(JsonNode tree, Comparator<String> order) {
        if (tree.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            tree.forEach(item -> list.add(sorted(item, order)));
            return list;
        }
        if (!tree.isObject()) {
            return tree;
        }
        Map<String, JsonNode> fields = new TreeMap<>(order);
        tree.properties()
                .forEach(field -> fields.put(
                        field.getKey(), sorted(field.getValue(), OPEN.contains(field.getKey()) ? BY_NAME : order)));
        return JsonNodeFactory.instance.objectNode().setAll(fields);
    }
}
