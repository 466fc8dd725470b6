// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.cli.OutputFormat.Mode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.transfer.Forecast;
import dev.ocmtoolkit.ocm.transfer.Plan;
import dev.ocmtoolkit.ocm.transfer.Planned;
import dev.ocmtoolkit.ocm.transfer.Step;
import dev.ocmtoolkit.ocm.transfer.Step.Action;
import dev.ocmtoolkit.ocm.transfer.TransferRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code --dry-run}: prints what transfers would do, instead of doing it. Tables and YAML are printed as the plan comes, so that a plan may be
 * of any length; JSON is one document.
 */
final class TransferDryRun {
    /** So many rows of a table have columns of one width. */
    private static final int BATCH = 500;

    private static final String BROUGHT = "an earlier transfer brings it";

    private final Session session;
    private final OutputFormat format;
    private final Mode mode;
    private final List<JsonNode> items = new ArrayList<>();
    /** What this transfer plans, and what those before it do, which will be there then. */
    private final Set<ComponentId> planned = new HashSet<>();

    private final Set<ComponentId> brought = new HashSet<>();
    private final Map<Action, Total> totals = new EnumMap<>(Action.class);
    private Table table = table();
    private boolean headerPrinted;
    private int rows;
    private int versions;
    private int refused;

    /** What was said of one action so far. */
    private static final class Total {
        private long objects;
        private long bytes;
        private int unknown;
    }

    TransferDryRun(Session session, OutputFormat format) {
        this.session = session;
        this.format = format;
        this.mode = format.mode();
    }

    /** Prints the plans of requests with one target; the exit code tells whether all could be done. */
    int run(List<TransferRequest> requests) {
        Forecast forecast = new Forecast(requests.getFirst().to());
        for (TransferRequest request : requests) {
            brought.addAll(planned);
            planned.clear();
            try (Plan plan = session.transfer().plan(request, session.cancellation())) {
                while (plan.hasNext()) {
                    session.cancellation().check();
                    add(plan.next(), forecast);
                }
            }
        }
        end();
        if (refused == 0) {
            return ExitCodes.DONE;
        }
        session.out().flush();
        session.err()
                .println("Error: %d component version(s) cannot be transferred, nor can what refers to them"
                        .formatted(refused));
        return ExitCodes.FAILED;
    }

    private void add(Planned planned, Forecast forecast) {
        versions++;
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.put("component", planned.node().id().name());
        item.put("version", planned.node().id().version());
        if (!planned.node().path().isEmpty()) {
            ArrayNode path = item.putArray("path");
            planned.node().path().forEach(id -> path.add(id.toString()));
        }
        ArrayNode steps = item.putArray("steps");
        ComponentId id = planned.node().id();
        switch (planned) {
            case Planned.Copy copy -> add(copy, forecast, steps);
            case Planned.Conflict conflict ->
                refuse(id, "conflict", "the target's" + TransferWords.difference(conflict.difference()), steps);
            case Planned.Broken broken -> refuse(id, "refused", ExitCodes.sentence(broken.failure()), steps);
        }
        switch (mode) {
            case YAML -> format.print(session, mode, List.of(item));
            case JSON, COMPACT_JSON -> items.add(item);
            case TABLE, WIDE, TREE, TREE_WIDE -> {
                if (rows >= BATCH) {
                    printTable();
                }
            }
        }
    }

    /** Where the target does not say what it has, others can be planned all the same. */
    private void add(Planned.Copy copy, Forecast forecast, ArrayNode steps) {
        ComponentId id = copy.node().id();
        planned.add(id);
        if (brought.contains(id)) {
            steps.addObject().put("action", word(Action.KEEP)).put("why", BROUGHT);
            row(id, "-", word(Action.KEEP), BROUGHT, "0");
            return;
        }
        try {
            forecast.of(copy).forEach(step -> add(id, step, steps));
        } catch (Failure failure) {
            session.cancellation().check();
            refuse(id, "refused", ExitCodes.sentence(failure), steps);
        }
    }

    private void add(ComponentId id, Step step, ArrayNode steps) {
        Total total = totals.computeIfAbsent(step.action(), action -> new Total());
        total.objects += step.objects().size();
        step.bytes().ifPresentOrElse(bytes -> total.bytes += bytes, () -> total.unknown++);
        ObjectNode node = steps.addObject();
        step.element().ifPresent(element -> node.set("element", json(element)));
        node.put("action", word(step.action())).put("why", step.why());
        step.bytes().ifPresent(bytes -> node.put("bytes", bytes));
        if (!step.objects().isEmpty()) {
            ArrayNode objects = node.putArray("objects");
            step.objects()
                    .forEach(one -> objects.addObject()
                            .put("at", one.at().toString())
                            .put("digest", one.object().digest().toString())
                            .put("bytes", one.object().size()));
        }
        String bytes = step.bytes().isPresent() ? Long.toString(step.bytes().getAsLong()) : "unknown";
        row(id, step.element().map(TransferWords::name).orElse("-"), word(step.action()), step.why(), bytes);
    }

    private void refuse(ComponentId id, String action, String why, ArrayNode steps) {
        refused++;
        steps.addObject().put("action", action).put("why", why);
        row(id, "-", action, why, "-");
    }

    private void row(ComponentId id, String element, String action, String why, String bytes) {
        if (!mode.isDocuments()) {
            table.add(id.toString(), element, action, why, bytes);
            rows++;
        }
    }

    private static Table table() {
        return new Table("COMPONENT VERSION", "ELEMENT", "ACTION", "WHY", "BYTES");
    }

    private void printTable() {
        table.lines().stream().skip(headerPrinted ? 1 : 0).forEach(session.out()::println);
        session.out().flush();
        headerPrinted = true;
        table = table();
        rows = 0;
    }

    private void end() {
        switch (mode) {
            case YAML -> format.print(session, mode, List.of(totals()));
            case JSON, COMPACT_JSON -> {
                items.add(totals());
                format.print(session, mode, items);
            }
            case TABLE, WIDE, TREE, TREE_WIDE -> {
                if (rows > 0 || !headerPrinted) {
                    printTable();
                }
                session.out().println();
                totals.forEach((action, total) -> session.out().println(sentence(action, total)));
                session.out()
                        .println("%d component version(s), of which %d cannot be transferred; nothing was written"
                                .formatted(versions, refused));
            }
        }
    }

    private static String sentence(Action action, Total total) {
        String known = "%s: %d object(s), %d byte(s)".formatted(word(action), total.objects, total.bytes);
        return total.unknown == 0
                ? known
                : known + ", and %d more of which the size is known only afterwards".formatted(total.unknown);
    }

    private ObjectNode totals() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ObjectNode all = node.putObject("totals").put("versions", versions).put("refused", refused);
        totals.forEach((action, total) -> all.putObject(word(action))
                .put("objects", total.objects)
                .put("bytes", total.bytes)
                .put("unknown", total.unknown));
        return node;
    }

    private static JsonNode json(Element element) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", element.kind().word())
                .put("index", element.index())
                .put("name", element.name())
                .put("type", element.type());
    }

    private static String word(Action action) {
        return switch (action) {
            case COPY -> "copy";
            case PACK -> "pack";
            case MOUNT -> "mount";
            case KEEP -> "keep";
            case BY_REFERENCE -> "by reference";
        };
    }
}
