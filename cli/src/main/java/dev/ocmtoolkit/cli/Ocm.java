// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The {@code ocm} program: the grammar {@code ocm VERB OBJECT}, made from the table of {@link Commands}.
 *
 * <p>A short command spends most of its time in loading picocli, whose classes the JVM cannot keep in its cache, since
 * they are compiled for Java 5. So only the command that the arguments can mean is made, the others stand there by name
 * and summary for help; and commands are put together from options, not read from annotations, whose proxies would be
 * a quarter of {@code ocm version}.
 */
public final class Ocm {
    private static final int FAILED = 1;

    private Ocm() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine(List.of(args)).execute(args));
    }

    static CommandLine commandLine(List<String> arguments) {
        CommandLine ocm = new CommandLine(described(new Group().spec.name("ocm"), "Open Component Model toolkit"));
        for (Commands.Entry entry : Commands.ALL) {
            CommandSpec command = entry.mayBeMeantBy(arguments) ? entry.spec().get() : CommandSpec.create();
            described(command, entry.summary());
            if (entry.object().isPresent()) {
                List<String> spellings = entry.object().get().spellings();
                command.aliases(spellings.subList(1, spellings.size()).toArray(String[]::new));
                group(ocm, entry.verb()).addSubcommand(spellings.getFirst(), command);
            } else {
                ocm.addSubcommand(entry.verb(), command);
            }
        }
        return ocm.setParameterExceptionHandler(new OneLine());
    }

    /** All commands that begin with this verb. */
    private static CommandLine group(CommandLine ocm, String verb) {
        CommandLine known = ocm.getSubcommands().get(verb);
        if (known != null) {
            return known;
        }
        CommandLine group = new CommandLine(described(new Group().spec, "see ocm " + verb + " --help"));
        ocm.addSubcommand(verb, group);
        return group;
    }

    private static CommandSpec described(CommandSpec command, String summary) {
        command.usageMessage().description(summary);
        return command.findOption("--help") != null
                ? command
                : command.addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("show this help")
                        .build());
    }

    /** Words that are not yet a whole command: shows what can follow. */
    private static final class Group implements Runnable {
        private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

        @Override
        public void run() {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    /** Says what is wrong with the arguments, without a page of usage. A class, since a lambda here would cost 5 ms. */
    private static final class OneLine implements IParameterExceptionHandler {
        @Override
        public int handleParseException(ParameterException failure, String[] args) {
            failure.getCommandLine().getErr().println("Error: " + failure.getMessage());
            return FAILED;
        }
    }
}
