// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A component version and where it is.
 *
 * @param component the component's name
 * @param version the version
 * @param repositorySpec the repository
 * @param digest the digest of the version's descriptor, as it stands in a signature; only in the second generation
 */
public record ComponentInfo(String component, String version, JsonNode repositorySpec, Optional<JsonNode> digest) {
    static Optional<ComponentInfo> read(JsonNode json) {
        return json.isObject()
                ? Optional.of(new ComponentInfo(
                        json.path("component").asText(),
                        json.path("version").asText(),
                        json.path("repositorySpec"),
                        Optional.of(json.path("digest")).filter(JsonNode::isObject)))
                : Optional.empty();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("component", component);
        digest.ifPresent(value -> json.set("digest", value));
        json.set("repositorySpec", repositorySpec);
        return json.put("version", version);
    }
}
