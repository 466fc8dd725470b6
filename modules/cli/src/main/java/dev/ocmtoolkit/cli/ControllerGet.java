// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.core.Condition;
import dev.ocmtoolkit.controller.standalone.StoredObject;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.ocm.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm controller get}: the objects of controllers, as a table, or whole. */
final class ControllerGet extends Command {
    private final ManifestsOption manifests = new ManifestsOption(options);
    private final OptionSpec namespace = options.text("NAMESPACE", "only of this namespace", "-n", "--namespace");
    private final OptionSpec output = options.text("FORMAT", "wide, yaml or json", "-o", "--output");
    private final PositionalParamSpec words = options.words("KIND NAME", "0..2", "a kind, and a name");

    private ControllerGet(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new ControllerGet(session).spec;
    }

    @Override
    int run() {
        List<String> given = Options.values(words);
        if (given.size() > 2) {
            throw usage("a kind and a name can be given, and no more");
        }
        Optional<String> name = given.stream().skip(1).findFirst();
        StoredObjects objects = new StoredObjects(
                manifests.path(session),
                given.stream().findFirst(),
                name,
                Optional.of(Options.value(namespace, "")).filter(n -> !n.isEmpty()));
        List<StoredObject> found = objects.tell(session);
        switch (Options.value(output, "")) {
            case "" -> table(found, Optional.empty());
            case "wide" ->
                table(
                        found,
                        Optional.of(objects.areKept() ? "its first turn has not ended yet" : "it was never looked at"));
            case "yaml" -> print(yaml(whole(found, name.isPresent())));
            case "json" -> print(json(whole(found, name.isPresent())));
            default -> throw usage("the output can be wide, yaml or json");
        }
        return ExitCodes.DONE;
    }

    /** As a table; where nothing is known of an object, a wide one says so. */
    private void table(List<StoredObject> found, Optional<String> unknown) {
        if (found.isEmpty()) {
            print("no objects found; ocm controller run makes them of the manifests");
            return;
        }
        TabbedText table = new TabbedText();
        if (unknown.isPresent()) {
            table.line(0, "NAMESPACE", "KIND", "NAME", "READY", "AGE", "MESSAGE");
        } else {
            table.line(0, "KIND", "NAME", "READY", "AGE");
        }
        for (StoredObject stored : found) {
            Optional<Condition> ready = stored.object().ready();
            String state = stored.object().isSuspended()
                    ? "Suspended"
                    : ready.map(condition -> condition.isTrue() ? "True" : "False")
                            .orElse("Unknown");
            String kind = stored.object().id().kind();
            String name = stored.object().id().name();
            if (unknown.isPresent()) {
                String message = stored.object()
                        .condition(Condition.TRANSFER_IN_PROGRESS)
                        .filter(Condition::isTrue)
                        .or(() -> ready)
                        .map(Condition::message)
                        .orElseGet(unknown::get);
                table.line(0, stored.object().id().namespace(), kind, name, state, age(stored), message);
            } else {
                table.line(0, kind, name, state, age(stored));
            }
        }
        table.lines().forEach(this::print);
    }

    private static String age(StoredObject stored) {
        try {
            Instant created = Instant.parse(
                    stored.object().metadata().path("creationTimestamp").asText());
            return HumanDuration.format(Duration.between(created, Instant.now()));
        } catch (DateTimeParseException e) {
            return "<unknown>";
        }
    }

    private static ObjectNode whole(List<StoredObject> found, boolean one) {
        if (one && found.size() == 1) {
            return found.getFirst().object().json();
        }
        ObjectNode list =
                Json.mapper().createObjectNode().put("apiVersion", "v1").put("kind", "List");
        found.forEach(stored -> list.withArray("/items").add(stored.object().json()));
        return list;
    }

    private static String yaml(ObjectNode json) {
        return new String(YamlWriter.write(json), StandardCharsets.UTF_8).stripTrailing();
    }

    private static String json(ObjectNode json) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
