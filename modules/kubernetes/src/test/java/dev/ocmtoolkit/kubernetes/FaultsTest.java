// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to the API server: afterwards all is as it is wanted, and nothing was done twice. */
class FaultsTest {
    private static final String OBJECTS = Cluster.REPLICATION + """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: s}
            spec: {interval: 1m, repositorySpec: {type: OCIRegistry, baseUrl: "http://${source}"}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: t}
            spec: {interval: 1m, repositorySpec: {type: OCIRegistry, baseUrl: "http://${target}"}}
            """;

    @TempDir
    private Path folder;

    private ApiServer server;
    private Cluster cluster;
    private final Registries registries = new Registries();
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();

    @BeforeEach
    void start() {
        server = ApiServer.start(folder);
        cluster = new Cluster(server);
        registries.publish(
                "source", "", "ocm.software/test", "1.0.0", Json.mapper().createObjectNode());
    }

    @AfterEach
    void end() {
        engine.close();
        origins.close();
        registries.close();
        if (cluster != null) {
            cluster.close();
            server.close();
        }
    }

    /** What dies, and how it comes back. */
    enum Death {
        API_SERVER {
            @Override
            void strike(ApiServer server) {
                server.kill();
                server.startAgain();
            }
        },
        ETCD {
            @Override
            void strike(ApiServer server) {
                server.killEtcd();
                server.startEtcdAgain();
            }
        };

        abstract void strike(ApiServer server);
    }

    @ParameterizedTest
    @EnumSource
    void outlivesWhatDiesAndComesBack(Death death) {
        cluster.define(Optional.empty());
        try (KubernetesClient client = ClusterClient.of(cluster.admin());
                KubernetesHost host = host(client)) {
            cluster.apply(OBJECTS, registries);
            awaitReady("Replication", "r", 1);
            int asked = writes();

            death.strike(server);

            change(10);
            awaitReady("Replication", "r", 2);
            assertThat(writes()).as("writes at the target").isEqualTo(asked);
            assertThat(host.outdated()).isNotDone();
        }
    }

    @Test
    void looksAfterTheKindsThatThereAreAndSeesOthersCome() {
        cluster.define(Optional.empty());
        cluster.client()
                .genericKubernetesResources("apiextensions.k8s.io/v1", "CustomResourceDefinition")
                .withName("repositories.delivery.ocm.software")
                .delete();
        Cluster.await("the kind is gone", () -> ServedKinds.of(cluster.client()).size() == 3);
        try (KubernetesClient client = ClusterClient.of(cluster.admin());
                KubernetesHost host = host(client)) {
            cluster.apply(OBJECTS, registries);
            awaitReady("Replication", "r", 1);

            cluster.define(Optional.empty());

            Cluster.await("another host is asked for", host.outdated()::isDone);
        }
    }

    /** Somebody changes the object in every moment: no patch of ours is lost or undoes theirs. */
    @Test
    void yieldsToWhoeverChangesAnObjectMeanwhile() {
        cluster.define(Optional.empty());
        try (KubernetesClient client = ClusterClient.of(cluster.admin());
                KubernetesHost host = host(client)) {
            cluster.apply(OBJECTS, registries);
            for (int length = 1; length <= 50; length++) {
                change(length);
            }
            awaitReady(
                    "Replication",
                    "r",
                    cluster.find(id("Replication", "r")).orElseThrow().generation());
            assertThat(cluster.find(id("Replication", "r"))
                            .orElseThrow()
                            .status()
                            .path("history"))
                    .hasSize(1);
            assertThat(host.outdated()).isNotDone();
        }
    }

    /** The leader dies without giving the lease back, in the middle of a transfer; the second process ends it, once. */
    @Test
    void handsOverFromALeaderThatDies() {
        cluster.define(Optional.empty());
        registries.hold("target");
        KubernetesClient first = ClusterClient.of(cluster.admin());
        Leadership leading = new Leadership(first, "default");
        leading.gained().join();
        KubernetesHost dying = host(first);
        cluster.apply(OBJECTS, registries);
        Cluster.await("a transfer runs", () -> writes() > 0);
        try (KubernetesClient client = ClusterClient.of(cluster.admin());
                Leadership next = new Leadership(client, "default")) {
            assertThat(next.gained()).isNotDone();

            first.close();
            dying.close();

            next.gained().join();
            registries.release("target");
            try (KubernetesHost host = host(client)) {
                awaitReady("Replication", "r", 1);
                assertThat(cluster.find(id("Replication", "r"))
                                .orElseThrow()
                                .status()
                                .path("history"))
                        .hasSize(1);
                assertThat(host.outdated()).isNotDone();
            }
        }
    }

    @Test
    void saysWhichRightIsMissingAndGoesOnWithTheRest() {
        cluster.define(Optional.empty());
        Kubectl kubectl = new Kubectl(server.admin());
        kubectl.run(
                "create",
                "clusterrole",
                "some",
                "--verb=get,list,watch,patch",
                "--resource=ocmrepositories.delivery.ocm.software,ocmrepositories.delivery.ocm.software/status,repositories.delivery.ocm.software,components.delivery.ocm.software");
        kubectl.run("create", "serviceaccount", "some");
        kubectl.run("create", "clusterrolebinding", "some", "--clusterrole=some", "--serviceaccount=default:some");
        String token = kubectl.run("create", "token", "some").strip();
        Config some = Config.fromKubeconfig(server.kubeconfig("some", token).toFile());
        try (KubernetesClient client = ClusterClient.of(some);
                KubernetesHost host = host(client)) {
            cluster.apply(OBJECTS, registries);
            awaitReady("OCMRepository", "s", 1);
            assertThat(host.outdated()).isNotDone();
        }
    }

    private KubernetesHost host(KubernetesClient client) {
        return KubernetesHost.start(client, origins, engine, InstantSource.system());
    }

    /** A change of the Replication that asks for no transfer. */
    private void change(int historyLength) {
        Cluster.await("the API server takes a change", () -> {
            try {
                cluster.client()
                        .genericKubernetesResources("delivery.ocm.software/v1alpha1", "Replication")
                        .inNamespace("default")
                        .withName("r")
                        .patch(
                                io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                                        io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
                                "{\"spec\":{\"historyLength\":%d}}".formatted(historyLength == 10 ? 9 : historyLength));
                return true;
            } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
                return false;
            }
        });
    }

    private int writes() {
        return (int) registries.served("target").stream()
                .filter(served ->
                        !served.method().equals("GET") && !served.method().equals("HEAD"))
                .count();
    }

    private void awaitReady(String kind, String name, long generation) {
        Cluster.await(
                kind + " " + name + " is ready",
                () -> cluster.find(id(kind, name))
                        .filter(object -> object.isReady() && object.isCurrent() && object.generation() == generation)
                        .isPresent());
    }

    private static ObjectId id(String kind, String name) {
        return new ObjectId(kind, "default", name);
    }
}
