// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the API server answers, and wherever the program dies: nothing is lost, and nothing is transferred twice. */
class ApiFaultsTest {
    private static final String OBJECTS = Cluster.REPLICATION + Cluster.REPOSITORIES;
    private static final ObjectId REPLICATION = new ObjectId("Replication", "default", "r");
    /** What one transfer of the component version writes. */
    private static final int ONE_TRANSFER = 5;

    private static ApiServer server;
    private static Cluster cluster;

    @TempDir
    private Path folder;

    private final Registries registries = new Registries();
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private ApiProxy proxy;

    @BeforeAll
    static void define() {
        server = ApiServer.shared();
        cluster = new Cluster(server);
        cluster.define(Optional.empty());
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void start() {
        cluster.clear();
        proxy = new ApiProxy(server);
        registries.publish(
                "source", "", "ocm.software/test", "1.0.0", Json.mapper().createObjectNode());
    }

    @AfterEach
    void end() {
        proxy.close();
        engine.close();
        origins.close();
        registries.close();
    }

    /** What changed while nobody listened is seen, also where the API server has forgotten since when nobody did. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void followsWatchesThatAreCut(boolean isForgotten) {
        try (KubernetesClient client = client();
                KubernetesHost host = host(client)) {
            cluster.apply(OBJECTS, registries);
            cluster.awaitReady("Replication", "r");
            AtomicInteger refused = new AtomicInteger();
            proxy.does(request -> {
                if (!request.isWatch()) {
                    return Optional.empty();
                }
                refused.incrementAndGet();
                return Optional.of(isForgotten ? ApiProxy.Answer.gone() : ApiProxy.Answer.refusal(503, "Unavailable"));
            });
            proxy.cutWatches();
            Cluster.await("a watch is tried again", () -> refused.get() > 0);
            cluster.remember(9);
            proxy.does(ApiProxy.Rule.PASS);

            cluster.awaitReady("Replication", "r");
            assertDoneOnce();
            assertThat(host.outdated()).isNotDone();
        }
    }

    @ParameterizedTest
    @CsvSource({"409, Conflict", "429, TooManyRequests", "500, InternalError"})
    void triesAgainWhatTheApiServerDidNotDo(int code, String reason) {
        AtomicInteger refused = new AtomicInteger();
        proxy.does(request -> request.isStatusOf("replications", "r") && refused.incrementAndGet() <= 3
                ? Optional.of(ApiProxy.Answer.refusal(code, reason))
                : Optional.empty());
        try (KubernetesClient client = client();
                KubernetesHost host = host(client)) {
            cluster.apply(OBJECTS, registries);

            cluster.awaitReady("Replication", "r");
            assertThat(refused).hasValueGreaterThanOrEqualTo(4);
            assertDoneOnce();
            assertThat(host.outdated()).isNotDone();
        }
    }

    /** What it did is known from the object and the target; the event that nobody heard is not made up later. */
    @Test
    void goesOnAfterADeathBetweenStatusAndEvent() {
        AtomicBoolean isReady = new AtomicBoolean();
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch dead = new CountDownLatch(1);
        proxy.does(request -> {
            if (request.isStatusOf("replications", "r") && registries.writes("target") >= ONE_TRANSFER) {
                isReady.set(true);
            }
            if (request.isEvent() && isReady.get()) {
                reached.countDown();
                await(dead);
            }
            return Optional.empty();
        });
        String objects = OBJECTS.replace("interval: 1m", "interval: 1s");
        Path kubeconfig = server.kubeconfig("proxy.kubeconfig", "admin-token", proxy.url());
        try (ControllerProcess first = new ControllerProcess(kubeconfig, folder.resolve("first.log"))) {
            cluster.apply(objects, registries);
            Cluster.await("an event waits", () -> reached.getCount() == 0);
            cluster.awaitReady("Replication", "r");
            first.kill();
            dead.countDown();
        }
        proxy.does(ApiProxy.Rule.PASS);
        try (ControllerProcess second = new ControllerProcess(kubeconfig, folder.resolve("second.log"))) {
            Cluster.await("it is looked at again", () -> events("Replicated in previous reconciliations") > 0);
            assertDoneOnce();
            assertThat(second.isAlive()).isTrue();
        }
    }

    /** A history as large as a cluster can just store, which the next transfer would make too large. */
    @Test
    void shortensAHistoryThatIsTooLarge() {
        String objects = OBJECTS.replace(
                "targetRepositoryRef: {name: t}", "targetRepositoryRef: {name: t}, historyLength: 1000");
        cluster.apply(objects, registries);
        ObjectNode status = Json.mapper().createObjectNode();
        for (int i = 0; i < 1000; i++) {
            status.withObject("/status")
                    .withArray("history")
                    .addObject()
                    .put("component", "ocm.software/test")
                    .put("version", "0.0." + i)
                    .put("sourceRepositorySpec", "{}")
                    .put("targetRepositorySpec", "{}")
                    .put("startTime", "2026-01-01T00:00:00Z")
                    .put("endTime", "2026-01-01T00:00:00Z")
                    .put("success", false)
                    .put("error", "x".repeat(1000));
        }
        cluster.status("Replication", "r", status);
        Path kubeconfig = server.kubeconfig("proxy.kubeconfig", "admin-token", proxy.url());
        try (ControllerProcess controller = new ControllerProcess(kubeconfig, folder.resolve("log"))) {
            cluster.awaitReady("Replication", "r");

            controller.awaitSaid("Replication default/r: of its history only the last ");
            RawObject replication = cluster.find(REPLICATION).orElseThrow();
            assertThat(replication.status().path("history")).hasSizeBetween(300, 500);
            assertThat(replication
                            .status()
                            .at("/history")
                            .path(replication.status().at("/history").size() - 1)
                            .path("version")
                            .asText())
                    .isEqualTo("1.0.0");
        }
    }

    /** Refused for good by the store behind the API server: that is said, and not tried again and again. */
    @Test
    void doesNotInsistOnWhatIsTooLarge() {
        AtomicInteger refused = new AtomicInteger();
        proxy.does(request -> {
            if (request.isStatusOf("replications", "r")) {
                refused.incrementAndGet();
                return Optional.of(ApiProxy.Answer.refusal(413, "etcdserver: request is too large"));
            }
            return Optional.empty();
        });
        Path kubeconfig = server.kubeconfig("proxy.kubeconfig", "admin-token", proxy.url());
        try (ControllerProcess controller = new ControllerProcess(kubeconfig, folder.resolve("log"))) {
            cluster.apply(OBJECTS.replace("interval: 1m", "interval: 1s"), registries);

            controller.awaitSaid("patching Replication default/r failed: etcdserver: request is too large");
            cluster.awaitReady("Component", "c");
            cluster.awaitReady("OCMRepository", "t");
            looks(4);
            int before = refused.get();
            looks(8);
            assertThat(refused).hasValue(before);
        }
    }

    /** Which should not be, since there is a Lease: they agree on what is, and so neither changes what the other wrote. */
    @Test
    void bearsAnotherControllerBesideIt() {
        AtomicInteger patches = new AtomicInteger();
        proxy.does(request -> {
            if (request.isStatusOf("replications", "r")) {
                patches.incrementAndGet();
            }
            return Optional.empty();
        });
        try (KubernetesClient client = client();
                KubernetesHost host = host(client);
                KubernetesClient otherClient = client();
                KubernetesHost other = host(otherClient)) {
            cluster.apply(OBJECTS.replace("interval: 1m", "interval: 1s"), registries);
            cluster.awaitReady("Replication", "r");
            Cluster.await("it is looked at again", () -> events("Replicated in previous reconciliations") > 0);
            int before = patches.get();
            int served = registries.served("target").size();
            Cluster.await("some more looks", () -> registries.served("target").size() > served + 10);

            assertThat(patches).hasValue(before);
            assertThat(host.outdated()).isNotDone();
            assertThat(other.outdated()).isNotDone();
        }
    }

    /** Waits until the source was looked at so many times more. */
    private void looks(int times) {
        int before = registries.served("source").size();
        Cluster.await("some intervals", () -> registries.served("source").size() >= before + times);
    }

    private static long events(String message) {
        return cluster.client().v1().events().inNamespace("default").list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals("r")
                        && event.getMessage().startsWith(message))
                .count();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertDoneOnce() {
        RawObject replication = cluster.find(REPLICATION).orElseThrow();
        assertThat(replication.status().path("history")).hasSize(1);
        assertThat(registries.writes("target")).as("writes at the target").isEqualTo(ONE_TRANSFER);
        assertThat(events("")).as("events of the Replication").isLessThanOrEqualTo(6);
    }

    private KubernetesClient client() {
        return ClusterClient.of(Config.fromKubeconfig(server.kubeconfig("proxy.kubeconfig", "admin-token", proxy.url())
                .toFile()));
    }

    private KubernetesHost host(KubernetesClient client) {
        return KubernetesHost.start(client, origins, engine, HostSettings.USUAL);
    }
}
