// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The bytes of a component descriptor that a digest of it is made from: what does not change when it is transferred (OCM specification,
 * "Component Descriptor Normalization"; the algorithms {@code jsonNormalisation/v3} and {@code jsonNormalisation/v4alpha1}, which have the
 * same rules).
 */
public final class Normalisation {
    /** The name of the algorithm. */
    public static final String V4ALPHA1 = "jsonNormalisation/v4alpha1";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> LABEL = List.of("name", "version", "value");
    private static final List<String> RESOURCE =
            List.of("name", "version", "extraIdentity", "type", "relation", "digest");
    private static final List<String> SOURCE = List.of("name", "version", "extraIdentity", "type");
    /** All labels of references count, whether or not they are to be signed: both Go tools do it so. */
    private static final List<String> REFERENCE =
            List.of("name", "version", "extraIdentity", "labels", "componentName", "digest");

    private Normalisation() {}

    /**
     * The normalised form.
     *
     * @param descriptor a descriptor
     * @return canonical JSON in UTF-8
     */
    public static byte[] bytes(ComponentDescriptor descriptor) {
        ObjectNode component = JSON.objectNode()
                .put("name", descriptor.id().name())
                .put("version", descriptor.id().version());
        descriptor.creationTime().ifPresent(time -> component.put("creationTime", time));
        JsonNode provider = descriptor.providerObject();
        component.set("provider", labelled(fields(provider, List.of("name")), provider.path("labels")));
        labelled(component, descriptor.labels());
        ArrayNode resources = component.putArray("resources");
        for (Element resource : descriptor.resources()) {
            ObjectNode entry = fields(resource.json(), RESOURCE);
            if (resource.access() instanceof Access.None) {
                entry.remove("digest");
            }
            resources.add(labelled(entry, resource.json().path("labels")));
        }
        ArrayNode sources = component.putArray("sources");
        for (Element source : descriptor.sources()) {
            sources.add(labelled(fields(source.json(), SOURCE), source.json().path("labels")));
        }
        ArrayNode references = component.putArray("componentReferences");
        descriptor.references().forEach(reference -> references.add(fields(reference.json(), REFERENCE)));
        ObjectNode root = JSON.objectNode();
        root.set("component", component);
        return CanonicalJson.text(root).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The digest of a component version.
     *
     * @param descriptor its descriptor
     * @return the SHA-256 digest of the normalised form
     */
    public static ArtifactDigest digest(ComponentDescriptor descriptor) {
        return ArtifactDigest.of(V4ALPHA1, Digest.of(bytes(descriptor)));
    }

    private static ObjectNode fields(JsonNode from, List<String> names) {
        ObjectNode some = JSON.objectNode();
        for (String name : names) {
            JsonNode value = withoutNulls(from.path(name));
            if (!value.isMissingNode() && !value.isNull() && !(value.isContainerNode() && value.isEmpty())) {
                some.set(name, value);
            }
        }
        return some;
    }

    private static ObjectNode labelled(ObjectNode entry, JsonNode labels) {
        ArrayNode signed = JSON.arrayNode();
        for (JsonNode label : labels) {
            if (label.path("signing").asBoolean()) {
                ObjectNode kept = JSON.objectNode();
                LABEL.stream().filter(label::hasNonNull).forEach(name -> kept.set(name, withoutNulls(label.get(name))));
                signed.add(kept.put("signing", true));
            }
        }
        if (!signed.isEmpty()) {
            entry.set("labels", signed);
        }
        return entry;
    }

    /** A field that is null counts as one that is not there. */
    private static JsonNode withoutNulls(JsonNode value) {
        if (value.isArray()) {
            ArrayNode copy = JSON.arrayNode();
            value.forEach(one -> copy.add(withoutNulls(one)));
            return copy;
        }
        if (!value.isObject()) {
            return value;
        }
        ObjectNode copy = JSON.objectNode();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (!field.getValue().isNull()) {
                copy.set(field.getKey(), withoutNulls(field.getValue()));
            }
        }
        return copy;
    }
}
