// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
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
    private static final String OBJECTS = Cluster.REPLICATION + Cluster.REPOSITORIES;

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
            cluster.awaitReady("Replication", "r");
            int asked = registries.writes("target");

            death.strike(server);

            change(9);
            cluster.awaitReady("Replication", "r");
            assertThat(registries.writes("target")).as("writes at the target").isEqualTo(asked);
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
            cluster.awaitReady("Replication", "r");

            cluster.define(Optional.empty());

            Cluster.await("another host is asked for", host.outdated()::isDone);
        }
    }

    /** Fields that a definition does not know are dropped by the API server; without them it still goes, and nobody insists. */
    @Test
    void worksUnderOlderDefinitions() {
        cluster.define(Optional.empty());
        for (String plural : List.of("replications", "components", "ocmrepositories")) {
            cluster.client()
                    .genericKubernetesResources("apiextensions.k8s.io/v1", "CustomResourceDefinition")
                    .withName(plural + ".delivery.ocm.software")
                    .patch(PatchContext.of(PatchType.JSON), """
                            [{"op": "remove", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/status/properties/effectiveOCMConfig"},
                             {"op": "remove", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/suspend"}]
                            """);
        }
        try (KubernetesClient client = ClusterClient.of(cluster.admin());
                KubernetesHost host = host(client)) {
            cluster.apply(
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: {.ocmconfig: \"{type: generic.config.ocm.software/v1}\"}}\n---\n"
                            + OBJECTS.replace("interval: 1m", "interval: 1s, ocmConfig: [{kind: ConfigMap, name: m}]"),
                    registries);
            cluster.awaitReady("Replication", "r");
            int before = registries.served("target").size();
            Cluster.await("some more looks", () -> registries.served("target").size() > before + 10);

            assertThat(registries.writes("target")).isEqualTo(5);
            assertThat(cluster.find(id("Replication", "r"))
                            .orElseThrow()
                            .status()
                            .path("history"))
                    .hasSize(1);
            assertThat(host.outdated()).isNotDone();
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
            cluster.awaitReady("Replication", "r");
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
        Cluster.await("a transfer runs", () -> registries.writes("target") > 0);
        try (KubernetesClient client = ClusterClient.of(cluster.admin());
                Leadership next = new Leadership(client, "default")) {
            assertThat(next.gained()).isNotDone();

            first.close();
            dying.close();

            next.gained().join();
            registries.release("target");
            try (KubernetesHost host = host(client)) {
                cluster.awaitReady("Replication", "r");
                assertThat(cluster.find(id("Replication", "r"))
                                .orElseThrow()
                                .status()
                                .path("history"))
                        .hasSize(1);
                assertThat(host.outdated()).isNotDone();
            }
        }
    }

    private KubernetesHost host(KubernetesClient client) {
        return KubernetesHost.start(client, origins, engine, HostSettings.USUAL);
    }

    /** The API server may not be there yet. */
    private void change(int historyLength) {
        Cluster.await("the API server takes a change", () -> {
            try {
                cluster.remember(historyLength);
                return true;
            } catch (KubernetesClientException e) {
                return false;
            }
        });
    }

    private static ObjectId id(String kind, String name) {
        return new ObjectId(kind, "default", name);
    }
}
