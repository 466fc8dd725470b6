// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The list of conditions in a status. */
final class Conditions {
    private static final int MESSAGE_LIMIT = 32_768;

    private Conditions() {}

    static Optional<Condition> find(JsonNode status, String type) {
        for (JsonNode one : status.path("conditions")) {
            if (one.path("type").asText().equals(type)) {
                return Optional.of(Condition.of(one));
            }
        }
        return Optional.empty();
    }

    /**
     * The conditions as they stand in a status. The time of transition of one changes with its status, reason or message.
     *
     * @param status the old status
     * @param said the conditions, their times aside
     * @param now the time
     * @return the list; what the old status says besides is no longer said
     */
    static ArrayNode list(JsonNode status, List<Condition> said, Instant now) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        said.forEach(condition -> all.add(timed(status, condition, now).json()));
        return all;
    }

    private static Condition timed(JsonNode status, Condition said, Instant now) {
        String message =
                said.message().length() > MESSAGE_LIMIT ? said.message().substring(0, MESSAGE_LIMIT) : said.message();
        String since = find(status, said.type())
                .filter(old -> old.isTrue() == said.isTrue()
                        && old.reason().equals(said.reason())
                        && old.message().equals(message))
                .map(Condition::lastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new Condition(said.type(), said.isTrue(), said.reason(), message, said.observedGeneration(), since);
    }
}
