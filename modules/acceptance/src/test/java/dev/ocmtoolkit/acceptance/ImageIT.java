// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.kubernetes.ApiServer;
import dev.ocmtoolkit.kubernetes.Kubectl;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The image of the controllers, as {@code ./ocm image} builds it. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ImageIT {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final String NAMESPACE = "ocm-k8s-toolkit-system";
    private static final String NAME = "ocm-k8s-toolkit-controller-manager";
    private static final String SECRETS = "/var/run/secrets/kubernetes.io/serviceaccount/";
    private static final Pattern SERVING = Pattern.compile("serving .* at http://(\\S+)");
    private static final String CONSTRUCTOR = """
            name: acme.org/app
            version: 1.0.0
            provider: {name: acme.org}
            resources:
            - {name: notes, type: plainText, input: {type: utf8, text: hello}}
            """;
    private static final String OBJECTS = """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: source}
            spec: {interval: 1m, repositorySpec: {type: OCIRegistry, baseUrl: "http://${registry}/source"}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: target}
            spec: {interval: 1m, repositorySpec: {type: OCIRegistry, baseUrl: "http://${registry}/target"}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Component
            metadata: {name: app}
            spec: {interval: 1m, component: acme.org/app, semver: 1.0.0, repositoryRef: {name: source}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Replication
            metadata: {name: app}
            spec: {interval: 1m, componentRef: {name: app}, targetRepositoryRef: {name: target}}
            """;

    @TempDir
    private Path folder;

    @Test
    void replicatesWhereItIsDeployed() throws Exception {
        Container.require();
        Program ocm = new Program(folder);
        try (ApiServer cluster = ApiServer.start(Files.createDirectory(folder.resolve("cluster")));
                RunningProgram serving = ocm.start("serve", "--writable", "--listen", "127.0.0.1:0", "registry")) {
            Matcher address = SERVING.matcher(serving.awaitLine("serving "));
            assertThat(address.find()).isTrue();
            String registry = address.group(1);
            Container container = pushAndPull(registry);

            Kubectl kubectl = new Kubectl(cluster.admin());
            JsonNode pod = deploy(kubectl, registry);
            JsonNode manager = pod.path("containers").path(0);
            assertThat(manager.path("image").asText()).isEqualTo(registry + "/ocm-controller:0.1.0");
            JsonNode user = pod.path("securityContext");
            assertThat(container.user())
                    .isEqualTo(user.path("runAsUser").asText() + ":"
                            + user.path("runAsGroup").asText());
            publish(ocm, registry);
            Path objects = Files.writeString(folder.resolve("objects.yaml"), OBJECTS.replace("${registry}", registry));
            kubectl.run("apply", "-f", objects.toString());

            mountAccount(container, kubectl, cluster);
            int port = freePort();
            List<String> arguments = StreamSupport.stream(manager.path("args").spliterator(), false)
                    .map(argument -> argument.asText().replace(":8081", "127.0.0.1:" + port))
                    .toList();
            URI server = URI.create(cluster.url());
            Map<String, String> environment = Map.of(
                    "KUBERNETES_SERVICE_HOST",
                    server.getHost(),
                    "KUBERNETES_SERVICE_PORT",
                    String.valueOf(server.getPort()),
                    // It ends at once where the class cache cannot be used.
                    "JDK_JAVA_OPTIONS",
                    "-XX:AOTMode=on");
            try (RunningProgram running = container.start(environment, arguments)) {
                running.awaitLine("holds the lease " + NAMESPACE);
                assertThat(statusOf(port)).isEqualTo(200);
                kubectl.run("wait", "--for=condition=Ready", "replication/app", "--timeout=20s");
                running.terminate();
                assertThat(running.await().exitCode()).isZero();
            }
            assertThat(ocm.run("check", "cv", "http://" + registry + "/target//acme.org/app:1.0.0")
                            .out())
                    .contains(" OK ");
        }
    }

    /** Nothing is built for it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --push                 | takes --push REFERENCE or --tar FILE
            --tar=                 | --tar needs a value
            --push=a --tar b       | takes --push REFERENCE or --tar FILE
            --tar no/such/folder/x | there is no folder no/such/folder
            --tar /dev/full        | /dev/full is there, and is no file
            """)
    void refusesInOneSentence(String words, String sentence) {
        Program.Result result = image(words.split(" "));
        assertThat(result.exitCode()).isOne();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("ocm image: ").contains(sentence).hasLineCount(1);
    }

    private Program.Result image(String... words) {
        List<String> line = new ArrayList<>(List.of(ROOT.resolve("ocm").toString(), "image"));
        line.addAll(List.of(words));
        try (RunningProgram building = RunningProgram.start(new ProcessBuilder(line).directory(folder.toFile()))) {
            return building.await();
        }
    }

    private Container pushAndPull(String registry) throws IOException {
        Program.Result built = image("--push", "http://%s/ocm-controller".formatted(registry));
        assertThat(built.exitCode()).as(built.err()).isZero();
        try (Origins origins = new Origins(HttpSettings.of(Map.of()))) {
            OciStore repository = new RemoteRegistry(origins, "http", registry, Credentials.NONE, new Cancellation())
                    .repository("ocm-controller");
            Tag tag = new Tag("0.1.0");
            assertThat(repository.manifest(tag).digest())
                    .hasToString(built.out().strip());
            return Container.pull(repository, tag, folder.resolve("root"));
        }
    }

    /** As docs/operations.md says; what the pod is then made from. */
    private JsonNode deploy(Kubectl kubectl, String registry) throws IOException {
        Matcher told = Pattern.compile("```yaml\n(resources: .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("docs/operations.md")));
        assertThat(told.find()).as("docs/operations.md has a kustomization").isTrue();
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Path there = mine.toRealPath().relativize(ROOT.toRealPath().resolve("config/default"));
        Files.writeString(
                mine.resolve("kustomization.yaml"),
                told.group(1).replace("../config/default", there.toString()).replace("registry.example.com", registry));
        kubectl.run("apply", "--server-side", "-k", mine.toString());
        String deployment = kubectl.run("get", "deployment", "-n", NAMESPACE, NAME, "-o", "json");
        return Json.mapper().readTree(deployment).at("/spec/template/spec");
    }

    private void publish(Program ocm, String registry) throws IOException {
        Files.writeString(folder.resolve("constructor.yaml"), CONSTRUCTOR);
        assertThat(ocm.run("add", "cv", "--create", "--file", "ctf", "constructor.yaml")
                        .exitCode())
                .isZero();
        assertThat(ocm.run("transfer", "ctf", "ctf", "http://" + registry + "/source")
                        .exitCode())
                .isZero();
    }

    /** What is mounted into every pod. */
    private static void mountAccount(Container container, Kubectl kubectl, ApiServer cluster) throws IOException {
        String token = kubectl.run("create", "token", "-n", NAMESPACE, NAME).strip();
        container.put(SECRETS + "token", token.getBytes(StandardCharsets.UTF_8));
        container.put(SECRETS + "namespace", NAMESPACE.getBytes(StandardCharsets.UTF_8));
        container.put(SECRETS + "ca.crt", Files.readAllBytes(cluster.certificate()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int statusOf(int port) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/readyz".formatted(port)))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
