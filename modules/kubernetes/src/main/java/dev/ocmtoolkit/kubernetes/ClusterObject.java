// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.api.Group;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Json;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object as the API server gives it. Spec and status are read as JSON only, so that no object, however malformed, stands in the way of
 * others of its kind.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
abstract sealed class ClusterObject extends CustomResource<JsonNode, JsonNode> implements Namespaced {
    private static final String VERSION = "v1alpha1";

    /** All kinds that are looked after. */
    static final List<Class<? extends ClusterObject>> KINDS =
            List.of(OcmRepository.class, SuccessorRepository.class, Component.class, Replication.class);

    @io.fabric8.kubernetes.model.annotation.Group(Group.NAME)
    @Version(VERSION)
    @Kind("OCMRepository")
    @Plural("ocmrepositories")
    static final class OcmRepository extends ClusterObject {}

    @io.fabric8.kubernetes.model.annotation.Group(Group.NAME)
    @Version(VERSION)
    @Kind("Repository")
    @Plural("repositories")
    static final class SuccessorRepository extends ClusterObject {}

    @io.fabric8.kubernetes.model.annotation.Group(Group.NAME)
    @Version(VERSION)
    @Kind("Component")
    @Plural("components")
    static final class Component extends ClusterObject {}

    @io.fabric8.kubernetes.model.annotation.Group(Group.NAME)
    @Version(VERSION)
    @Kind("Replication")
    @Plural("replications")
    static final class Replication extends ClusterObject {}

    /** A kind of the Go controllers, which is only looked at. */
    @io.fabric8.kubernetes.model.annotation.Group(Group.NAME)
    @Version(VERSION)
    @Kind("Resource")
    @Plural("resources")
    static final class Resource extends ClusterObject {}

    @Override
    protected @Nullable JsonNode initSpec() {
        return null;
    }

    @Override
    protected @Nullable JsonNode initStatus() {
        return null;
    }

    /** Without the account of who wrote which field, which is as large as the object and of no use here. */
    @Override
    public void setMetadata(ObjectMeta metadata) {
        metadata.setManagedFields(List.of());
        super.setMetadata(metadata);
    }

    /** The object in the form that all hosts have. */
    RawObject raw() {
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("apiVersion", getApiVersion())
                .put("kind", getKind());
        json.set("metadata", metadata());
        set(json, "spec", getSpec());
        set(json, "status", getStatus());
        return new RawObject(json);
    }

    /** What turns read of it. To have Jackson find that out takes a tenth of the time of a turn. */
    private ObjectNode metadata() {
        ObjectMeta meta = getMetadata();
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("name", meta.getName())
                .put("namespace", meta.getNamespace())
                .put("uid", meta.getUid())
                .put("resourceVersion", meta.getResourceVersion())
                .put("generation", meta.getGeneration());
        if (meta.getDeletionTimestamp() != null) {
            json.put("deletionTimestamp", meta.getDeletionTimestamp());
        }
        meta.getFinalizers().forEach(json.withArray("/finalizers")::add);
        if (meta.getAnnotations() != null) {
            ObjectNode annotations = json.putObject("annotations");
            meta.getAnnotations().forEach(annotations::put);
        }
        return json;
    }

    private static void set(ObjectNode json, String field, @Nullable JsonNode value) {
        if (value != null) {
            json.set(field, value);
        }
    }
}
