// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a benchmark runs: what it has, and which programs. */
final class Machine {
    private Machine() {}

    /** One line that belongs above every table. */
    static String line() {
        return "%s, %d cores, %s %s, Java %s"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    /** A program on PATH; where it is missing that is said. */
    static Optional<Path> find(String program) {
        Optional<Path> found = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            System.out.println("not here, so left out: " + program);
        }
        return found;
    }

    /** The {@code ocm} of these sources. */
    static String ocm() {
        return Objects.requireNonNull(System.getProperty("ocm"), "set the system property ocm, as benchmarks/run does");
    }

    /** All {@code ocm} that are to be compared, first the one of these sources. */
    static List<String> ocms() {
        String go = System.getenv("OCM_GO");
        if (go == null) {
            System.out.println("not here, so left out: the Go ocm; OCM_GO would name it");
            return List.of(ocm());
        }
        return List.of(ocm(), go);
    }

    /** A program of this module in a JVM of its own; its class path is this one's. */
    static ProcessBuilder java(Class<?> program, List<String> options, String... args) {
        List<String> command = Stream.of(
                        Stream.of(System.getProperty("java.home") + "/bin/java"),
                        options.stream(),
                        Stream.of("-cp", System.getProperty("java.class.path"), program.getName()),
                        Stream.of(args))
                .flatMap(part -> part)
                .toList();
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** The first line that a program prints, waited for. */
    static String firstLine(Process process) throws IOException {
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new IOException("a program ended before it said anything: "
                    + process.info().commandLine().orElse("?"));
        }
        return line;
    }
}
