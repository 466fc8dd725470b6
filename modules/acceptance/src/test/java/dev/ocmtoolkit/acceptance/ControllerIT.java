// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed program as controllers on a directory, killed without notice and started again. */
class ControllerIT {
    private static final Path PROGRAM = Path.of(System.getProperty("ocm.home"), "bin/ocm");
    private static final String READY = "Successfully replicated app to target";

    @TempDir
    private Path folder;

    private int starts;

    @Test
    void killedAndStartedAgainItLosesNoStatusAndWritesNothingTwice() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        try (RegistryServer server = RegistryServer.start(
                new MemoryRegistry(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.readWrite().withListener(served -> writes.addAndGet(isRead(served.method()) ? 0 : 1)))) {
            String registry = "http://127.0.0.1:" + server.address().getPort();
            publish(registry);
            Files.createDirectory(folder.resolve("manifests"));
            Files.writeString(folder.resolve("manifests/all.yaml"), manifests(registry));

            Process first = start();
            String before = awaitReady();
            first.destroyForcibly().waitFor();
            int written = writes.get();

            Process second = start();
            assertThat(first.pid()).isNotEqualTo(second.pid());
            awaitLine("second.log", "controllers run on manifests, with 4 objects");
            assertThat(run("controller", "get", "replication", "app", "-o", "yaml", "--manifests", "manifests"))
                    .isEqualTo(before);
            assertThat(writes.get()).isEqualTo(written);
            second.destroy();
            assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Process start() throws IOException {
        String log = starts++ == 0 ? "first.log" : "second.log";
        return process(List.of("controller", "run", "--manifests", "manifests"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
    }

    private void publish(String registry) throws Exception {
        Files.writeString(folder.resolve("constructor.yaml"), """
            components:
              - name: acme.org/app
                version: "1.0.0"
                provider: {name: acme.org}
            """);
        run("add", "cv", "--create", "--file", "./ctf", "constructor.yaml");
        run("transfer", "ctf", "./ctf", registry + "/source");
    }

    private String awaitReady() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            String yaml = run("controller", "get", "replications", "-o", "yaml", "--manifests", "manifests");
            if (yaml.contains(READY)) {
                return run("controller", "get", "replication", "app", "-o", "yaml", "--manifests", "manifests");
            }
            assertThat(System.nanoTime()).as(yaml).isLessThan(end);
        }
    }

    private void awaitLine(String log, String line) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.readString(folder.resolve(log)).contains(line)) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private String run(String... words) throws Exception {
        Process process = process(List.of(words))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }

    private ProcessBuilder process(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(PROGRAM.toString()), words.stream()).toList());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.directory(folder.toFile());
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static String manifests(String registry) {
        return """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: source}
            spec: {interval: 1m, repositorySpec: {type: OCIRegistry, baseUrl: "%1$s", subPath: source}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: target}
            spec: {interval: 1m, repositorySpec: {type: OCIRegistry, baseUrl: "%1$s", subPath: target}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Component
            metadata: {name: app}
            spec: {component: acme.org/app, semver: 1.0.0, interval: 1h, repositoryRef: {name: source}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Replication
            metadata: {name: app}
            spec: {componentRef: {name: app}, targetRepositoryRef: {name: target}, interval: 1h}
            """.formatted(registry);
    }
}
