// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.Images;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide with kubectl: what {@code kubectl describe} shows, line by line as with the Go controllers. */
class GuideTest {
    private static final String COMPONENT = "ocm.software/ocm-k8s-toolkit/replication";
    private static final Pattern MASKED = Pattern.compile(
            "^( +(?:Creation Timestamp|Resource Version|UID|Last Transition Time|Start Time|End Time): +)\\S.*$");
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");
    private static final Pattern EVENT =
            Pattern.compile("^  (Normal|Warning) +(\\S+) +\\S+(?: \\(x[0-9]+ over \\S+\\))? +(\\S+) +(.*)$");

    @TempDir
    private Path folder;

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
    void describesAsTheGoControllersDo() throws IOException {
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
            assertThat(events(kubectl)).containsExactlyInAnyOrderElementsOf(recordedEvents());
        }
    }

    /** The recording is of an interval of the source of one minute; here it is one second. */
    @Test
    void describesAfterLaterIntervalsAsTheGoControllersDo() {
        Kubectl kubectl = new Kubectl(server.admin());
        UnaryOperator<String> faster = text -> text.replace("1m0s", "1s");
        try (Registries registries = new Registries();
                ClusterHost host = new ClusterHost(cluster)) {
            registries.publish(
                    "source", "my-ns", COMPONENT, "1.0.0", Json.mapper().createObjectNode());
            host.write("source", faster.apply(manifest("source", registries)));
            host.write("target", manifest("target", registries));
            awaitReady("Component", "replication-component");
            awaitReady("OCMRepository", "replication-target-registry");
            host.write("replication", manifest("replication", registries));
            awaitReady("Replication", "replication");
            ObjectId source = new ObjectId("OCMRepository", "default", "replication-source-registry");
            Cluster.await(
                    "three intervals are over",
                    () -> host.events(source).stream()
                                    .filter(event -> event.count() > 3)
                                    .count()
                            == 2);

            for (String name : List.of("replication-source-registry", "replication-component", "replication")) {
                List<String> now = lines(kubectl.run("describe", kind(name), name));
                assertThat(now.subList(now.indexOf("Status:"), now.size()))
                        .as(name)
                        .isEqualTo(lines(faster.apply(resource("describe-later-" + name + ".txt"))));
            }
        }
    }

    /** The second story: content goes along where a ConfigMap says so. */
    @Test
    void transfersContentWhereAConfigMapSaysSo() throws IOException {
        Kubectl kubectl = new Kubectl(server.admin());
        try (Registries registries = new Registries();
                ClusterHost host = new ClusterHost(cluster)) {
            Images.put(registries.repository("source", "images/app"), "1.0.0", "content");
            ObjectNode more = Json.mapper().createObjectNode();
            more.putArray("resources")
                    .addObject()
                    .put("name", "image")
                    .put("version", "1.0.0")
                    .put("type", "ociImage")
                    .put("relation", "external")
                    .putObject("access")
                    .put("type", "ociArtifact")
                    .put("imageReference", "http://" + registries.address("source") + "/images/app:1.0.0");
            registries.publish("source", "my-ns", COMPONENT, "1.0.0", more);
            host.write("source", manifest("source", registries));
            host.write("target", manifest("target", registries));
            Path file = Files.writeString(folder.resolve("by-value.yaml"), manifest("by-value", registries));

            kubectl.run("apply", "-f", file.toString());
            kubectl.run("wait", "--for=condition=Ready", "--timeout=30s", "replication/by-value");

            assertThat(registries.repository("target", "images/app").resolve(new Tag("1.0.0")))
                    .isPresent();
            assertThat(kubectl.run("get", "replication/by-value", "-o", "jsonpath={.status.effectiveOCMConfig[*]}"))
                    .contains("\"kind\":\"ConfigMap\"", "\"name\":\"transport\"");
            kubectl.run("delete", "--wait", "-f", file.toString());
        }
    }

    private static String kind(String name) {
        return switch (name) {
            case "replication" -> "replication";
            case "replication-component" -> "component";
            default -> "ocmrepository";
        };
    }

    /** What tools read that follow events; each is about the object that there is. */
    private static List<JsonNode> events(Kubectl kubectl) throws IOException {
        JsonNode all = Json.mapper().readTree(kubectl.run("get", "events", "-o", "json"));
        for (JsonNode event : all.path("items")) {
            JsonNode about = event.path("involvedObject");
            ObjectId id = new ObjectId(
                    about.path("kind").asText(),
                    about.path("namespace").asText(),
                    about.path("name").asText());
            assertThat(about.path("uid").asText())
                    .isEqualTo(cluster.find(id).orElseThrow().uid().value());
        }
        return comparable(all);
    }

    private static List<JsonNode> recordedEvents() throws IOException {
        return comparable(Json.mapper().readTree(resource("events.json")));
    }

    private static List<JsonNode> comparable(JsonNode events) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode event : events.path("items")) {
            ObjectNode masked = event.deepCopy();
            masked.remove(List.of("count", "firstTimestamp", "lastTimestamp"));
            masked.withObject("/metadata")
                    .remove(List.of("name", "uid", "resourceVersion", "creationTimestamp", "managedFields"));
            masked.withObject("/involvedObject").remove(List.of("uid", "resourceVersion"));
            if (!masked.path("message").asText().equals("OCM Repository is not ready")) {
                all.add(masked);
            }
        }
        return all;
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
