// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The guide with kubectl: what {@code kubectl describe} shows, line by line as with the Go controllers. */
class GuideTest {
    private static final String COMPONENT = "ocm.software/ocm-k8s-toolkit/replication";
    private static final Pattern MASKED = Pattern.compile(
            "^( +(?:Creation Timestamp|Resource Version|UID|Last Transition Time|Start Time|End Time): +)\\S.*$");
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");
    private static final Pattern EVENT =
            Pattern.compile("^  (Normal|Warning) +(\\S+) +\\S+(?: \\(x[0-9]+ over \\S+\\))? +(\\S+) +(.*)$");

    private static ApiServer server;
    private static Cluster cluster;

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

    @Test
    void describesAsTheGoControllersDo() {
        Kubectl kubectl = new Kubectl(server.admin());
        try (Registries registries = new Registries();
                ClusterHost host = new ClusterHost(cluster)) {
            registries.publish(
                    "source", "my-ns", COMPONENT, "1.0.0", Json.mapper().createObjectNode());
            host.write("source", manifest("source", registries));
            awaitReady("Component", "replication-component");
            host.write("target", manifest("target", registries));
            awaitReady("OCMRepository", "replication-target-registry");
            host.write("replication", manifest("replication", registries));
            awaitReady("Replication", "replication");

            for (String name : List.of("replication-source-registry", "replication-target-registry")) {
                assertDescribed(kubectl, "ocmrepository", name);
            }
            assertDescribed(kubectl, "component", "replication-component");
            assertDescribed(kubectl, "replication", "replication");
        }
    }

    private static void assertDescribed(Kubectl kubectl, String kind, String name) {
        List<String> expected = lines(resource("describe-" + name + ".txt"));
        // Events are told after the status stands.
        Cluster.await(
                "the events of " + name,
                () -> lines(kubectl.run("describe", kind, name)).size() >= expected.size());
        assertThat(lines(kubectl.run("describe", kind, name)))
                .as(kind + " " + name)
                .isEqualTo(expected);
    }

    /** Without what differs from run to run, and without the warning that may come before things are ready. */
    private static List<String> lines(String described) {
        return described
                .lines()
                .map(line -> MASKED.matcher(line).replaceAll("$1*"))
                .map(line -> ADDRESS.matcher(line).replaceAll("http://registry"))
                .map(line -> EVENT.matcher(line).replaceAll("  $1 $2 $3 $4"))
                .map(line ->
                        line.startsWith("  Type ") || line.startsWith("  ---- ") ? line.replaceAll(" +", " ") : line)
                .filter(Predicate.not(line -> line.contains("OCM Repository is not ready")))
                .toList();
    }

    private static void awaitReady(String kind, String name) {
        ObjectId id = new ObjectId(kind, "default", name);
        Cluster.await(
                id + " is ready",
                () -> cluster.find(id).filter(RawObject::isReady).isPresent());
    }

    private static String manifest(String name, Registries registries) {
        return resource(name + ".yaml")
                .replace("${source}", registries.address("source"))
                .replace("${target}", registries.address("target"));
    }

    private static String resource(String name) {
        try (InputStream in = GuideTest.class.getResourceAsStream("/guide/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
