// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A view of one element of a component version: a resource, a source, or a reference to another component version.
 *
 * @param kind which of the three
 * @param index its place among its kind, from 0
 * @param json the JSON, not to be changed
 */
public record Element(Kind kind, int index, ObjectNode json) {

    /** The kinds of elements. */
    public enum Kind {
        /** Content that is delivered. */
        RESOURCE,
        /** What content was made from. */
        SOURCE,
        /** Another component version. */
        REFERENCE;

        /** {@return the kind's name as it stands in annotations and messages} */
        public String word() {
            return switch (this) {
                case RESOURCE -> "resource";
                case SOURCE -> "source";
                case REFERENCE -> "reference";
            };
        }
    }

    /** {@return its name} */
    public String name() {
        return json.path("name").asText();
    }

    /** {@return its version} */
    public String version() {
        return json.path("version").asText();
    }

    /** {@return its type; empty for references} */
    public String type() {
        return json.path("type").asText();
    }

    /** {@return whether it is delivered with the component; meant for resources} */
    public boolean isLocalRelation() {
        return json.path("relation").asText().equals("local");
    }

    /** {@return for a reference, the component version it refers to} */
    public ComponentId target() {
        return new ComponentId(json.path("componentName").asText(), version());
    }

    /** {@return what identifies it besides its name, in the order of the keys} */
    public SortedMap<String, String> extraIdentity() {
        SortedMap<String, String> all = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path("extraIdentity").properties()) {
            all.put(entry.getKey(), entry.getValue().asText());
        }
        return all;
    }

    /**
     * Where its content is.
     *
     * @return the access
     * @throws Failure INVALID when there is none, or it lacks what it needs
     */
    public Access access() {
        if (!(json.get("access") instanceof ObjectNode access)
                || !access.path("type").isTextual()) {
            throw new Failure(Failure.Kind.INVALID, "%s has no access with a type".formatted(this));
        }
        return Access.read(access, toString());
    }

    /** {@return the recorded digest of its content} */
    public Optional<ArtifactDigest> digest() {
        return ArtifactDigest.read(json);
    }

    /** {@return kind and name, as they stand in messages} */
    @Override
    public String toString() {
        return "%s \"%s\"".formatted(kind.word(), name());
    }
}
