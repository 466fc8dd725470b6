// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs whole processes in a folder and measures them; GNU {@code time} tells their CPU and memory. */
final class Program {
    private static final String TIME = "/usr/bin/time";
    private static final double NANOS = 1e9;
    private static final double KIB_PER_MIB = 1024;

    private final Path folder;
    private final Map<String, String> environment;

    /**
     * What a process took.
     *
     * @param wall seconds
     * @param cpu seconds of user and system
     * @param rss the most MiB that were resident
     */
    record Cost(double wall, double cpu, double rss) {}

    Program(Path folder, Map<String, String> environment) {
        if (!Files.isExecutable(Path.of(TIME))) {
            throw new IllegalStateException("GNU time is needed at %s: install the package time".formatted(TIME));
        }
        this.folder = folder;
        this.environment = environment;
    }

    /** Starts a process that goes on. */
    Process start(String... command) throws IOException {
        return builder(List.of(command))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Runs a command to its end. */
    Cost run(String... command) throws IOException, InterruptedException {
        Path figures = folder.resolve("time.txt");
        Path said = folder.resolve("output.txt");
        List<String> timed = Stream.concat(
                        Stream.of(TIME, "-f", "%U %S %M", "-o", figures.toString()), Stream.of(command))
                .toList();
        long begin = System.nanoTime();
        int exit = builder(timed)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        double wall = (System.nanoTime() - begin) / NANOS;
        if (exit != 0) {
            throw new IOException(
                    "%s ended with %d: %s".formatted(String.join(" ", command), exit, Files.readString(said)));
        }
        String[] told = Files.readString(figures).strip().split(" ", -1);
        return new Cost(
                wall,
                Double.parseDouble(told[0]) + Double.parseDouble(told[1]),
                Double.parseDouble(told[2]) / KIB_PER_MIB);
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        return builder;
    }
}
