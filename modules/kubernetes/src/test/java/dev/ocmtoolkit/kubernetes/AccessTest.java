// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installed rights: the service account can do all that the controllers do, and nothing that they do not. */
class AccessTest {
    private static final String NAMESPACE = "ocm-k8s-toolkit-system";
    private static final String ACCOUNT = "ocm-k8s-toolkit-controller-manager";
    private static final String WHO = "system:serviceaccount:%s:%s".formatted(NAMESPACE, ACCOUNT);

    private static final String OBJECTS = Cluster.REPLICATION + """
            {apiVersion: v1, kind: Secret, metadata: {name: login}, data: {.dockerconfigjson: e30=}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: config}, data: {.ocmconfig: "{type: generic.config.ocm.software/v1}"}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: s}
            spec:
              interval: 1s
              ocmConfig: [{kind: Secret, name: login}, {kind: ConfigMap, name: config}]
              repositorySpec: {type: OCIRegistry, baseUrl: "http://${source}"}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Repository
            metadata: {name: t}
            spec: {interval: 1m, repositorySpec: {type: OCIRegistry, baseUrl: "http://${target}"}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Resource
            metadata: {name: user}
            spec: {componentRef: {name: c}}
            """;

    @TempDir
    private Path folder;

    @Test
    void grantsWhatIsUsedAndNothingElse() throws IOException {
        try (ApiServer server = ApiServer.start(folder);
                Cluster cluster = new Cluster(server);
                Registries registries = new Registries()) {
            Kubectl kubectl = new Kubectl(server.admin());
            kubectl.run("apply", "--server-side", "-k", "../../config/default");
            cluster.defineResources();
            String token =
                    kubectl.run("create", "token", "-n", NAMESPACE, ACCOUNT).strip();
            Config account =
                    Config.fromKubeconfig(server.kubeconfig("account", token).toFile());
            registries.publish(
                    "source", "", "ocm.software/test", "1.0.0", Json.mapper().createObjectNode());

            live(account, cluster, registries);

            Set<String> granted = granted(cluster);
            Set<String> used = used(server);
            assertThat(used).as("what is used, as far as it is not granted").isSubsetOf(granted);
            assertThat(granted).as("what is granted, as far as it is not used").isSubsetOf(used);
        }
    }

    /** All that there is in the life of objects, with leader election. */
    private static void live(Config account, Cluster cluster, Registries registries) {
        try (KubernetesClient client = ClusterClient.of(account);
                Leadership leadership = new Leadership(client, NAMESPACE);
                Origins origins = new Origins(HttpSettings.of(Map.of()));
                CopyEngine engine = new CopyEngine()) {
            leadership.gained().join();
            try (KubernetesHost host = KubernetesHost.start(client, origins, engine, InstantSource.system())) {
                cluster.apply(OBJECTS, registries);
                Cluster.await(
                        "the Replication is ready",
                        () -> cluster.find(id("Replication", "r"))
                                .filter(RawObject::isReady)
                                .isPresent());
                Cluster.await(
                        "an event is told again",
                        () -> cluster.client().v1().events().inAnyNamespace().list().getItems().stream()
                                .anyMatch(event -> event.getCount() > 1));
                cluster.delete(id("Replication", "r"));
                cluster.delete(id("Component", "c"));
                Cluster.await(
                        "the Component says who holds it",
                        () -> cluster.find(id("Component", "c"))
                                .flatMap(RawObject::ready)
                                .filter(
                                        ready -> ready.message()
                                                .equals(
                                                        "component cannot be removed as resources are still referencing it: default/user"))
                                .isPresent());
                cluster.delete(id("Resource", "user"));
                cluster.delete(id("OCMRepository", "s"));
                cluster.delete(id("Repository", "t"));
                Cluster.await(
                        "all is gone",
                        () -> cluster.find(id("OCMRepository", "s")).isEmpty()
                                && cluster.find(id("Repository", "t")).isEmpty()
                                && cluster.find(id("Component", "c")).isEmpty());
                assertThat(host.outdated()).isNotDone();
            }
            // The lease is renewed with the same right as it is taken over with.
            Cluster.await("the lease is renewed", () -> leases(cluster));
        }
    }

    private static boolean leases(Cluster cluster) {
        return cluster.client().leases().inNamespace(NAMESPACE).list().getItems().stream()
                .anyMatch(lease ->
                        lease.getSpec().getRenewTime().isAfter(lease.getSpec().getAcquireTime()));
    }

    private static ObjectId id(String kind, String name) {
        return new ObjectId(kind, "default", name);
    }

    /** Each as {@code verb group/resource}. */
    private static Set<String> granted(Cluster cluster) {
        Set<String> all = new TreeSet<>();
        var rules = new java.util.ArrayList<>(cluster.client()
                .rbac()
                .clusterRoles()
                .withName("ocm-k8s-toolkit-manager-role")
                .get()
                .getRules());
        rules.addAll(cluster.client()
                .rbac()
                .roles()
                .inNamespace(NAMESPACE)
                .withName("ocm-k8s-toolkit-leader-election-role")
                .get()
                .getRules());
        rules.forEach(rule -> rule.getApiGroups()
                .forEach(group -> rule.getResources()
                        .forEach(resource -> rule.getVerbs()
                                .forEach(verb -> all.add("%s %s/%s".formatted(verb, group, resource))))));
        return all;
    }

    /** Of what the account did; what everybody may do, such as to ask which kinds there are, is left out. */
    private static Set<String> used(ApiServer server) throws IOException {
        Set<String> all = new TreeSet<>();
        for (String line : Files.readAllLines(server.auditLog())) {
            JsonNode entry = Json.mapper().readTree(line);
            JsonNode what = entry.path("objectRef");
            if (entry.path("user").path("username").asText().equals(WHO) && what.has("resource")) {
                String sub =
                        what.has("subresource") ? "/" + what.path("subresource").asText() : "";
                all.add("%s %s/%s%s"
                        .formatted(
                                entry.path("verb").asText(),
                                what.path("apiGroup").asText(),
                                what.path("resource").asText(),
                                sub));
            }
        }
        return all;
    }
}
