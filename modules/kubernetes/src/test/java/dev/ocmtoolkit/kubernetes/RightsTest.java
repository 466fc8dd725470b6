// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.core.Condition;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A right that is missing is named, and whatever can be done without it is done. */
class RightsTest {
    private static final String ACCOUNT = "partial";

    private static ApiServer server;
    private static Cluster cluster;
    private static Kubectl kubectl;

    @TempDir
    private Path folder;

    private final Registries registries = new Registries();

    @BeforeAll
    static void define() {
        server = ApiServer.shared();
        cluster = new Cluster(server);
        cluster.define(Optional.empty());
        cluster.namespace("other");
        kubectl = new Kubectl(server.admin());
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
        registries.publish(
                "source", "", "ocm.software/test", "1.0.0", Json.mapper().createObjectNode());
    }

    @AfterEach
    void end() {
        registries.close();
        kubectl.run(
                "delete",
                "clusterrolebinding,clusterrole,role,rolebinding,serviceaccount",
                ACCOUNT,
                "--ignore-not-found");
    }

    @ParameterizedTest
    @CsvSource({
        "events, Replication, r, telling an event in namespace default failed",
        "secrets, Replication, r, watching secrets failed",
        "configmaps, Replication, r, watching configmaps failed",
        "replications, Component, c, listing replications.delivery.ocm.software failed",
        "components/status, OCMRepository, s, patching Component default/c failed",
    })
    void namesTheRightThatIsMissingAndGoesOn(String without, String kind, String name, String said) throws IOException {
        try (ControllerProcess controller = controller(without)) {
            cluster.apply(Cluster.REPLICATION + Cluster.REPOSITORIES, registries);

            cluster.awaitReady(kind, name);
            controller.awaitSaid(said + ": the permission is missing: " + without.split("/", 2)[0]);
        }
    }

    /** Where an installation grants the Secrets of some namespaces only, objects refer to those of others in vain. */
    @Test
    void readsSecretsOnlyWhereThatIsGranted() throws IOException {
        cluster.apply((ObjectNode) Json.mapper()
                .readTree(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"login\",\"namespace\":\"other\"},"
                                + "\"data\":{\".dockerconfigjson\":\"e30=\"}}"));
        try (ControllerProcess controller = controller("secrets")) {
            kubectl.run("create", "role", ACCOUNT, "--verb=get", "--resource=secrets");
            kubectl.run("create", "rolebinding", ACCOUNT, "--role=" + ACCOUNT, "--serviceaccount=default:" + ACCOUNT);
            cluster.apply("""
                    {apiVersion: v1, kind: Secret, metadata: {name: login}, data: {.dockerconfigjson: e30=}}
                    ---
                    apiVersion: delivery.ocm.software/v1alpha1
                    kind: OCMRepository
                    metadata: {name: own}
                    spec:
                      interval: 1s
                      ocmConfig: [{kind: Secret, name: login}]
                      repositorySpec: {type: OCIRegistry, baseUrl: "http://${source}"}
                    ---
                    apiVersion: delivery.ocm.software/v1alpha1
                    kind: OCMRepository
                    metadata: {name: foreign}
                    spec:
                      interval: 1s
                      ocmConfig: [{kind: Secret, name: login, namespace: other}]
                      repositorySpec: {type: OCIRegistry, baseUrl: "http://${source}"}
                    """, registries);

            cluster.awaitReady("OCMRepository", "own");
            Cluster.await(
                    "the other one is told why it is not",
                    () -> cluster.find(new ObjectId("OCMRepository", "default", "foreign"))
                            .flatMap(RawObject::ready)
                            .map(Condition::message)
                            .filter(
                                    message -> message.startsWith(
                                            "reading Secret other/login failed: the permission is missing: secrets \"login\" is forbidden"))
                            .isPresent());
            controller.awaitSaid("watching secrets failed: the permission is missing");
        }
    }

    /** The program with all rights that are installed but those of a resource. */
    private ControllerProcess controller(String without) throws IOException {
        ObjectNode role = Cluster.read(Files.readString(Path.of("../../config/rbac/role.yaml")), "role")
                .getFirst();
        role.withObject("/metadata").put("name", ACCOUNT);
        for (Iterator<JsonNode> rules = role.path("rules").iterator(); rules.hasNext(); ) {
            JsonNode resources = rules.next().path("resources");
            for (Iterator<JsonNode> each = resources.iterator(); each.hasNext(); ) {
                if (each.next().asText().equals(without)) {
                    each.remove();
                }
            }
            if (resources.isEmpty()) {
                rules.remove();
            }
        }
        Path file = Files.writeString(folder.resolve("role.json"), role.toString());
        kubectl.run("create", "-f", file.toString());
        kubectl.run("create", "serviceaccount", ACCOUNT);
        kubectl.run(
                "create",
                "clusterrolebinding",
                ACCOUNT,
                "--clusterrole=" + ACCOUNT,
                "--serviceaccount=default:" + ACCOUNT);
        String token = kubectl.run("create", "token", ACCOUNT).strip();
        return new ControllerProcess(server.kubeconfig("partial.kubeconfig", token), folder.resolve("log"));
    }
}
