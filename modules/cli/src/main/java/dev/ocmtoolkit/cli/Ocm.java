// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code ocm} program: the grammar {@code ocm VERB OBJECT}, made from the table of {@link Commands}.
 *
 * <p>A short command spends most of its time in loading picocli, whose classes the JVM cannot keep in its cache, since
 * they are compiled for Java 5. So only the command that the arguments can mean is made, the others stand there by name
 * and summary for help; and commands are put together from options, not read from annotations, whose proxies would be
 * a quarter of {@code ocm version}.
 */
public final class Ocm {
    /** How long a cancelled command may take to leave things in order. */
    private static final long GRACE_SECONDS = 10;

    private Ocm() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        Session session = new Session(out, err, Environment.ofProcess(), Path.of(""));
        CountDownLatch ended = new CountDownLatch(1);
        // Ctrl-C and kill begin the JVM's shutdown, which waits for this: the command is cancelled and leaves things in
        // order.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> cancel(session, ended), "cancel"));
        int code = run(session, args);
        session.close();
        ended.countDown();
        // An exit looks for a logger that would be told of it; to return costs less.
        if (code != ExitCodes.DONE) {
            System.exit(code);
        }
    }

    private static void cancel(Session session, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        session.cancellation().cancel();
        try {
            if (!ended.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                session.err().println("Error: cancelled, without waiting for the end of what was under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        session.out().flush();
        session.err().flush();
    }

    private static PrintWriter writer(FileDescriptor to) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(to), StandardCharsets.UTF_8), false);
    }

    /** Runs one command in a session. */
    static int run(Session session, String... args) {
        int code;
        try {
            code = commandLine(session, List.of(args)).execute(args);
        } catch (StackOverflowError | OutOfMemoryError e) {
            session.err().println("Error: " + ExitCodes.sentence(e));
            code = ExitCodes.FAILED;
        }
        session.out().flush();
        session.err().flush();
        return code;
    }

    static CommandLine commandLine(Session session, List<String> arguments) {
        CommandSpec root = described(new Group().spec.name("ocm"), "Open Component Model toolkit");
        GlobalOptions global = new GlobalOptions(root, session);
        CommandLine ocm = new CommandLine(root);
        for (Commands.Entry entry : Commands.ALL) {
            CommandSpec command = entry.mayBeMeantBy(arguments) ? entry.spec().apply(session) : CommandSpec.create();
            described(command, entry.summary());
            if (entry.object().isPresent()) {
                List<String> spellings = entry.object().get().spellings();
                command.aliases(spellings.subList(1, spellings.size()).toArray(String[]::new));
                group(ocm, entry).addSubcommand(spellings.getFirst(), command);
            } else {
                ocm.addSubcommand(entry.verb(), command);
            }
        }
        OneLine oneLine = new OneLine(session);
        return ocm.setOut(session.out())
                .setErr(session.err())
                .setExecutionStrategy(global)
                .setExecutionExceptionHandler(oneLine)
                .setParameterExceptionHandler(oneLine);
    }

    /** All commands that begin with this verb. */
    private static CommandLine group(CommandLine ocm, Commands.Entry first) {
        CommandLine known = ocm.getSubcommands().get(first.verb());
        if (known != null) {
            return known;
        }
        CommandLine group = new CommandLine(described(new Group().spec, first.summary()));
        ocm.addSubcommand(first.verb(), group);
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

    /** The options before the verb, which hold for every command. */
    private static final class GlobalOptions implements IExecutionStrategy {
        private final Session session;
        private final OptionSpec config;
        private final OptionSpec sets;
        private final OptionSpec credentials;

        GlobalOptions(CommandSpec root, Session session) {
            this.session = session;
            Options options = new Options(root);
            config = options.texts("FILE", "configuration file instead of ~/.ocmconfig; None: none", "--config");
            sets = options.texts("NAME", "a set of the configuration that shall count as well", "--config-set");
            credentials = options.texts(
                    "KEY=VALUE", "credentials: first :type=..., :hostname=..., then username=..., ...", "-C", "--cred");
        }

        @Override
        public int execute(ParseResult parsed) {
            session.configure(Options.values(config), Options.words(sets), Options.values(credentials));
            return new CommandLine.RunLast().execute(parsed);
        }
    }

    /** Says what is wrong in one line, without a page of usage. A class, since a lambda here would cost 5 ms. */
    private static final class OneLine implements IParameterExceptionHandler, IExecutionExceptionHandler {
        private final Session session;

        OneLine(Session session) {
            this.session = session;
        }

        @Override
        public int handleParseException(ParameterException failure, String[] args) {
            String command = failure.getCommandLine().getCommandSpec().qualifiedName();
            String sentence = failure instanceof UnmatchedArgumentException unmatched
                    ? "\"%s\" is not understood"
                            .formatted(unmatched.getUnmatched().getFirst())
                    : String.valueOf(failure.getMessage());
            return tell("%s; see %s --help".formatted(sentence, command), ExitCodes.FAILED);
        }

        @Override
        public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
            return switch (thrown) {
                case Failure failure -> tell(ExitCodes.sentence(failure), ExitCodes.of(failure));
                case InvalidPathException invalid ->
                    tell("\"%s\" is no path".formatted(invalid.getInput()), ExitCodes.FAILED);
                default -> tell(ExitCodes.sentence(thrown), ExitCodes.FAILED);
            };
        }

        private int tell(String sentence, int code) {
            session.out().flush();
            session.err().println("Error: " + Text.oneLine(sentence));
            return code;
        }
    }
}
