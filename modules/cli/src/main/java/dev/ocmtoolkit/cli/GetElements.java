// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.cli.OutputFormat.Mode;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm get resources}, {@code sources} and {@code references}: what component versions consist of. */
final class GetElements extends Command {
    private record Row(VersionNode node, Element element) {
        /** The order of tables: by the way to the component version, then by identity. */
        static final Comparator<Row> ORDER =
                Comparator.comparing(Row::path).thenComparing(Row::element, ElementColumns.BY_IDENTITY);

        String path() {
            return VersionNode.written(node.history());
        }
    }

    private final Element.Kind kind;
    private final VersionSelection selection = new VersionSelection(session, options);
    private final VersionGraph graph = new VersionGraph(session, options);
    private final OutputFormat format;
    private final PositionalParamSpec words;

    private GetElements(Session session, Element.Kind kind) {
        super(session);
        this.kind = kind;
        format = kind == Element.Kind.RESOURCE
                ? new OutputFormat(
                        options, Mode.WIDE, Mode.TREE, Mode.TREE_WIDE, Mode.YAML, Mode.JSON, Mode.COMPACT_JSON)
                : new OutputFormat(options, Mode.WIDE, Mode.TREE, Mode.YAML, Mode.JSON, Mode.COMPACT_JSON);
        words = options.words(
                "REFERENCE [NAME [KEY=VALUE...]]...",
                "0..*",
                "the component version, and perhaps which of its %ss: by name and other parts of the identity"
                        .formatted(kind.word()));
    }

    static CommandSpec resources(Session session) {
        return new GetElements(session, Element.Kind.RESOURCE).spec;
    }

    static CommandSpec sources(Session session) {
        return new GetElements(session, Element.Kind.SOURCE).spec;
    }

    static CommandSpec references(Session session) {
        return new GetElements(session, Element.Kind.REFERENCE).spec;
    }

    @Override
    int run() {
        Mode mode = format.mode();
        ElementColumns columns = new ElementColumns(kind, mode);
        List<String> given = given(words, 1);
        String reference = given.getFirst();
        ElementSelection elements = new ElementSelection(kind, given.subList(1, given.size()));
        try (Repositories repositories = session.repositories()) {
            List<VersionNode> roots = graph.read(selection.select(List.of(reference), repositories), repositories);
            List<List<Row>> rows =
                    roots.stream().map(root -> rows(root, elements)).toList();
            elements.requireFound(reference);
            if (mode.isDocuments()) {
                List<JsonNode> documents = rows.stream()
                        .flatMap(List::stream)
                        .map(GetElements::document)
                        .toList();
                format.print(session, mode, documents);
            } else {
                format.print(session, mode.isTree() ? tree(roots, elements, columns) : table(rows, columns));
            }
        }
        return ExitCodes.DONE;
    }

    private static List<Row> rows(VersionNode root, ElementSelection elements) {
        List<Row> rows = new ArrayList<>();
        root.all()
                .forEach(node -> node.version()
                        .ifPresent(version -> elements.of(version).forEach(e -> rows.add(new Row(node, e)))));
        return rows;
    }

    private static JsonNode document(Row row) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        row.node().history().forEach(id -> document.withArray("/context").add(id.toString()));
        document.set("element", FieldOrder.ELEMENT.apply(row.element().json()));
        return document;
    }

    private Table table(List<List<Row>> rows, ElementColumns columns) {
        List<String> header = new ArrayList<>(columns.header());
        if (graph.isRecursive()) {
            header.addFirst("REFERENCEPATH");
        }
        Table table = new Table(header);
        rows.forEach(ofOne -> ofOne.stream().sorted(Row.ORDER).forEach(row -> {
            List<String> cells = new ArrayList<>(columns.cells(row.element()));
            if (graph.isRecursive()) {
                cells.addFirst(row.path());
            }
            table.add(cells);
        }));
        return table;
    }

    private Table tree(List<VersionNode> roots, ElementSelection elements, ElementColumns columns) {
        ElementTree tree = new ElementTree(elements, columns);
        List<String> header = new ArrayList<>(columns.header());
        header.addFirst(kind == Element.Kind.REFERENCE ? "COMPONENTVERSION" : "COMPONENT");
        Table table = new Table(header);
        Tree.addTo(table, kind == Element.Kind.REFERENCE ? tree.ofReferences(roots) : tree.ofContent(roots));
        return table;
    }
}
