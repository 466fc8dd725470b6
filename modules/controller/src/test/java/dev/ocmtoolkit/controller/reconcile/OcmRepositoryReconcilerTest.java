// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.ocmtoolkit.controller.api.OcmRepositoryStatus;
import dev.ocmtoolkit.controller.core.ApiObject;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.Outcome;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.World;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answers of a registry mean that it can be used. */
class OcmRepositoryReconcilerTest {
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private HttpServer server;
    private int status;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        origins.close();
    }

    @ParameterizedTest
    @CsvSource({
        "200, false, true", "404, false, true", "401, false, true", "403, false, true", "501, false, false",
        "200, true, true", "404, true, true", "401, true, false", "403, true, false", "501, true, false",
    })
    void aRegistryIsReadyBelow500UnlessItRefusesCredentials(int answer, boolean hasLogin, boolean ready) {
        status = answer;
        String host = "127.0.0.1:" + server.getAddress().getPort();
        RawObject secret = object("""
            kind: Secret
            metadata: {name: login, namespace: default}
            data: {.dockerconfigjson: %s}
            """.formatted(Base64.getEncoder()
                .encodeToString("{\"auths\":{\"%s\":{\"username\":\"u\",\"password\":\"hidden\"}}}"
                        .formatted(host)
                        .getBytes(StandardCharsets.UTF_8))));
        OcmRepositoryReconciler reconciler = new OcmRepositoryReconciler(origins, new Archives.None());
        RawObject repository = object("""
            kind: OCMRepository
            metadata: {name: r, namespace: default}
            spec: {interval: 1m, repositorySpec: {type: OCIRegistry, baseUrl: "http://%s"}, ocmConfig: [%s]}
            """.formatted(host, hasLogin ? "{kind: Secret, name: login}" : ""));

        Outcome<OcmRepositoryStatus> outcome =
                reconciler.reconcile(ApiObject.read(reconciler.kind(), repository), only(secret));

        if (ready) {
            assertThat(outcome).isInstanceOf(Outcome.Ready.class);
        } else {
            assertThat(outcome).isInstanceOfSatisfying(Outcome.NotReady.class, not -> {
                assertThat(not.reason()).isEqualTo("GetOCMRepositoryFailed");
                assertThat(not.message()).contains(host, "answered " + answer).doesNotContain("hidden");
            });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ./there       | these controllers have no directory for archives | it is ready
            /etc/passwd   | these controllers have no directory for archives | it is outside of the directory for archives
            a/../../b     | these controllers have no directory for archives | it is outside of the directory for archives
            """)
    void anArchiveIsUsedOnlyWhereThatIsAllowed(
            String path, String withoutDirectory, String withDirectory, @TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("there/blobs"));
        Files.writeString(folder.resolve("there/artifact-index.json"), "{\"schemaVersion\":1,\"artifacts\":[]}");
        RawObject repository = object("""
            kind: OCMRepository
            metadata: {name: r, namespace: default}
            spec: {interval: 1m, repositorySpec: {type: CommonTransportFormat, filePath: %s}}
            """.formatted(path));

        assertThat(said(repository, new Archives.None())).contains(withoutDirectory);
        assertThat(said(repository, new Archives.Below(folder))).contains(withDirectory);
    }

    private String said(RawObject repository, Archives archives) {
        OcmRepositoryReconciler reconciler = new OcmRepositoryReconciler(origins, archives);
        Outcome<OcmRepositoryStatus> outcome =
                reconciler.reconcile(ApiObject.read(reconciler.kind(), repository), only(repository));
        return outcome instanceof Outcome.NotReady<OcmRepositoryStatus> not ? not.message() : "it is ready";
    }

    private static World only(RawObject object) {
        return new World() {
            @Override
            public Optional<RawObject> find(ObjectId id) {
                return Optional.of(object).filter(o -> o.id().equals(id));
            }

            @Override
            public List<RawObject> list(String kind, String namespace) {
                return List.of();
            }
        };
    }

    private static RawObject object(String yaml) {
        return new RawObject((ObjectNode) Yaml.read(yaml.getBytes(StandardCharsets.UTF_8), "test"));
    }
}
