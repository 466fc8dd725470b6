// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What short commands cost, as processes that start cold: {@code version}, and {@code get cv} on an archive. {@code OCM_GO} in
 * the environment names the program of the Go project to compare with.
 */
final class Startup {
    private static final List<List<String>> COMMANDS = List.of(List.of("version"), List.of("get", "cv", "./archive"));

    private Startup() {}

    /**
     * Measures and prints.
     *
     * @param args {@code runs=21}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int runs = new Arguments(args, "runs").number("runs", 21);
        List<String> contestants = Machine.ocms();
        System.out.printf("%s; medians of %d runs%n%n", Machine.line(), runs);
        Table table = new Table("command", "program", "wall ms", "CPU ms", "peak RSS MiB");
        try (Scratch scratch = new Scratch()) {
            Program program = new Program(scratch.folder(), Map.of());
            scratch.constructor("""
                type: plainText
                input:
                  type: utf8
                  text: hello
                """);
            program.run(Machine.ocm(), "add", "cv", "--create", "--file", "./archive", "component-constructor.yaml");
            for (List<String> command : COMMANDS) {
                Turns<Program.Cost> turns = new Turns<>(contestants, runs, name -> program.run(words(name, command)));
                for (String name : contestants) {
                    table.row(
                            String.join(" ", command),
                            name.equals(Machine.ocm()) ? "this" : "Go",
                            "%.0f".formatted(1000 * turns.median(name, Program.Cost::wall)),
                            "%.0f".formatted(1000 * turns.median(name, Program.Cost::cpu)),
                            "%.0f".formatted(turns.median(name, Program.Cost::rss)));
                }
            }
        }
        table.print();
    }

    private static String[] words(String program, List<String> command) {
        return Stream.concat(Stream.of(program), command.stream()).toArray(String[]::new);
    }
}
