// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.core.Event;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.RecordedEvent;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How the events of an object are kept in its file. */
final class EventsJson {
    private EventsJson() {}

    static ArrayNode write(List<RecordedEvent> events) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (RecordedEvent recorded : events) {
            ObjectNode json = list.addObject()
                    .put("name", recorded.name())
                    .put("type", recorded.event().type().word())
                    .put("reason", recorded.event().reason())
                    .put("message", recorded.event().message())
                    .put("count", recorded.count())
                    .put("firstTimestamp", recorded.first().toString())
                    .put("lastTimestamp", recorded.last().toString());
            ObjectNode annotations = json.putObject("annotations");
            recorded.event().annotations().forEach(annotations::put);
        }
        return list;
    }

    static List<RecordedEvent> read(JsonNode list, ObjectNode about) {
        RawObject object = new RawObject(about);
        List<RecordedEvent> events = new ArrayList<>();
        for (JsonNode json : list) {
            Map<String, String> annotations = new TreeMap<>();
            json.path("annotations")
                    .properties()
                    .forEach(e -> annotations.put(e.getKey(), e.getValue().asText()));
            Event.Type type = json.path("type").asText().equals("Warning") ? Event.Type.WARNING : Event.Type.NORMAL;
            try {
                events.add(new RecordedEvent(
                        json.path("name").asText(),
                        object.id(),
                        object.uid(),
                        new Event(
                                type,
                                json.path("reason").asText(),
                                json.path("message").asText(),
                                annotations),
                        json.path("count").asInt(1),
                        Instant.parse(json.path("firstTimestamp").asText()),
                        Instant.parse(json.path("lastTimestamp").asText())));
            } catch (DateTimeParseException e) {
                // An event is news, and old news at that: one more or less does not count.
            }
        }
        return events;
    }
}
