// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A command: its arguments and what it does with them in a session. */
abstract class Command implements Callable<Integer> {
    final Session session;
    final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    final Options options = new Options(spec);

    Command(Session session) {
        this.session = session;
    }

    /**
     * Does it.
     *
     * @return the exit code
     * @throws Failure when it cannot be done
     */
    abstract int run();

    @Override
    public final Integer call() {
        options.requireNoneRefused();
        return run();
    }

    final void print(String line) {
        session.out().println(line);
    }

    /**
     * The words after the options.
     *
     * @param words their place
     * @param atLeast how many there have to be
     * @return them
     * @throws Failure INVALID when there are fewer
     */
    final List<String> given(PositionalParamSpec words, int atLeast) {
        List<String> given = Options.values(words);
        if (given.size() < atLeast) {
            throw usage("%s needs %s".formatted(spec.qualifiedName(), words.paramLabel()))
                    .hint("see %s --help".formatted(spec.qualifiedName()));
        }
        return given;
    }

    /** Does something that concerns one side of a copy, so that its failure says so. */
    static <T> T side(Failure.Side side, Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw failure.on(side);
        }
    }

    static Failure usage(String sentence) {
        return new Failure(Failure.Kind.INVALID, sentence);
    }
}
