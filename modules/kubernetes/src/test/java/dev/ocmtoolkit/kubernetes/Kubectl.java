// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The real kubectl.
 *
 * @param kubeconfig where the cluster is, and who asks
 */
public record Kubectl(Path kubeconfig) {
    /** Runs a command that is to succeed; returns what it says. */
    public String run(String... words) {
        Said said = tryToRun(words);
        assertThat(said.code()).as(said.text()).isZero();
        return said.text();
    }

    /** Runs a command; returns how it ended and what it said. */
    Said tryToRun(String... words) {
        List<String> command = new ArrayList<>(
                List.of(ApiServer.find("kubectl").orElseThrow().toString(), "--kubeconfig=" + kubeconfig));
        command.addAll(List.of(words));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("kubectl does not end");
            }
            return new Said(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /**
     * How a command ended.
     *
     * @param code its exit code
     * @param text what it said on both channels
     */
    record Said(int code, String text) {}
}
