// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A transfer that was made or tried.
 *
 * @param component the component's name
 * @param version its version
 * @param sourceRepositorySpec from where, as compact JSON with sorted keys
 * @param targetRepositorySpec to where, as compact JSON with sorted keys
 * @param startTime when it began, in whole seconds
 * @param endTime when it ended, in whole seconds
 * @param error why it failed; empty: it succeeded
 */
public record TransferRecord(
        String component,
        String version,
        String sourceRepositorySpec,
        String targetRepositorySpec,
        String startTime,
        String endTime,
        Optional<String> error) {

    /** {@return whether it succeeded} */
    public boolean success() {
        return error.isEmpty();
    }

    /**
     * Whether this and another one brought the same to the same place.
     *
     * @param other the other one
     * @return true if they did
     */
    public boolean isOfSame(TransferRecord other) {
        return component.equals(other.component)
                && version.equals(other.version)
                && targetRepositorySpec.equals(other.targetRepositorySpec);
    }

    /**
     * The newest of a history.
     *
     * @param history transfers, oldest first
     * @param bytes how large they may be together, as JSON
     * @return as many of the newest ones as that leaves room for, at least the last one
     */
    public static List<TransferRecord> newest(List<TransferRecord> history, int bytes) {
        int first = history.size();
        int room = bytes;
        while (first > 0 && (first == history.size() || history.get(first - 1).size() <= room)) {
            first--;
            room -= history.get(first).size();
        }
        return history.subList(first, history.size());
    }

    private int size() {
        return json().toString().getBytes(StandardCharsets.UTF_8).length;
    }

    static TransferRecord read(JsonNode json) {
        return new TransferRecord(
                json.path("component").asText(),
                json.path("version").asText(),
                json.path("sourceRepositorySpec").asText(),
                json.path("targetRepositorySpec").asText(),
                json.path("startTime").asText(),
                json.path("endTime").asText(),
                json.path("success").asBoolean()
                        ? Optional.empty()
                        : Optional.of(json.path("error").asText()));
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("component", component)
                .put("endTime", endTime)
                .put("sourceRepositorySpec", sourceRepositorySpec)
                .put("startTime", startTime)
                .put("success", success())
                .put("targetRepositorySpec", targetRepositorySpec)
                .put("version", version);
        error.ifPresent(text -> json.put("error", text));
        return json;
    }
}
