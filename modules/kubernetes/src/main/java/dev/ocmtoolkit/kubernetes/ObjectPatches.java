// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.core.FinalizerChange;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;

/** What a turn changes in an object, as requests. Nothing else of the object is ever sent. */
final class ObjectPatches {
    private static final String FINALIZERS = "/metadata/finalizers";

    private final KubernetesClient client;

    ObjectPatches(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Changes the status; fails with 409 when the object is not as it was read, since a patch replaces lists as a whole.
     *
     * @param object the object as it was read
     * @param patch a merge patch for its status
     * @return the object as it is now
     */
    <P extends ClusterObject> P status(P object, ObjectNode patch) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("metadata").put("resourceVersion", object.getMetadata().getResourceVersion());
        body.set("status", patch);
        return client.resource(object)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), body.toString());
    }

    /**
     * Changes the finalizers and nothing else, whatever happened to the rest meanwhile.
     *
     * @param object the object as it was read; its finalizers must still be the same
     * @param change the change
     * @return the object as it is now
     */
    <P extends ClusterObject> P finalizers(P object, FinalizerChange change) {
        List<String> before = object.getFinalizers();
        List<String> after = new ArrayList<>(before);
        switch (change) {
            case FinalizerChange.None none -> {}
            case FinalizerChange.Add(String name) -> after.add(name);
            case FinalizerChange.Remove(String name) -> after.remove(name);
        }
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        step(patch, "test", before.isEmpty() ? JsonNodeFactory.instance.nullNode() : list(before));
        step(patch, "add", list(after));
        return client.resource(object).patch(PatchContext.of(PatchType.JSON), patch.toString());
    }

    private static void step(ArrayNode patch, String op, JsonNode value) {
        patch.addObject().put("op", op).put("path", FINALIZERS).set("value", value);
    }

    private static ArrayNode list(List<String> names) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        names.forEach(list::add);
        return list;
    }
}
