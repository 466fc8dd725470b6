// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The installed program as a user runs it in one folder: each run is a process of its own, with an empty home, and with no
 * environment but what is given.
 */
final class Program {
    private static final Path LAUNCHER = Path.of(System.getProperty("ocm.home"), "bin", "ocm");

    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>();

    /**
     * The program in a folder.
     *
     * @param folder where it runs; made when it is not there
     */
    Program(Path folder) {
        this.folder = folder;
        environment.put("PATH", System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        try {
            environment.put(
                    "HOME", Files.createDirectories(folder.resolve(".home")).toString());
        } catch (IOException e) {
            throw new AssertionError("no folder to run in", e);
        }
    }

    /** Sets an environment variable for the runs that follow. */
    Program with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What a run printed, and how it ended. */
    record Result(int exitCode, String out, String err) {}

    /** Runs a command to its end. */
    Result run(String... words) {
        try (RunningProgram running = start(words)) {
            return running.await();
        }
    }

    /** Begins to run a command. */
    RunningProgram start(String... words) {
        List<String> line = new ArrayList<>();
        // A process that a shell put into the background ignores Ctrl-C, and so would its children.
        line.addAll(List.of("env", "--default-signal=INT", LAUNCHER.toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return RunningProgram.start(builder);
    }
}
