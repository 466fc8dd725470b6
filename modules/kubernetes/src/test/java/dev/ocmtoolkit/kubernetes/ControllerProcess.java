// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a process of its own, which can be killed. */
final class ControllerProcess implements AutoCloseable {
    private final Path log;
    private final Process process;

    /**
     * Starts.
     *
     * @param kubeconfig where the cluster is, and who asks
     * @param log what it says
     * @param flags besides those
     */
    ControllerProcess(Path kubeconfig, Path log, String... flags) {
        this.log = log;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OcmController.class.getName(),
                "--kubeconfig=" + kubeconfig,
                "--health-probe-bind-address=0"));
        command.addAll(List.of(flags));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitSaid(String text) {
        Cluster.await("it is said that " + text, () -> log().contains(text));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as nobody can be prepared for. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    private void await() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        await();
    }
}
