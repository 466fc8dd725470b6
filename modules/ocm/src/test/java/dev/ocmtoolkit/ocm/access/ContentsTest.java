// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.http.ScriptedServer;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.ocm.credentials.ConfiguredCredentials;
import dev.ocmtoolkit.ocm.credentials.Consumer;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContentsTest {
    private static final String OWNER = "resource \"it\"";

    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final ScriptedServer server = new ScriptedServer();
    private final MemoryRegistry registry = new MemoryRegistry();
    private final List<Consumer> consumers = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();

    @AfterEach
    void close() {
        server.close();
        origins.close();
    }

    @Test
    void wgetTakesWhatTheServerSays() {
        server.on("GET", "/a", 200, Map.of("Content-Type", "text/plain; charset=utf-8"), "hello");

        Content content = content("{type: wget, url: '%s/a'}");

        assertThat(read(content)).isEqualTo("hello");
        assertThat(content.mediaType()).isEqualTo("text/plain");
        assertThat(server.lines()).hasSize(1);
    }

    @Test
    void wgetAsksForTheTypeWhereNothingWasRead() {
        server.on("GET", "/a", 200, Map.of("Content-Type", "text/plain"), "hello");

        assertThat(content("{type: wget/v1, URL: '%s/a'}").mediaType()).isEqualTo("text/plain");
        assertThat(content("{type: wget, url: '%s/a', mediaType: text/mine}").mediaType())
                .isEqualTo("text/mine");
        assertThat(server.lines()).hasSize(1);
    }

    @Test
    void wgetSendsHeadersVerbAndBody() {
        server.on(
                "POST",
                "/a",
                request -> request.answer(
                        200, Map.of(), request.header("X-One") + "|" + new String(request.body(), UTF_8)));

        assertThat(read(content("{type: wget, url: '%s/a', verb: POST, header: {X-One: [a, b]}, body: aGVsbG8=}")))
                .isEqualTo("a, b|hello");
    }

    @Test
    void wgetLetsNoAccessSayWhereARequestEnds() {
        server.on("GET", "/a", request -> request.answer(200, Map.of(), request.header("Host")));

        assertThat(read(content("{type: wget, url: '%s/a', header: {Host: [other], transfer-encoding: [chunked]}}")))
                .isEqualTo(server.hostPort());
        for (String wrong : List.of("verb: \"GET /b HTTP/1.1\\r\\n\"", "body: 5", "body: [a]", "body: '*'")) {
            assertThat(refused("{type: wget, url: '%s/a', " + wrong + "}").kind())
                    .isEqualTo(Failure.Kind.INVALID);
        }
        assertThat(server.lines()).hasSize(1);
    }

    @Test
    void wgetFollowsRedirectsUnlessItMustNotAndTakesNoSecretAlong() {
        try (ScriptedServer other = new ScriptedServer().on("GET", "/b", 200, Map.of(), "hello")) {
            server.on("GET", "/a", 302, Map.of("Location", "http://" + other.hostPort() + "/b"), "");
            consumer("{type: wget, hostname: 127.0.0.1, port: '%d'}", "{username: me, password: secret}");

            assertThat(read(content("{type: wget, url: '%s/a', header: {X-Key: [secret]}}")))
                    .isEqualTo("hello");

            assertThat(server.log().getFirst().header("Authorization"))
                    .isEqualTo("Basic " + Base64.getEncoder().encodeToString("me:secret".getBytes(UTF_8)));
            assertThat(other.log().getFirst().header("Authorization")
                            + other.log().getFirst().header("X-key"))
                    .isEmpty();
            assertThat(refused("{type: wget, url: '%s/a', noRedirect: true}").sentence())
                    .isEqualTo("resource \"it\": the server answered 302");
        }
    }

    @Test
    void aRefusalNamesTheElementAndTheWayOut() {
        server.on("GET", "/a\\?token=secret", 401, Map.of("WWW-Authenticate", "Basic realm=x"), "");

        Failure unauthorized = refused("{type: wget, url: '%s/a?token=secret'}");

        assertThat(unauthorized.sentence()).isEqualTo("resource \"it\": the server answered 401");
        assertThat(unauthorized.wayOut())
                .startsWith("configure credentials for the consumer {hostname=127.0.0.1, pathprefix=a, ")
                .doesNotContain("secret");
        Failure absent = refused("{type: wget, url: '%s/b'}");
        assertThat(absent.kind()).isEqualTo(Failure.Kind.NOT_FOUND);
        assertThat(absent.wayOut()).isEqualTo("check the access, or transfer without copying its content");
    }

    @Test
    void helmFindsTheChartInTheIndex() {
        index(Images.digest("chart").hex(), "charts/app-1.2.3.tgz");
        server.on("GET", "/helm/charts/app-1.2.3.tgz", 200, Map.of("Content-Type", "text/plain"), "chart");
        consumer("{type: HelmChartRepository, hostname: 127.0.0.1, pathprefix: helm}", "{username: u, password: p}");

        Content content = content("{type: helm, helmRepository: '%s/helm', helmChart: 'app:1.2.3'}");

        assertThat(read(content)).isEqualTo("chart");
        assertThat(content.mediaType()).isEqualTo("application/vnd.cncf.helm.chart.content.v1.tar+gzip");
        assertThat(server.log())
                .hasSize(2)
                .allMatch(asked -> asked.header("Authorization").startsWith("Basic "));
        assertThat(refused("{type: helm, helmRepository: '%s/helm', helmChart: app, version: 2.0.0}")
                        .sentence())
                .isEqualTo("resource \"it\" needs chart app of version 2.0.0, which is not there");
        assertThat(refused("{type: helm, helmRepository: '%s/helm', helmChart: app}")
                        .sentence())
                .isEqualTo("resource \"it\": access of type helm lacks its field version");
    }

    @Test
    void aChartThatIsNotWhatTheIndexSaysIsRefused() {
        index(Images.digest("other").hex(), "/app.tgz");
        server.on("GET", "/app.tgz", 200, Map.of(), "chart");

        Failure corrupt = refused("{type: helm, helmRepository: '%s/helm/', helmChart: 'app:1.2.3'}");

        assertThat(corrupt.kind()).isEqualTo(Failure.Kind.CORRUPT);
        assertThat(corrupt.sentence())
                .isEqualTo("resource \"it\" does not match the digest in the server's index: the content has "
                        + Images.digest("chart"));
    }

    @Test
    void helmCredentialsStayWithTheRepository() {
        try (ScriptedServer other = new ScriptedServer().on("GET", "/app.tgz", 200, Map.of(), "chart")) {
            index("", "http://" + other.hostPort() + "/app.tgz");
            consumer("{type: HelmChartRepository, hostname: 127.0.0.1, port: '%d'}", "{username: u, password: p}");

            assertThat(read(content("{type: helm, helmRepository: '%s/helm', helmChart: 'app:1.2.3'}")))
                    .isEqualTo("chart");

            assertThat(other.log().getFirst().header("Authorization")).isEmpty();
        }
    }

    @Test
    void aChartInARegistryIsALayer() {
        String type = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
        Descriptor layer = Images.blob(registry.repository("charts/app"), type, "chart");
        Descriptor config = Images.blob(registry.repository("charts/app"), "config", "{}");
        Document manifest = Images.manifest(MediaTypes.MANIFEST, config, List.of(layer));
        registry.repository("charts/app").putManifest(manifest, Set.of(new Tag("1.0_b")));

        Content content = content("{type: helm, helmRepository: 'oci://host.example/charts', helmChart: 'app:1.0+b'}");

        assertThat(read(content)).isEqualTo("chart");
        assertThat(content.mediaType()).isEqualTo(type);
    }

    @Test
    void mavenFindsAFileByItsCoordinates() {
        server.on("GET", "/maven/org/acme/tool/lib/1.0/lib-1.0.jar", 200, Map.of(), "jar");
        server.on("GET", "/maven/org/acme/tool/lib/1.0/lib-1.0-sources.zip", 200, Map.of(), "zip");
        String coordinates =
                "{type: maven, repoUrl: '%s/maven', groupId: org.acme.tool, artifactId: lib, version: '1.0', ";

        Content jar = content(coordinates + "classifier: '', extension: jar}");

        assertThat(read(jar)).isEqualTo("jar");
        assertThat(jar.mediaType()).isEqualTo("application/x-jar");
        assertThat(read(content(coordinates + "classifier: sources, extension: zip}")))
                .isEqualTo("zip");
        assertThat(refused(coordinates + "classifier: none, extension: jar}").sentence())
                .isEqualTo("resource \"it\": the server answered 404");
    }

    @Test
    void aMavenPackageHoldsAllFilesThatAreMeant() throws IOException {
        String checksum = Digest.of("jar".getBytes(UTF_8)).hex();
        server.on(
                "GET",
                "/maven/a/lib/1.0/",
                200,
                Map.of(),
                "<a href=\"../\">..</a> <a href=\"lib-1.0.jar\">x</a> <a href=\"/maven/a/lib/1.0/lib-1.0.pom\">x</a>"
                        + "<a href=\"lib-1.0-sources.jar\">x</a><a href=\"lib-1.0.jar.sha256\">x</a>"
                        + "<a href=\"lib-1.0.jar.asc\">x</a><a href=\"lib-1.0.1.jar/../x\">x</a><a href=\"other-1.0.jar\">x</a>");
        server.on("GET", "/maven/a/lib/1.0/lib-1.0.jar", 200, Map.of(), "jar");
        server.on("GET", "/maven/a/lib/1.0/lib-1.0.pom", 200, Map.of(), "pom");
        server.on("GET", "/maven/a/lib/1.0/lib-1.0-sources.jar", 200, Map.of(), "sources");
        server.on("GET", "/maven/a/lib/1.0/lib-1.0.jar.sha256", 200, Map.of(), checksum + "  lib-1.0.jar");
        String access = "{type: maven, repoUrl: '%s/maven', groupId: a, artifactId: lib, version: '1.0'";

        assertThat(content(access + "}").mediaType()).isEqualTo("application/x-tgz");
        assertThat(packed(access + "}"))
                .containsExactly("lib-1.0-sources.jar sources", "lib-1.0.jar jar", "lib-1.0.pom pom");
        assertThat(packed(access + ", extension: jar}"))
                .containsExactly("lib-1.0-sources.jar sources", "lib-1.0.jar jar");
        assertThat(packed(access + ", classifier: sources}")).containsExactly("lib-1.0-sources.jar sources");
        assertThat(packed(access + ", classifier: '', extension: ''}"))
                .containsExactly("lib-1.0.jar jar", "lib-1.0.pom pom");
        assertThat(refused(access + ", extension: war}").sentence())
                .isEqualTo("resource \"it\" needs 1 to 1000 files of its package, and the repository lists 0");
    }

    @Test
    void aMavenPackageIsComparedWithItsChecksums() {
        server.on(
                "GET",
                "/maven/a/lib/1.0/",
                200,
                Map.of(),
                "<a href=\"lib-1.0.jar\">x</a><a href=\"lib-1.0.jar.sha256\">x</a>");
        server.on("GET", "/maven/a/lib/1.0/lib-1.0.jar", 200, Map.of(), "jar");
        server.on("GET", "/maven/a/lib/1.0/lib-1.0.jar.sha256", 200, Map.of(), "ab".repeat(32));
        String access = "{type: maven, repoUrl: '%s/maven', groupId: a, artifactId: lib, version: '";

        assertThat(refused(access + "1.0'}").kind()).isEqualTo(Failure.Kind.CORRUPT);
        assertThat(refused(access + "2.0'}").wayOut()).contains("name one file by its classifier and extension");
    }

    private List<String> packed(String access) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content(access).writeTo(out);
        List<String> files = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.add(entry.getName() + " " + new String(tar.readAllBytes(), UTF_8));
            }
        }
        return files;
    }

    @Test
    void npmFollowsTheRegistrysAnswerAndChecksItsDigest() {
        String good = "sha512-"
                + Base64.getEncoder()
                        .encodeToString(HexFormat.of()
                                .parseHex(Digest.of("sha512", "tgz".getBytes(UTF_8))
                                        .hex()));
        server.on(
                "GET",
                "/npm/@acme/lib/1.0.0",
                request -> request.answer(
                        200,
                        Map.of(),
                        "{\"dist\": {\"tarball\": \"/npm/lib.tgz\", \"integrity\": \"%s\"}}".formatted(good)));
        server.on("GET", "/npm/lib.tgz", 200, Map.of(), "tgz");
        consumer("{type: NpmRegistry, hostname: 127.0.0.1, pathprefix: npm}", "{token: t}");
        String access = "{type: npm, registry: '%s/npm', package: '@acme/lib', version: 1.0.0}";

        assertThat(read(content(access))).isEqualTo("tgz");
        assertThat(content(access).mediaType()).isEqualTo("application/x-tgz");
        assertThat(server.log()).allMatch(asked -> asked.header("Authorization").equals("Bearer t"));
        assertThat(RemoteAccess.hint(access(access))).contains("@acme/lib:1.0.0");

        server.on("GET", "/npm/lib.tgz", 200, Map.of(), "changed");
        assertThat(refused(access).kind()).isEqualTo(Failure.Kind.CORRUPT);
    }

    @Test
    void gitHubGivesTheTreeOfACommit() {
        try (ScriptedServer store = new ScriptedServer().on("GET", "/tree", 200, Map.of(), "tree")) {
            server.on(
                    "GET",
                    "/api/v3/repos/acme/app/tarball/abc123",
                    302,
                    Map.of("Location", "http://" + store.hostPort() + "/tree"),
                    "");
            consumer("{type: Github, hostname: 127.0.0.1, pathprefix: acme/app}", "{token: t}");

            Content content = content("{type: gitHub, repoUrl: '%s/acme/app.git', commit: abc123}");

            assertThat(read(content)).isEqualTo("tree");
            assertThat(content.mediaType()).isEqualTo("application/x-tgz");
            assertThat(server.log().getFirst().header("Authorization")).isEqualTo("Bearer t");
            assertThat(store.log().getFirst().header("Authorization")).isEmpty();
        }
        assertThat(refused("{type: gitHub, repoUrl: '%s/acme/app'}").sentence())
                .isEqualTo("resource \"it\": access of type gitHub lacks its field commit");
        assertThat(refused("{type: gitHub, repoUrl: '%s/app', commit: a}").wayOut())
                .isEqualTo("write HOST/OWNER/NAME");
    }

    @Test
    void gitHubCredentialsStayWithTheRepository() {
        try (ScriptedServer other = new ScriptedServer()) {
            other.on("GET", "/api/v3/repos/acme/app/tarball/abc", 200, Map.of(), "tree");
            consumer("{type: Github, hostname: 127.0.0.1, port: '%d'}", "{token: t}");
            String access =
                    "{type: gitHub, repoUrl: '%s/acme/app', commit: abc, apiHostname: '" + other.hostPort() + "'}";

            assertThat(read(content(access))).isEqualTo("tree");

            assertThat(other.log().getFirst().header("Authorization")).isEmpty();
        }
        assertThat(refused("{type: gitHub, repoUrl: '%s/acme/app', commit: a, apiHostname: 'a b'}")
                        .kind())
                .isEqualTo(Failure.Kind.INVALID);
    }

    @Test
    void s3GivesAnObjectByItsPath() {
        variables.put("AWS_ENDPOINT_URL_S3", "http://" + server.hostPort());
        server.on("GET", "/bucket/a/b%20c", 200, Map.of(), "object");
        server.on("GET", "/bucket/key\\?versionId=v%2F1", 200, Map.of(), "old");

        assertThat(read(content("{type: s3, region: eu, bucket: bucket, key: 'a/b c'}")))
                .isEqualTo("object");
        assertThat(read(content("{type: s3/v2, bucketName: bucket, objectKey: key, version: v/1}")))
                .isEqualTo("old");
        assertThat(content("{type: s3, bucket: b, key: k, mediaType: text/plain}")
                        .mediaType())
                .isEqualTo("text/plain");
    }

    @Test
    void anOciBlobIsReadFromItsRegistry() {
        Descriptor blob = Images.blob(registry.repository("acme/data"), "text/plain", "hello");

        Content content =
                content("{type: ociBlob, ref: host.example/acme/data, mediaType: text/plain, digest: '%s', size: 5}"
                        .formatted(blob.digest()));

        assertThat(read(content)).isEqualTo("hello");
        assertThat(content.mediaType()).isEqualTo("text/plain");
        assertThat(content.digest()).contains(blob.digest());
        assertThat(refused("{type: ociBlob, ref: host.example/acme/data, digest: '%s'}"
                                .formatted(Images.digest("none")))
                        .sentence())
                .startsWith("resource \"it\" needs blob " + Images.digest("none"));
    }

    @Test
    void whatIsUnknownOrNoAddressIsRefused() {
        assertThat(RemoteAccess.isOne(access("{type: git, repoUrl: x}"))).isFalse();
        assertThat(refused("{type: git, repoUrl: x}").kind()).isEqualTo(Failure.Kind.UNSUPPORTED);
        assertThat(refused("{type: wget, url: 'ftp://host/x?secret'}").sentence())
                .isEqualTo("resource \"it\" is at \"ftp://host/x?...\", which is no address of http or https");
    }

    private void index(String digest, String url) {
        String text = "entries: {app: [{version: 1.2.3, digest: '%s', urls: ['%s']}]}".formatted(digest, url);
        server.on("GET", "/helm/index.yaml", 200, Map.of(), text);
    }

    private void consumer(String identity, String properties) {
        consumers.add(Consumer.parse(
                json("{identity: %s, credentials: [{type: Credentials, properties: %s}]}"
                        .formatted(identity.replace("%d", "" + server.port()), properties)),
                "test"));
    }

    private Failure refused(String access) {
        try {
            read(content(access));
        } catch (Failure failure) {
            return failure;
        }
        throw new AssertionError("was read: " + access);
    }

    private Content content(String access) {
        Web web = new Web(
                origins,
                new ConfiguredCredentials(consumers, List.of(), List.of(), new Environment(variables, Path.of("/"))),
                new Cancellation());
        return new Contents(web, reference -> registry.repository(reference.repository()))
                .of(RemoteAccess.read(access(access), OWNER), OWNER);
    }

    private Access access(String access) {
        return Access.read(json(access.replace("%s", "http://" + server.hostPort())), OWNER);
    }

    private static ObjectNode json(String yaml) {
        return (ObjectNode) Yaml.read(yaml.getBytes(UTF_8), "test");
    }

    private static String read(Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            content.writeTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(UTF_8);
    }
}
