// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** JSON merge patches (RFC 7396): lists are replaced as a whole, null removes. */
public final class MergePatch {
    private MergePatch() {}

    /**
     * What leads from one object to another.
     *
     * @param from how it is
     * @param to how it is to be
     * @return the patch; empty when they are equal
     */
    public static Optional<ObjectNode> between(JsonNode from, ObjectNode to) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> wanted : to.properties()) {
            JsonNode old = from.path(wanted.getKey());
            if (old.isObject() && wanted.getValue() instanceof ObjectNode inner) {
                between(old, inner).ifPresent(part -> patch.set(wanted.getKey(), part));
            } else if (!SameJson.test(old, wanted.getValue())) {
                patch.set(wanted.getKey(), wanted.getValue());
            }
        }
        for (Map.Entry<String, JsonNode> old : from.properties()) {
            if (!to.has(old.getKey())) {
                patch.putNull(old.getKey());
            }
        }
        return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
    }

    /**
     * Applies a patch.
     *
     * @param patch the patch
     * @param to what it is applied to; not changed
     * @return the result
     */
    public static JsonNode apply(JsonNode patch, JsonNode to) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result = to.isObject() ? to.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            if (change.getValue().isNull()) {
                result.remove(change.getKey());
            } else {
                result.set(change.getKey(), apply(change.getValue(), result.path(change.getKey())));
            }
        }
        return result;
    }
}
