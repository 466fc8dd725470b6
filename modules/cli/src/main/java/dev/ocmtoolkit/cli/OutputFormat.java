// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.yaml.JsonText;
import dev.ocmtoolkit.ocm.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** The options {@code -o} and {@code -s}: in which form a command prints what it lists, and in which order. */
final class OutputFormat {
    /** The forms. */
    enum Mode {
        TABLE(""),
        WIDE("wide"),
        TREE("tree"),
        TREE_WIDE("treewide"),
        YAML("yaml"),
        JSON("json"),
        COMPACT_JSON("JSON");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        boolean isWide() {
            return this == WIDE || this == TREE_WIDE;
        }

        boolean isTree() {
            return this == TREE || this == TREE_WIDE;
        }

        boolean isDocuments() {
            return this == YAML || this == JSON || this == COMPACT_JSON;
        }
    }

    private final List<Mode> modes;
    private final OptionSpec output;
    private final Optional<OptionSpec> sort;

    /**
     * Adds the options to a command.
     *
     * @param options the command's options
     * @param modes the forms that it has besides the table
     */
    OutputFormat(Options options, Mode... modes) {
        this(
                options,
                "instead of a table",
                Optional.of(options.texts(
                        "COLUMN",
                        "sort a table by this column, as its header names it; several with commas between them, the last counts most",
                        "-s",
                        "--sort")),
                modes);
    }

    private OutputFormat(Options options, String use, Optional<OptionSpec> sort, Mode... modes) {
        this.modes = List.of(modes);
        this.output = options.text("FORMAT", "%s, %s".formatted(words(), use), "-o", "--output");
        this.sort = sort;
    }

    /**
     * Adds only {@code -o}, for a command whose tables have an order of their own.
     *
     * @param options the command's options
     * @param use what the help says of it
     * @param modes the forms that it has besides the table
     * @return the form
     */
    static OutputFormat unsorted(Options options, String use, Mode... modes) {
        return new OutputFormat(options, use, Optional.empty(), modes);
    }

    /** Whether a form was asked for. */
    boolean isGiven() {
        return !Options.value(output, "").isEmpty();
    }

    private String words() {
        return modes.stream().map(mode -> mode.word).collect(Collectors.joining(", "));
    }

    /**
     * The form that is asked for.
     *
     * @return it
     * @throws Failure INVALID when there is no such form, or it cannot be sorted
     */
    Mode mode() {
        String word = Options.value(output, "");
        Mode mode = Stream.concat(Stream.of(Mode.TABLE), modes.stream())
                .filter(one -> one.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new Failure(
                                Failure.Kind.INVALID, "output format \"%s\" is unknown".formatted(Text.printable(word)))
                        .hint("use one of " + words()));
        if ((mode.isDocuments() || mode.isTree()) && !columns().isEmpty()) {
            throw new Failure(Failure.Kind.INVALID, "--sort and -o %s contradict each other".formatted(mode.word))
                    .hint("only tables can be sorted");
        }
        return mode;
    }

    private List<String> columns() {
        return sort.map(Options::words).orElse(List.of());
    }

    /** Prints a table, in the order that was asked for. */
    void print(Session session, Table table) {
        columns().forEach(table::sortBy);
        if (table.isEmpty()) {
            session.out().println("no elements found");
        } else {
            table.lines().forEach(session.out()::println);
        }
    }

    /** Prints documents as YAML, one after the other, or as a list in JSON. */
    void print(Session session, Mode mode, List<? extends JsonNode> documents) {
        if (mode == Mode.YAML) {
            for (JsonNode document : documents) {
                session.out().println("---");
                session.out().print(new String(YamlWriter.write(document), StandardCharsets.UTF_8));
            }
            return;
        }
        ObjectNode list = JsonNodeFactory.instance.objectNode();
        documents.forEach(list.putArray("items")::add);
        if (mode == Mode.JSON) {
            session.out().println(JsonText.indented(list));
        } else {
            session.out().print(JsonText.compact(list));
        }
    }
}
