// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One condition of an object (Kubernetes API conventions, "Typical status properties").
 *
 * @param type what it is about
 * @param isTrue whether it holds
 * @param reason why, in one word
 * @param message why, in one sentence
 * @param observedGeneration of which generation of the object it speaks
 * @param lastTransitionTime since when it says so, in whole seconds
 */
public record Condition(
        String type,
        boolean isTrue,
        String reason,
        String message,
        long observedGeneration,
        String lastTransitionTime) {
    /** The type that all kinds here have. */
    public static final String READY = "Ready";
    /** The type that tells of a transfer. */
    public static final String TRANSFER_IN_PROGRESS = "TransferInProgress";

    static Condition of(JsonNode json) {
        return new Condition(
                json.path("type").asText(),
                json.path("status").asText().equals("True"),
                json.path("reason").asText(),
                json.path("message").asText(),
                json.path("observedGeneration").asLong(),
                json.path("lastTransitionTime").asText());
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("lastTransitionTime", lastTransitionTime)
                .put("message", message)
                .put("observedGeneration", observedGeneration)
                .put("reason", reason)
                .put("status", isTrue ? "True" : "False")
                .put("type", type);
    }
}
