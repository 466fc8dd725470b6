// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/** The table of all commands, in the order in which help shows them: to add a command, add its line here. */
final class Commands {
    /**
     * One command.
     *
     * @param verb the first word
     * @param object the second word, where the verb has one
     * @param summary what it does, in one line, for every help text
     * @param spec makes its arguments and the {@code Callable<Integer>} behind them; called only when it was asked for
     */
    record Entry(String verb, Optional<ObjectKind> object, String summary, Supplier<CommandSpec> spec) {
        /** Whether these arguments can mean this command; says yes too often rather than too rarely. */
        boolean mayBeMeantBy(List<String> arguments) {
            return arguments.contains(verb)
                    && (object.isEmpty() || object.get().spellings().stream().anyMatch(arguments::contains));
        }
    }

    static final List<Entry> ALL = List.of(
            new Entry("version", Optional.empty(), "show the version of this program", ShowVersion::spec),
            new Entry("help", Optional.empty(), "show the help of a command", Commands::help));

    private Commands() {}

    private static CommandSpec help() {
        CommandSpec help = CommandSpec.forAnnotatedObject(new HelpCommand());
        help.usageMessage().header();
        return help;
    }
}
