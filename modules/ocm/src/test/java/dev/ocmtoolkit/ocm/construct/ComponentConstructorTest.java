// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.VerifiedReader;
import dev.ocmtoolkit.oci.WriteScope;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.access.Contents;
import dev.ocmtoolkit.ocm.access.Web;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.credentials.ConfiguredCredentials;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Schema;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.template.Settings;
import dev.ocmtoolkit.ocm.template.Templater;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComponentConstructorTest {
    private static final ComponentId APP = new ComponentId("acme.org/app", "1.2.0");
    private static final String HEAD = "name: acme.org/app\nversion: 1.2.0\nprovider: {name: acme}\n";
    private static final FileTime THEN = FileTime.from(Instant.ofEpochSecond(1_700_000_000));

    @TempDir
    private Path directory;

    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private final List<ComponentId> replaced = new CopyOnWriteArrayList<>();
    private final ConstructListener listener = new ConstructListener() {
        @Override
        public void replacing(ComponentId id) {
            replaced.add(id);
        }
    };
    private ConstructOptions options = ConstructOptions.DEFAULT;
    private ComponentConstructor.Existing existing = ComponentConstructor.Existing.DROPPED;

    @AfterEach
    void close() {
        engine.close();
        origins.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: utf8, text: alpha}|application/octet-stream|alpha",
                "{type: utf8/v1, text: ''}|application/octet-stream|''",
                "{type: Utf8, text: '12', mediaType: text/plain}|text/plain|12",
                "{type: utf8, json: {b: [1, 2.5], a: '<x>'}}|application/octet-stream|{\"a\":\"\\u003cx\\u003e\",\"b\":[1,2.5]}",
                "{type: utf8, json: 'b: 1'}|application/octet-stream|{\"b\":1}",
                "{type: binary, data: aGVs bG8=}|application/octet-stream|hello",
                "{type: file, path: data.bin}|application/octet-stream|data",
                "{type: file, path: sub/inner.txt, mediaType: text/x}|text/x|inner",
            })
    void contentIsMadeFromItsInput(String input, String mediaType, String content) throws IOException {
        write("data.bin", "data");
        write("sub/inner.txt", "inner");

        ComponentVersion built = build(resource("input: " + input));

        Element element = built.descriptor().resources().getFirst();
        Access.LocalBlob access = (Access.LocalBlob) element.access();
        assertThat(access.mediaType()).isEqualTo(mediaType);
        assertThat(new String(content(built, element), UTF_8)).isEqualTo(content);
        assertThat(element.digest().orElseThrow().ofBlob())
                .contains(access.reference().getFirst());
        assertThat(element.isLocalRelation()).isTrue();
        assertThat(element.version()).isEqualTo("1.2.0");
    }

    @Test
    void formattedJsonHasOneValueInALine() throws IOException {
        ComponentVersion built = build(resource("input: {type: utf8, formattedJson: {b: [1, {}], a: x, c: []}}"));

        assertThat(new String(content(built, built.descriptor().resources().getFirst()), UTF_8))
                .isEqualTo("{\n  \"a\": \"x\",\n  \"b\": [\n    1,\n    {}\n  ],\n  \"c\": []\n}");
    }

    @Test
    void contentMayBeCompressed() throws IOException {
        write("data.bin", "data");

        ComponentVersion built = build(resource("input: {type: file, path: data.bin, compress: true}"));

        Element element = built.descriptor().resources().getFirst();
        assertThat(((Access.LocalBlob) element.access()).mediaType()).isEqualTo("application/gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content(built, element)))) {
            assertThat(in.readAllBytes()).isEqualTo("data".getBytes(UTF_8));
        }
    }

    @Test
    void aDirectoryIsATarInTheOrderOfNames() throws IOException {
        tree();

        ComponentVersion built = build(resource("input: {type: dir, path: tree}"));

        Element element = built.descriptor().resources().getFirst();
        assertThat(((Access.LocalBlob) element.access()).mediaType()).isEqualTo("application/x-tar");
        List<String> entries = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(content(built, element)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertThat(entry.getLastModifiedTime()).isEqualTo(THEN);
                entries.add("%s %o %s%s"
                        .formatted(
                                entry.getName(),
                                entry.getMode(),
                                entry.getLinkName(),
                                new String(tar.readAllBytes(), UTF_8)));
            }
        }
        assertThat(entries)
                .containsExactly("a.txt 644 first\n", "link 777 a.txt", "sub/ 755 ", "sub/b.txt 600 second\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "preserveDir: true|tree/ tree/a.txt tree/link tree/sub/ tree/sub/b.txt",
                "includeFiles: ['*.txt']|a.txt",
                "excludeFiles: ['sub']|a.txt link",
                "excludeFiles: ['*.txt', 'sub/*']|link sub/",
                "preserveDir: true, excludeFiles: ['sub']|tree/ tree/a.txt tree/link",
            })
    void whatIsPackedCanBeChosen(String options, String names) throws IOException {
        tree();

        ComponentVersion built = build(resource("input: {type: dir, path: tree, %s}".formatted(options)));

        assertThat(names(built)).isEqualTo(names);
    }

    @Test
    void linksCanBeFollowedButNotInCircles() throws IOException {
        tree();
        assertThat(names(build(resource("input: {type: dir, path: tree, followSymlinks: true}"))))
                .isEqualTo("a.txt link sub/ sub/b.txt");
        Files.createSymbolicLink(directory.resolve("tree/sub/up"), Path.of(".."));
        assertFails(
                resource("input: {type: dir, path: tree, followSymlinks: true}"), "is in itself by a symbolic link");
        Files.delete(directory.resolve("tree/sub/up"));
        Files.createSymbolicLink(directory.resolve("tree/sub/lost"), Path.of("nowhere"));
        assertFails(resource("input: {type: dir, path: tree, followSymlinks: true}"), "lost cannot be read");
        assertThat(names(build(resource("input: {type: dir, path: tree}")))).endsWith("sub/lost");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input: {type: file, path: missing.bin}|resource \"xx\" needs |missing.bin, which is not there",
                "input: {type: file, path: .}|resource \"xx\" needs a file, and|is none",
                "input: {type: dir, path: c.yaml}|resource \"xx\" needs a directory, and|is none",
                "input: {type: file}|resource \"xx\" has an input without a path|",
                "input: {type: docker, path: x}|an input of the type docker, which needs a Docker daemon|",
                "input: {type: Spiff, path: x}|an input of the type Spiff, which is filled by spiff|",
                "extraIdentity: {a: 1}, input: {type: utf8, text: a}|has the a 1, which is no text without quotes|",
                "version: 1.0, access: {type: none}|has the version 1, which is no text|",
                "input: {type: utf8, text: 1.10}|has the text 1.1, which is no text|",
                "input: {type: git, repository: x}|an input of the type git, which needs git|",
                "input: {type: helm, path: c.yaml}|needs a Helm chart, and|is no Helm chart, which is a tar in gzip",
                "input: {type: helm, path: .}|needs a Helm chart, and|has no Chart.yaml",
                "input: {type: helm, path: x, helmRepository: 'http://127.0.0.1:1'}|without the version of the chart|",
                "input: {type: ociArtifact}|has an input without a path, the name of the artifact|",
                "input: {type: ociArtifact, path: 'A B'}|\"A B\" is no reference|",
                "input: {type: ociArtifact, path: './nowhere//img:1'}|there is no archive at|",
                "input: {type: wget}|lacks its field url|",
                "input: {type: nosuch}|has the unknown input type \"nosuch\"|",
                "input: {type: utf8}|needs an input with one of|text",
                "input: {type: utf8, text: a, json: {}}|needs an input with one of|text",
                "input: {type: utf8, text: [a]}|has a text that is no text|",
                "input: {type: utf8, text: a, colour: red}|has the unknown field \"colour\"|",
                "input: {type: binary, data: '?'}|has binary data that is no base64|",
                "input: {type: binary}|has an input without data|",
                "input: {type: dir, path: ., includeFiles: '*.txt'}|has an input whose includeFiles is no list|",
                "input: {type: dir, path: ., includeFiles: ['[']}|with \"[\", which is no pattern|",
                "input: text|has an input that is no object|",
                "access: text|has an access that is no object|",
                "version: '1', access: {}|has an access without a type|",
                "version: '1', access: {type: localBlob}|has a local access|",
                "access: {type: none}|is external and has no version|",
                "relation: external, input: {type: utf8, text: a}|is external and has no version|",
                "version: '1', access: {type: none}, input: {type: utf8, text: a}|has both access and input|",
                "version: '1'|has neither access nor input|",
                "componentName: a.bc/d, input: {type: utf8, text: a}|has the unknown field \"componentName\"|",
                "colour: red, input: {type: utf8, text: a}|has the unknown field \"colour\"|",
                "extraIdentity: {name: x}, input: {type: utf8, text: a}|has a name in its extra identity|",
                "labels: [{value: 1}], input: {type: utf8, text: a}|has a label without a name|",
                "version: '1', access: {type: ociArtifact}|lacks its field imageReference|",
                "version: '1', access: {type: ociArtifact, imageReference: 'A B'}|resource \"xx\": \"A B\" is no reference|",
                "digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: genericBlobDigest/v1, value: aa}, input: {type: utf8, text: a}|is to have the digest|",
            })
    void whatIsWrongIsToldInOneSentenceAndChangesNothing(String field, String says, String more) throws IOException {
        build(HEAD);
        Set<String> before = files(directory.resolve("ctf"));

        Failure failure = assertFails(resource(field), says);

        assertThat(failure.sentence())
                .contains(more == null ? "" : more)
                .startsWith("c.yaml[1][1]")
                .doesNotContain("\n");
        assertThat(files(directory.resolve("ctf"))).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "components: [|line 1|",
                "a: b: c|line 1|",
                "name: acme.org/app|c.yaml[1][1] has no version|",
                "version: 1.0.0|c.yaml[1][1] has no name|",
                "{name: acme.org/app, version: 1.0.0}|has no provider with a name|",
                "{name: App, version: 1.0.0, provider: x}|\"App\" is no component name|",
                "{name: acme.org/app, version: latest, provider: x}|\"latest\" is no component version|",
                "{name: acme.org/app, version: 1.0.0, provider: x, colour: red}|has the unknown field \"colour\"|",
                "{components: [], more: 1}|has other fields beside components|",
                "[1]|c.yaml[1][1] is no component|",
                "{meta: {configuredSchemaVersion: v7}, name: acme.org/app, version: 1.0.0, provider: x}|schema version \"v7\" is unknown|",
                "{name: acme.org/app, version: 1.10, provider: x}|has the version 1.1, which is no text without quotes|",
                "{name: acme.org/app, version: 1, provider: x}|has the version 1, which is no text without quotes|",
                "{name: acme.org/app, version: [], provider: x}|has a version that is no text|",
                "{name: acme.org/app, version: 1.0.0, provider: {name: true}}|has the name true, which is no text|",
                "name: ${A|c.yaml, line 1: the text has a ${A that no } ends|",
                "{name: acme.org/app, version: 1.0.0, provider: x, references: [], componentReferences: []}|has both references and|",
                "{name: acme.org/app, version: 1.0.0, provider: x, references: [{name: xx, componentName: a.bc/d, input: {type: utf8, text: a}}]}|unknown field \"input\"|",
                "{name: acme.org/app, version: 1.0.0, provider: x, resources: {}}|the resources are no list|",
                "{name: acme.org/app, version: 1.0.0, provider: x, sources: [{name: xx, type: t, access: {type: git}}, {name: xx, type: t, access: {type: git}}]}|has the identity of another|\"name\"=\"xx\"",
            })
    void aFileThatIsWrongIsToldInOneSentence(String text, String says, String more) {
        Failure failure = assertFails(text, says);

        assertThat(failure.sentence())
                .contains(more == null ? "" : more)
                .contains("c.yaml")
                .doesNotContain("\n");
        assertThat(directory.resolve("ctf")).doesNotExist();
    }

    @Test
    void theLineOfMalformedYamlIsNamed() {
        assertThat(assertFails(HEAD + "resources:\n- name: xx\n  type: {\n", "line")
                        .sentence())
                .containsPattern("line [67]");
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ConstructorFile.read(
                        directory.resolve("absent.yaml"),
                        "absent.yaml",
                        ConstructOptions.DEFAULT,
                        new ConstructListener() {}))
                .withMessage("there is no file absent.yaml");
    }

    @Test
    void theSameComponentVersionTwiceIsRefused() {
        assertFails(HEAD + "references: [{name: xx}]", "c.yaml[1][1]: \"\" is no component name");
        assertFails(HEAD + "---\n" + HEAD, "c.yaml[2][1] asks for acme.org/app:1.2.0 a second time");
    }

    @Test
    void allAreBuiltOrNone() {
        assertFails(
                HEAD + "---\n" + HEAD.replace("app", "bad")
                        + "resources: [{name: x, type: t, input: {type: utf8, text: a}}]",
                "c.yaml[2][1]: resource 0 has the name \"x\"");
        assertThat(directory.resolve("ctf")).doesNotExist();
    }

    @Test
    void anUnknownAccessIsCarriedAsItIs() throws IOException {
        ComponentVersion built = build(resource("version: '1', access: {type: nobody/v7, where: {deep: [1, x]}}"));

        assertThat(built.descriptor().resources().getFirst().access().json())
                .hasToString("{\"type\":\"nobody/v7\",\"where\":{\"deep\":[1,\"x\"]}}");
        assertThat(built.descriptor().resources().getFirst().digest()).isEmpty();
    }

    @Test
    void aChartIsStoredAsHelmStoresIt() throws IOException {
        chart();
        Path packed = directory.resolve("mine-0.1.0.tgz");
        Files.write(packed, ChartDirectory.pack(directory.resolve("chart"), "test"));

        ComponentVersion built = build(HEAD + """
                resources:
                - {name: packed, type: helmChart, input: {type: helm, path: mine-0.1.0.tgz}}
                - {name: folder, type: helmChart, input: {type: Helm/v1, path: chart, version: 9.9.9, repository: charts/own}}
                """);

        Element first = built.descriptor().resources().getFirst();
        Element second = built.descriptor().resources().getLast();
        Access.LocalBlob access = (Access.LocalBlob) first.access();
        assertThat(access.mediaType()).isEqualTo("application/vnd.oci.image.manifest.v1+tar+gzip");
        assertThat(access.referenceName()).contains("acme.org/app/mine:0.1.0");
        assertThat(((Access.LocalBlob) second.access()).referenceName()).contains("acme.org/app/charts/own:9.9.9");
        assertThat(second.version()).isEqualTo("9.9.9");
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(names(built))
                .startsWith("index.json oci-layout blobs/ blobs/sha256.")
                .contains("blobs/sha256."
                        + first.digest()
                                .orElseThrow()
                                .ofManifest()
                                .orElseThrow()
                                .hex());
        HelmChart read = HelmChart.read(packed, "test");
        assertThat(new String(read.config(), UTF_8))
                .isEqualTo(
                        "{\"name\":\"mine\",\"version\":\"0.1.0\",\"description\":\"A \\u003cchart\\u003e\","
                                + "\"maintainers\":[{\"name\":\"me\"}],\"apiVersion\":\"v2\",\"annotations\":{\"a\":\"2\",\"z\":\"1\"}}");
        List<String> files = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(read.archive())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.add(entry.getName());
            }
        }
        assertThat(files)
                .containsExactly("mine/Chart.yaml", "mine/.helmignore", "mine/templates/x.yaml", "mine/values.yaml");
    }

    private void chart() throws IOException {
        write("chart/Chart.yaml", """
                apiVersion: v2
                name: mine
                version: 0.1.0
                description: A <chart>
                deprecated: false
                maintainers: [{name: me, unknown: 1}]
                annotations: {z: "1", a: "2"}
                unknown: 5
                """);
        write("chart/values.yaml", "a: 1");
        write("chart/templates/x.yaml", "kind: X");
        write("chart/templates/.hidden", "");
        write("chart/old.bak", "");
        write("chart/notes/secret.txt", "");
        write("chart/.helmignore", "# comment\n*.bak\nnotes/\n");
    }

    @Test
    void anImageMayBeStoredWithTheComponent() throws IOException {
        MemoryRegistry images = new MemoryRegistry();
        OciStore store = images.repository("img/base");
        Document amd = Images.put(store, "amd", "a");
        Document arm = Images.put(store, "arm", "b");
        Document index = platforms(amd, arm);
        store.putManifest(index, Set.of(new Tag("1.0")));
        try (RegistryServer server = RegistryServer.start(
                images, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ServerOptions.readOnly())) {
            String input = "input: {type: ociArtifact, path: 'http://127.0.0.1:%d/img/base:1.0'%s}";
            int port = server.address().getPort();

            ComponentVersion whole = build(resource(input.formatted(port, "")));

            Element element = whole.descriptor().resources().getFirst();
            Access.LocalBlob access = (Access.LocalBlob) element.access();
            assertThat(access.mediaType()).isEqualTo("application/vnd.oci.image.index.v1+tar+gzip");
            assertThat(access.referenceName()).contains("acme.org/app/xx:1.0");
            assertThat(element.digest().orElseThrow().ofManifest()).contains(index.digest());
            assertThat(names(whole))
                    .contains(
                            index.digest().hex(),
                            amd.digest().hex(),
                            arm.digest().hex());

            ComponentVersion part =
                    build(resource(input.formatted(port, ", platforms: [linux/amd64], repository: /img/mine")));

            assertThat(names(part))
                    .contains(amd.digest().hex())
                    .doesNotContain(arm.digest().hex());
            assertThat(((Access.LocalBlob)
                                    part.descriptor().resources().getFirst().access())
                            .referenceName())
                    .contains("img/mine:1.0");
            assertFails(resource(input.formatted(port, ", platforms: [aix/ppc]")), "has nothing for [aix/ppc]");
            assertFails(resource(input.formatted(port, "").replace(":1.0", ":2.0")), "2.0 is not in");
        }
    }

    private static Document platforms(Document amd, Document arm) {
        String entry = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,"
                + "\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}";
        String text = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s,%s]}"
                .formatted(
                        MediaTypes.INDEX,
                        entry.formatted(amd.mediaType(), amd.digest(), amd.size(), "amd64"),
                        entry.formatted(arm.mediaType(), arm.digest(), arm.size(), "arm64"));
        return new Document(MediaTypes.INDEX, text.getBytes(UTF_8));
    }

    @Test
    void anImageMayComeFromAnArchive() throws IOException {
        Document image;
        try (CtfArchive archive = CtfArchive.create(directory.resolve("images"));
                WriteScope scope = archive.begin()) {
            image = Images.put(archive.repository("img/base"), "1.0", "a");
            scope.commit();
        }

        ComponentVersion built = build(resource("input: {type: ociImage, path: './images//img/base:1.0'}"));

        assertThat(built.descriptor()
                        .resources()
                        .getFirst()
                        .digest()
                        .orElseThrow()
                        .ofManifest())
                .contains(image.digest());
    }

    @Test
    void contentMayComeFromAWebServer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                            + new String(exchange.getRequestBody().readAllBytes(), UTF_8))
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
            for (String[] one : new String[][] {
                {"type: wget, url: '%s/x', verb: POST, body: hello", "POST /x hello", "text/plain"},
                {"type: wget, url: '%s/x', mediaType: text/x", "GET /x ", "text/x"},
                {
                    "type: maven, repoUrl: '%s', groupId: a.b, artifactId: c, version: '1', classifier: '', extension: jar",
                    "GET /a/b/c/1/c-1.jar ",
                    "application/x-jar"
                },
            }) {
                ComponentVersion built = build(resource("input: {" + one[0].formatted(url) + "}"));
                Element element = built.descriptor().resources().getFirst();
                assertThat(new String(content(built, element), UTF_8)).isEqualTo(one[1]);
                assertThat(((Access.LocalBlob) element.access()).mediaType()).isEqualTo(one[2]);
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void theDigestOfAnImageIsAskedFor() throws IOException {
        MemoryRegistry images = new MemoryRegistry();
        Document image = Images.put(images.repository("img/base"), "1.0", "a");
        try (RegistryServer server = RegistryServer.start(
                images, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ServerOptions.readOnly())) {
            String reference =
                    "http://127.0.0.1:%d/img/base".formatted(server.address().getPort());
            String access = "version: '1', access: {type: ociArtifact, imageReference: '%s:1.0'}".formatted(reference);

            ComponentVersion built = build(resource(access));

            assertThat(built.descriptor()
                            .resources()
                            .getFirst()
                            .digest()
                            .orElseThrow()
                            .ofManifest())
                    .contains(image.digest());
            assertFails(resource(access.replace(":1.0'", ":2.0'")), "base:2.0 is not there");
            assertThat(build(resource(access.replace(":1.0'", ":2.0'") + ", options: {skipDigestGeneration: true}"))
                            .descriptor()
                            .resources()
                            .getFirst()
                            .digest())
                    .isEmpty();
            assertFails(
                    resource(
                            access
                                    + ", digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: ociArtifactDigest/v1, value: aa}"),
                    "is to have the digest");
        }
    }

    @Test
    void resourcesThatOnlyTheirVersionTellsApartHaveItInTheirIdentity() throws IOException {
        ComponentVersion built = build(HEAD + """
                resources:
                - {name: img, type: t, version: "1", access: {type: none}}
                - {name: img, type: t, version: "2", access: {type: none}}
                - {name: other, type: t, version: "2", access: {type: none}}
                """);

        assertThat(built.descriptor().resources().stream()
                        .map(e -> e.extraIdentity().toString()))
                .containsExactly("{version=1}", "{version=2}", "{}");
    }

    @Test
    void aDigestThatIsAskedForIsChecked() throws IOException {
        String digest = ", digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: genericBlobDigest/v1, value: %s}";
        String a = Digest.of("a".getBytes(UTF_8)).hex();

        build(resource("input: {type: utf8, text: a}" + digest.formatted(a)));

        assertFails(resource("input: {type: utf8, text: b}" + digest.formatted(a)), "is to have the digest");
    }

    @Test
    void theSchemaIsThatOfTheFileOrTheDefault() throws IOException {
        String file = HEAD
                + "labels: [{name: note, value: 1}]\nresources: [{name: xx, type: t, input: {type: utf8, text: a}}]";
        options = new ConstructOptions(Templater.SUBST, Settings.NONE, Optional.empty(), Schema.V3ALPHA1, false);

        ComponentDescriptor built = build(file).descriptor();

        assertThat(built.schema()).isEqualTo(Schema.V3ALPHA1);
        assertThat(built.provider()).isEqualTo("acme");
        assertThat(built.labels()).hasSize(1);
        assertThat(built.resources()).hasSize(1);
        assertThat(built.json().path("spec").has("sources")).isFalse();
        assertThat(build("meta: {configuredSchemaVersion: v2}\n" + file)
                        .descriptor()
                        .schema())
                .isEqualTo(Schema.V2);
    }

    @Test
    void theFileIsATemplateAndMayLeaveTheVersionToTheCaller() throws IOException {
        options = new ConstructOptions(
                Templater.SUBST, Settings.NONE.plus(Map.of("TEXT", "filled")), Optional.of("1.2.0"), Schema.V2, true);

        ComponentVersion built =
                build(resource("input: {type: utf8, text: '${TEXT} $${TEXT}'}").replace("version: 1.2.0\n", ""));

        Element element = built.descriptor().resources().getFirst();
        assertThat(new String(content(built, element), UTF_8)).isEqualTo("filled ${TEXT}");
        assertThat(element.digest()).isEmpty();
    }

    @Test
    void everyKindOfElementIsBuilt() throws IOException {
        ComponentDescriptor built = build("""
                components:
                - name: acme.org/app
                  version: 1.2.0
                  provider: {name: acme, labels: [{name: team, signing: true, value: core}]}
                  labels: [{name: note, value: {a: 1}}]
                  sources: [{name: code, type: git, access: {type: gitHub, commit: abc}}]
                  resources: [{name: text, type: t, input: {type: utf8, text: a}}]
                  componentReferences: [{name: lib, componentName: acme.org/lib, version: 0.3.0+b1}]
                """).descriptor();

        assertThat(built.json().at("/component/provider").asText())
                .isEqualTo("{\"name\":\"acme\",\"labels\":[{\"name\":\"team\",\"value\":\"core\",\"signing\":true}]}");
        assertThat(built.json().at("/component/creationTime").asText()).isEqualTo("1970-01-02T00:00:00Z");
        assertThat(built.labels()).hasSize(1);
        assertThat(built.sources().getFirst().version()).isEqualTo("1.2.0");
        assertThat(built.sources().getFirst().digest()).isEmpty();
        assertThat(built.references().getFirst().target()).hasToString("acme.org/lib:0.3.0+b1");
    }

    @Test
    void elementsThatAreThereMayBeKept() throws IOException {
        String file = HEAD + """
                labels: [{name: note, value: %s}]
                resources:
                - {name: one, type: t, version: "1", extraIdentity: {os: linux}, input: {type: utf8, text: old}}
                - {name: one, type: t, version: "1", extraIdentity: {os: other}, input: {type: utf8, text: kept}}
                """;
        build(file.formatted("first"));
        existing = ComponentConstructor.Existing.KEPT;

        ComponentVersion built = build(HEAD + """
                resources:
                - {name: one, type: t, version: "2", extraIdentity: {os: linux}, input: {type: utf8, text: new}}
                sources: [{name: code, type: git, access: {type: gitHub}}]
                """);

        List<Element> resources = built.descriptor().resources();
        assertThat(resources.stream().map(e -> e.extraIdentity() + " " + e.version()))
                .containsExactly("{os=other} 1", "{os=linux} 2");
        assertThat(new String(content(built, resources.getFirst()), UTF_8)).isEqualTo("kept");
        assertThat(built.descriptor().sources()).hasSize(1);
        assertThat(built.descriptor().labels()).isEmpty();
        existing = ComponentConstructor.Existing.DROPPED;
        assertThat(build(HEAD).descriptor().resources()).isEmpty();
    }

    @Test
    void buildingTwiceGivesTheSameBytesAndReplacesTheFirst() throws IOException {
        ComponentVersion first = build(resource("input: {type: utf8, text: a}"));
        assertThat(build(resource("input: {type: utf8, text: a}")).root()).isEqualTo(first.root());
        assertThat(replaced).isEmpty();
        assertThat(build(resource("input: {type: utf8, text: b}")).root()).isNotEqualTo(first.root());
        assertThat(replaced).containsExactly(APP);
    }

    private Input.Sources sources(Repositories repositories) {
        ConfiguredCredentials nobody =
                OcmConfig.empty(new Environment(Map.of(), directory)).credentials();
        return new Input.Sources(
                repositories, new Contents(new Web(origins, nobody, new Cancellation()), repositories::artifact));
    }

    private static String resource(String fields) {
        return HEAD + "resources:\n- {name: xx, type: t, %s}\n".formatted(fields);
    }

    private ComponentVersion build(String text) throws IOException {
        Path file = write("c.yaml", text);
        try (Repositories repositories = repositories()) {
            List<ComponentSpec> specs = ConstructorFile.read(file, "c.yaml", options, new ConstructListener() {});
            ComponentRepository archive = repositories.create(archive());
            new ComponentConstructor(engine, sources(repositories), Instant.ofEpochSecond(86400, 5), existing)
                    .run(specs, archive, listener, new Cancellation());
            return archive.get(APP);
        }
    }

    private Failure assertFails(String text, String says) {
        Failure[] caught = new Failure[1];
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> build(text))
                .withMessageContaining(says)
                .satisfies(failure -> caught[0] = failure);
        return caught[0];
    }

    private Repositories repositories() {
        return new Repositories(origins, Credentials.NONE, new Cancellation());
    }

    private RepositorySpec.Archive archive() {
        return new RepositorySpec.Archive(directory.resolve("ctf"), "ctf");
    }

    private byte[] content(ComponentVersion version, Element element) {
        Digest digest = ((Access.LocalBlob) element.access()).reference().getFirst();
        Descriptor blob = version.localBlob(digest);
        try (Repositories repositories = repositories()) {
            return VerifiedReader.readAll(repositories.open(archive()).store(APP.name()), blob, 1 << 20);
        }
    }

    private String names(ComponentVersion built) throws IOException {
        List<String> names = new ArrayList<>();
        byte[] content = content(built, built.descriptor().resources().getFirst());
        boolean gzip = content[0] == 0x1f;
        InputStream bytes = new ByteArrayInputStream(content);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(gzip ? new GZIPInputStream(bytes) : bytes)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return String.join(" ", names);
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void tree() throws IOException {
        Path a = write("tree/a.txt", "first\n");
        Path b = write("tree/sub/b.txt", "second\n");
        Files.setPosixFilePermissions(a, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(b, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(b.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path link = Files.createSymbolicLink(directory.resolve("tree/link"), Path.of("a.txt"));
        Files.getFileAttributeView(
                        link,
                        java.nio.file.attribute.BasicFileAttributeView.class,
                        java.nio.file.LinkOption.NOFOLLOW_LINKS)
                .setTimes(THEN, THEN, THEN);
        for (Path path : List.of(a, b, b.getParent(), a.getParent())) {
            Files.setLastModifiedTime(path, THEN);
        }
    }

    private static Set<String> files(Path path) throws IOException {
        Set<String> all = new HashSet<>();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.add(path.relativize(file) + " " + Files.size(file));
            }
        }
        return all;
    }
}
