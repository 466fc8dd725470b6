// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Help pages: how a command is written, what it does, its arguments and options, its other names, and an example that works. An own
 * printer, since that of picocli puts the options in the way of the arguments, and takes as long as the rest of a short command.
 */
final class Help {
    private static final int WIDTH = 100;
    private static final int COLUMN = 32;
    private static final String MARGIN = "  ";

    private final PrintWriter out;

    private Help(PrintWriter out) {
        this.out = out;
    }

    /** Prints the page of a command, of all that begin with a verb, or of the program. */
    static void print(CommandSpec spec, PrintWriter out) {
        Help help = new Help(out);
        if (spec.userObject() instanceof Command) {
            help.command(spec);
        } else if (spec.parent() != null) {
            help.verb(spec);
        } else {
            help.program(spec);
        }
    }

    private void program(CommandSpec spec) {
        out.println("Usage: ocm [OPTION...] VERB [OBJECT] [OPTION...] [ARGUMENT...]");
        section("Open Component Model toolkit", Map.of());
        Map<String, String> commands = new LinkedHashMap<>();
        for (Commands.Entry entry : Commands.ALL) {
            String object =
                    entry.object().map(o -> " " + o.spellings().getFirst()).orElse("");
            commands.put(entry.verb() + object, entry.summary());
        }
        section("Commands:", commands);
        section("Options before the verb:", options(spec));
        section("\"ocm VERB OBJECT --help\" tells more of each, with an example.", Map.of());
    }

    private void verb(CommandSpec spec) {
        out.println("Usage: %s OBJECT [OPTION...] [ARGUMENT...]".formatted(spec.qualifiedName()));
        Map<String, String> objects = new LinkedHashMap<>();
        for (Commands.Entry entry : Commands.ALL) {
            if (entry.verb().equals(spec.name()) && entry.object().isPresent()) {
                objects.put(String.join(", ", entry.object().get().spellings()), entry.summary());
            }
        }
        section("Objects, with their other names:", objects);
    }

    private void command(CommandSpec spec) {
        StringBuilder usage = new StringBuilder("Usage: ").append(spec.qualifiedName());
        usage.append(" [OPTION...]");
        Map<String, String> arguments = new LinkedHashMap<>();
        for (PositionalParamSpec argument : spec.positionalParameters()) {
            usage.append(' ').append(argument.paramLabel());
            arguments.put(argument.paramLabel(), String.join(" ", argument.description()));
        }
        out.println(usage);
        section(String.join(" ", spec.usageMessage().header()), Map.of());
        for (String paragraph : spec.usageMessage().description()) {
            section(String.join(System.lineSeparator(), wrapped(paragraph, WIDTH)), Map.of());
        }
        if (!arguments.isEmpty()) {
            section("Arguments:", arguments);
        }
        section("Options:", options(spec));
        if (spec.aliases().length > 0) {
            section("Other names: " + String.join(", ", spec.aliases()), Map.of());
        }
        String[] examples = spec.usageMessage().footer();
        if (examples.length > 0) {
            section(examples.length == 1 ? "Example:" : "Examples:", Map.of());
            Arrays.stream(examples).forEach(example -> out.println(MARGIN + example));
        }
    }

    private static Map<String, String> options(CommandSpec spec) {
        Map<String, String> all = new LinkedHashMap<>();
        spec.options().stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .forEach(option -> {
                    String names = String.join(", ", option.names());
                    String value = option.arity().max() > 0 ? " " + option.paramLabel() : "";
                    String margin = option.names()[0].startsWith("--") ? MARGIN + MARGIN : "";
                    all.put(margin + names + value, String.join(" ", option.description()));
                });
        return all;
    }

    private void section(String title, Map<String, String> rows) {
        out.println();
        out.println(title);
        rows.forEach((name, text) -> {
            String left = MARGIN + name;
            List<String> lines = wrapped(text, WIDTH - COLUMN);
            if (left.length() + 2 > COLUMN) {
                out.println(left);
                left = "";
            }
            for (String line : lines) {
                out.println(left + " ".repeat(COLUMN - left.length()) + line);
                left = "";
            }
        });
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
