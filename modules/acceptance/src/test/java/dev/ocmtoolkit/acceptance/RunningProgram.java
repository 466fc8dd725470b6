// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A process under way: what it prints can be waited for, and it can be interrupted or killed. Closing it kills it. */
final class RunningProgram implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final BufferedReader out;
    private final Path err;
    private final StringBuilder read = new StringBuilder();

    private RunningProgram(Process process, Path err) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.err = err;
    }

    static RunningProgram start(ProcessBuilder builder) {
        try {
            Path err = Files.createTempFile("ocm-", ".stderr");
            return new RunningProgram(builder.redirectError(err.toFile()).start(), err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a line with these words is printed. */
    String awaitLine(String words) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                read.append(line).append('\n');
                if (line.contains(words)) {
                    return line;
                }
            }
            throw new AssertionError("it ended without a line with \"%s\": %s%s".formatted(words, read, err()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was read of what it printed, up to the line that was waited for. */
    String read() {
        return read.toString();
    }

    /** What it printed to standard error so far. */
    String err() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ctrl-C. */
    void interrupt() {
        send("INT");
    }

    /** What Kubernetes ends a process with. */
    void terminate() {
        send("TERM");
    }

    /** {@code kill -9}: it has no time to do anything. */
    void kill() {
        send("KILL");
    }

    private void send(String signal) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, process.pid()))
                    .inheritIO()
                    .start();
            assertThat(kill.waitFor()).as("exit code of kill").isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for the end. */
    Program.Result await() {
        try {
            for (int c = out.read(); c >= 0; c = out.read()) {
                read.append((char) c);
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end: %s%s".formatted(read, err()));
            }
            return new Program.Result(process.exitValue(), read.toString(), err());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            out.close();
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
