// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The list of conditions in a status. */
public final class Conditions {
    private static final int MESSAGE_LIMIT = 32_768;

    private Conditions() {}

    /**
     * Looks for a condition.
     *
     * @param status a status
     * @param type the condition's type
     * @return it, if it is there
     */
    public static Optional<Condition> find(JsonNode status, String type) {
        for (JsonNode one : status.path("conditions")) {
            if (one.path("type").asText().equals(type)) {
                return Optional.of(Condition.of(one));
            }
        }
        return Optional.empty();
    }

    /**
     * The conditions of a status with one of them set. Its time of transition changes with status, reason or message.
     *
     * @param status the old status
     * @param set the condition, its time aside
     * @param now the time
     * @return the list
     */
    static ArrayNode with(JsonNode status, Condition set, Instant now) {
        String message =
                set.message().length() > MESSAGE_LIMIT ? set.message().substring(0, MESSAGE_LIMIT) : set.message();
        Optional<Condition> old = find(status, set.type())
                .filter(o -> o.isTrue() == set.isTrue()
                        && o.reason().equals(set.reason())
                        && o.message().equals(message));
        String since = old.map(Condition::lastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        all.add(new Condition(set.type(), set.isTrue(), set.reason(), message, set.observedGeneration(), since).json());
        for (JsonNode other : status.path("conditions")) {
            if (!other.path("type").asText().equals(set.type())) {
                all.add(other);
            }
        }
        return all;
    }
}
