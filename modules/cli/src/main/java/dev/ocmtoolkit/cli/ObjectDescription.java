// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.controller.core.RecordedEvent;
import dev.ocmtoolkit.controller.standalone.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An object as {@code kubectl describe} shows one of a kind that it knows nothing of: all fields, sorted, and the events. */
final class ObjectDescription {
    private static final Set<String> SHOWN_ABOVE = Set.of("name", "namespace", "labels", "annotations");

    private final TabbedText text = new TabbedText();

    private ObjectDescription() {}

    static List<String> lines(StoredObject stored, Instant now) {
        ObjectDescription description = new ObjectDescription();
        description.describe(stored, now);
        return description.text.lines();
    }

    private void describe(StoredObject stored, Instant now) {
        JsonNode json = stored.object().json();
        text.line(0, "Name:", stored.object().id().name());
        text.line(0, "Namespace:", stored.object().id().namespace());
        map("Labels:", json.path("metadata").path("labels"), "=");
        map("Annotations:", json.path("metadata").path("annotations"), ": ");
        sorted(json).forEach((name, value) -> field(0, name, value));
        events(stored.events(), now);
    }

    private void map(String label, JsonNode map, String separator) {
        if (map.isEmpty()) {
            text.line(0, label, "<none>");
        }
        String first = label;
        for (Map.Entry<String, JsonNode> entry : sorted(map).entrySet()) {
            text.line(0, first, entry.getKey() + separator + entry.getValue().asText());
            first = "";
        }
    }

    private void field(int level, String name, JsonNode value) {
        String label = FieldLabel.of(name) + ":";
        if (value.isObject()) {
            text.line(level, label);
            object(level + 1, value, name.equals("metadata") && level == 0 ? SHOWN_ABOVE : Set.of());
        } else if (value.isArray()) {
            text.line(level, label);
            for (JsonNode one : value) {
                if (one.isObject()) {
                    object(level + 1, one, Set.of());
                } else {
                    text.line(level + 1, one.asText());
                }
            }
        } else {
            text.line(level, label, value.asText());
        }
    }

    private void object(int level, JsonNode object, Set<String> hidden) {
        sorted(object).forEach((name, value) -> {
            if (!hidden.contains(name)) {
                field(level, name, value);
            }
        });
    }

    private static Map<String, JsonNode> sorted(JsonNode object) {
        Map<String, JsonNode> fields = new TreeMap<>();
        object.properties().forEach(e -> fields.put(e.getKey(), e.getValue()));
        return fields;
    }

    private void events(List<RecordedEvent> events, Instant now) {
        if (events.isEmpty()) {
            text.line(0, "Events:", "<none>");
            return;
        }
        text.line(0, "Events:");
        text.line(1, "Type", "Reason", "Age", "From", "Message");
        text.line(1, "----", "------", "----", "----", "-------");
        for (RecordedEvent event : events) {
            text.line(
                    1,
                    event.event().type().word(),
                    event.event().reason(),
                    age(event, now),
                    RecordedEvent.SOURCE,
                    event.event().message());
        }
    }

    private static String age(RecordedEvent event, Instant now) {
        String last = HumanDuration.format(Duration.between(event.last(), now));
        return event.count() > 1
                ? "%s (x%d over %s)"
                        .formatted(last, event.count(), HumanDuration.format(Duration.between(event.first(), now)))
                : last;
    }
}
