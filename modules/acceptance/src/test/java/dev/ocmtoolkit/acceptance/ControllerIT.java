// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.StallingRelay;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.Served;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The installed program as controllers on a directory, killed without notice and started again. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ControllerIT {
    private static final int BLOBS = 40;
    private static final int BLOB_SIZE = 256 * 1024;
    /** Those of the resources, the descriptor, and the configuration. */
    private static final int PARTS = BLOBS + 2;

    @TempDir
    private Path folder;

    private final Queue<Served> served = new ConcurrentLinkedQueue<>();
    private Controllers controllers;
    private Program ocm;
    private RegistryServer source;
    private RegistryServer target;

    @BeforeEach
    void publish() throws IOException {
        ocm = new Program(folder);
        controllers = new Controllers(ocm, folder.resolve("manifests"));
        source = serve(ServerOptions.readWrite());
        target = serve(ServerOptions.readWrite().withListener(served::add));
        Random random = new Random(1);
        StringBuilder constructor = new StringBuilder("""
                name: acme.org/app
                version: 1.0.0
                provider: {name: acme.org}
                resources:
                """);
        for (int i = 0; i < BLOBS; i++) {
            byte[] bytes = new byte[BLOB_SIZE];
            random.nextBytes(bytes);
            Files.write(folder.resolve("blob-" + i), bytes);
            constructor.append("- {name: blob-%1$d, type: blob, input: {type: file, path: blob-%1$d}}\n".formatted(i));
        }
        Files.writeString(folder.resolve("constructor.yaml"), constructor);
        assertThat(ocm.run("add", "cv", "--create", "--file", "ctf", "constructor.yaml")
                        .exitCode())
                .isZero();
        assertThat(ocm.run("transfer", "ctf", "ctf", "http://" + address(source))
                        .exitCode())
                .isZero();
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void killedAndStartedAgainItLosesNoStatusAndWritesNothingTwice() throws IOException {
        controllers.write("all.yaml", manifests(address(target)));
        String before;
        try (RunningProgram first = controllers.start()) {
            before = controllers.await("replication", "app", "Successfully replicated app to target");
            first.kill();
            first.await();
        }
        long written = writes();

        try (RunningProgram second = controllers.start()) {
            awaitStart(second);
            assertThat(controllers.get("replication", "app")).isEqualTo(before);
            assertThat(writes()).isEqualTo(written);
        }
    }

    @Test
    void killedInTheMiddleOfATransferItSendsTheRestAndNothingTwice() throws IOException, InterruptedException {
        try (StallingRelay relay =
                new StallingRelay(target.address(), StallingRelay.Direction.TO_SERVER, BLOBS * BLOB_SIZE / 2)) {
            controllers.write("all.yaml", manifests(relay.address()));
            String component;
            try (RunningProgram first = controllers.start()) {
                relay.awaitStall();
                component = controllers.await("component", "app", "Applied version 1.0.0");
                first.kill();
                first.await();
            }
            relay.awaitHangUp(Duration.ofSeconds(10));
            assertThat(blobsTaken()).isBetween(1L, PARTS - 1L);

            try (RunningProgram second = controllers.start()) {
                controllers.await("replication", "app", "Successfully replicated app to target");
                assertThat(second.err()).contains("with 4 objects");
                assertThat(controllers.get("component", "app")).isEqualTo(component);
            }
        }
        assertThat(blobsTaken()).isEqualTo(PARTS);
        assertThat(ocm.run("check", "cv", "http://" + address(target) + "//acme.org/app:1.0.0")
                        .out())
                .contains(" OK ");
    }

    private static void awaitStart(RunningProgram running) {
        while (!running.err().contains("controllers run on manifests, with 4 objects")) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private long writes() {
        return served.stream()
                .filter(one -> !one.method().equals("GET") && !one.method().equals("HEAD"))
                .count();
    }

    private long blobsTaken() {
        return served.stream()
                .filter(one -> one.kind() == Served.Kind.UPLOAD && one.method().equals("PUT") && one.status() == 201)
                .count();
    }

    private static RegistryServer serve(ServerOptions options) {
        return RegistryServer.start(
                new MemoryRegistry(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options);
    }

    private static String address(RegistryServer server) {
        return "127.0.0.1:" + server.address().getPort();
    }

    private String manifests(String to) {
        return """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: source}
            spec: {interval: 1h, repositorySpec: {type: OCIRegistry, baseUrl: "http://%s"}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: target}
            spec: {interval: 1h, repositorySpec: {type: OCIRegistry, baseUrl: "http://%s"}}
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
            """.formatted(address(source), to);
    }
}
