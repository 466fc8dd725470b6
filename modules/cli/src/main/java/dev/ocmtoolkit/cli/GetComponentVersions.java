// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ocmtoolkit.cli.OutputFormat.Mode;
import dev.ocmtoolkit.ocm.descriptor.Schema;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm get componentversions}: which component versions are there, who provides them, and what is in them. */
final class GetComponentVersions extends Command {
    private final VersionSelection selection = new VersionSelection(session, options);
    private final VersionGraph graph = new VersionGraph(session, options);
    private final OutputFormat format =
            new OutputFormat(options, Mode.WIDE, Mode.TREE, Mode.YAML, Mode.JSON, Mode.COMPACT_JSON);
    private final OptionSpec scheme = options.text(
            "SCHEMA",
            "with -o yaml, json or JSON: descriptors in this form, v2 or ocm.software/v3alpha1, whatever they are stored in",
            "-S",
            "--scheme");
    private final PositionalParamSpec references =
            options.words("[REFERENCE...]", "0..*", "REPOSITORY[//NAME[:VERSION]]; without a version: all of them");

    private GetComponentVersions(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new GetComponentVersions(session).spec;
    }

    @Override
    int run() {
        Mode mode = format.mode();
        Optional<Schema> form = Optional.ofNullable(scheme.<String>getValue()).map(Schema::named);
        try (Repositories repositories = session.repositories()) {
            List<VersionNode> roots =
                    graph.read(selection.select(Options.values(references), repositories), repositories);
            List<VersionNode> all = roots.stream().flatMap(VersionNode::all).toList();
            switch (mode) {
                case TABLE, WIDE -> format.print(session, table(all, mode));
                case TREE, TREE_WIDE -> format.print(session, tree(roots));
                case YAML ->
                    format.print(
                            session,
                            mode,
                            all.stream().map(node -> document(node, form)).toList());
                case JSON, COMPACT_JSON ->
                    format.print(
                            session,
                            mode,
                            all.stream()
                                    .map(node -> FieldOrder.DESCRIPTOR.apply(document(node, form)))
                                    .toList());
            }
        }
        return ExitCodes.DONE;
    }

    private Table table(List<VersionNode> nodes, Mode mode) {
        List<String> header = new ArrayList<>(List.of("COMPONENT", "VERSION", "PROVIDER"));
        if (mode.isWide()) {
            header.add("REPOSITORY");
        }
        if (graph.isRecursive()) {
            header.addFirst("REFERENCEPATH");
            header.add("IDENTITY");
        }
        Table table = new Table(header);
        for (VersionNode node : nodes) {
            List<String> row =
                    new ArrayList<>(List.of(node.id().name(), node.id().version(), provider(node)));
            if (mode.isWide()) {
                row.add(node.repository().toString());
            }
            if (graph.isRecursive()) {
                row.addFirst(VersionNode.written(node.path()));
                row.add(identity(node));
            }
            table.add(row);
        }
        return table;
    }

    private Table tree(List<VersionNode> roots) {
        List<String> header = new ArrayList<>(List.of("NESTING", "COMPONENT", "VERSION", "PROVIDER"));
        if (graph.isRecursive()) {
            header.add("IDENTITY");
        }
        Table table = new Table(header);
        Tree.addTo(table, roots.stream().map(this::tree).toList());
        return table;
    }

    private Tree tree(VersionNode node) {
        List<String> cells = new ArrayList<>(List.of(node.id().name(), node.id().version(), provider(node)));
        if (graph.isRecursive()) {
            cells.add(identity(node));
        }
        return new Tree("", cells, node.nested().stream().map(this::tree).toList());
    }

    private static String provider(VersionNode node) {
        return node.version().map(version -> version.descriptor().provider()).orElse("<unknown component version>");
    }

    private static String identity(VersionNode node) {
        return node.reference().map(VersionNode.Reference::identity).orElse("");
    }

    private static JsonNode document(VersionNode node, Optional<Schema> form) {
        return node.version()
                .map(ComponentVersion::descriptor)
                .<JsonNode>map(descriptor ->
                        descriptor.in(form.orElse(descriptor.schema())).json())
                .orElseGet(() -> JsonNodeFactory.instance
                        .objectNode()
                        .put("name", node.id().name())
                        .put("version", node.id().version())
                        .put("error", "not found"));
    }
}
