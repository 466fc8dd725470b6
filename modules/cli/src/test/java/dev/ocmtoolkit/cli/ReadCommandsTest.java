// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the commands that read do besides what is recorded of version 1: graphs with holes, other repositories, files. */
@Timeout(60)
class ReadCommandsTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void build() throws IOException {
        Files.writeString(directory.resolve("c.yaml"), """
                components:
                - name: acme.org/top
                  version: 1.0.0
                  provider: {name: acme.org}
                  resources:
                  - {name: zz, type: plainText, version: 1.10.0, input: {type: utf8, text: zz}}
                  - {name: bb, type: plainText, version: 1.0.0, extraIdentity: {os: linux}, input: {type: utf8, text: bb}}
                  - {name: aa, type: blob, version: 1.0.0, input: {type: utf8, text: aa}}
                  componentReferences:
                  - {name: mid, version: 1.0.0, componentName: acme.org/mid}
                  - {name: low, version: 1.0.0, componentName: acme.org/low}
                - name: acme.org/mid
                  version: 1.0.0
                  provider: {name: acme.org}
                  componentReferences:
                  - {name: low, version: 1.0.0, componentName: acme.org/low}
                """);
        Files.writeString(directory.resolve("low.yaml"), """
                name: acme.org/low
                version: 1.0.0
                provider: {name: acme.org}
                resources: [{name: text, type: plainText, input: {type: utf8, text: hello}}]
                """);
        assertThat(run("add", "cv", "-c", "-F", "ctf", "c.yaml")).isZero();
        assertThat(run("add", "cv", "-c", "-F", "other", "low.yaml")).isZero();
    }

    @Test
    void whatIsMissingIsShownAndWarnedOfOnce() {
        assertThat(lines("get", "cv", "ctf//acme.org/top", "-r", "-o", "tree"))
                .containsExactly(
                        "NESTING  COMPONENT    VERSION PROVIDER                    IDENTITY",
                        "└─ ⊗     acme.org/top 1.0.0   acme.org                    ",
                        "   ├─ ⊗  acme.org/mid 1.0.0   acme.org                    \"name\"=\"mid\"",
                        "   │  └─ acme.org/low 1.0.0   <unknown component version> \"name\"=\"low\"",
                        "   └─    acme.org/low 1.0.0   <unknown component version> \"name\"=\"low\"");
        assertThat(err.toString().lines())
                .containsExactly("Warning: acme.org/low:1.0.0, to which acme.org/mid:1.0.0 refers, is not there");
        assertThat(lines("get", "cv", "ctf//acme.org/top", "-r", "-o", "yaml"))
                .containsSubsequence("---", "error: not found", "name: acme.org/low", "version: 1.0.0");
    }

    @Test
    void anotherRepositoryHasIt() {
        assertThat(lines("get", "resources", "ctf//acme.org/top", "text", "-r", "--lookup", "other"))
                .containsExactly(
                        "REFERENCEPATH                                              NAME VERSION IDENTITY TYPE      RELATION",
                        "acme.org/top:1.0.0->acme.org/low:1.0.0                     text 1.0.0            plainText local",
                        "acme.org/top:1.0.0->acme.org/mid:1.0.0->acme.org/low:1.0.0 text 1.0.0            plainText local");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theLastColumnSortsFirst() {
        assertThat(names("-s", "NAME", "-s", "IDENTITY")).containsExactly("aa", "zz", "bb");
        assertThat(names("-s", "NAME,IDENTITY")).containsExactly("aa", "zz", "bb");
    }

    private List<String> names(String... options) {
        String[] words = Stream.concat(Stream.of("get", "resources", "ctf//acme.org/top"), Stream.of(options))
                .toArray(String[]::new);
        return lines(words).stream().skip(1).map(line -> line.split(" ", 2)[0]).toList();
    }

    @Test
    void theConfigurationSaysWhereComponentsAre() throws IOException {
        Files.writeString(directory.resolve(".ocmconfig"), """
                type: generic.config.ocm.software/v1
                configurations:
                - type: ocm.config.ocm.software
                  resolvers:
                  - {repository: {type: CommonTransportFormat, filePath: ctf}, prefix: acme.org}
                  - {repository: {type: CommonTransportFormat, filePath: other}, prefix: acme.org}
                """);
        assertThat(lines("get", "cv", "acme.org/low:1.0.0"))
                .containsExactly("COMPONENT    VERSION PROVIDER", "acme.org/low 1.0.0   acme.org");
        assertThat(lines("get", "cv", "acme.org/mid", "-r")).hasSize(3).noneMatch(line -> line.contains("unknown"));
    }

    @Test
    void listsTellWhatIsNotThereWithoutReading() {
        assertThat(lines("list", "cv", "ctf//acme.org/top:9.9.9"))
                .containsExactly("COMPONENT    VERSION MESSAGE", "acme.org/top 9.9.9   <unknown component version>");
    }

    @Test
    void checkTellsTheWayToWhatIsMissingAndFailsWhenAsked() {
        assertThat(lines("check", "cv", "ctf", "-o", "wide"))
                .containsExactly(
                        "COMPONENT    VERSION STATUS     ERROR MISSING                                                    NON-LOCAL",
                        "acme.org/mid 1.0.0   Incomplete       acme.org/low:1.0.0[acme.org/mid:1.0.0]                     ",
                        "acme.org/top 1.0.0   Incomplete       acme.org/low:1.0.0[acme.org/top:1.0.0->acme.org/mid:1.0.0] ");
        assertThat(run("check", "cv", "ctf", "--fail-on-error")).isOne();
        assertThat(err.toString())
                .isEqualTo(
                        "Error: incomplete component version acme.org/mid:1.0.0, incomplete component version acme.org/top:1.0.0%n"
                                .formatted());
    }

    @Test
    void severalResourcesAreBelowTheirComponentVersions() {
        assertThat(lines("download", "resources", "ctf//acme.org/top", "-r", "--lookup", "other", "-O", "all"))
                .containsExactly(
                        "all/acme.org/top/1.0.0/zz: 2 byte(s) written",
                        "all/acme.org/top/1.0.0/bb-os=linux: 2 byte(s) written",
                        "all/acme.org/top/1.0.0/aa: 2 byte(s) written",
                        "all/acme.org/top/1.0.0/acme.org/mid/1.0.0/acme.org/low/1.0.0/text: 5 byte(s) written",
                        "all/acme.org/top/1.0.0/acme.org/low/1.0.0/text: 5 byte(s) written");
        assertThat(directory.resolve("all/acme.org/top/1.0.0/acme.org/low/1.0.0/text"))
                .hasContent("hello");
        assertThat(lines("download", "resources", "ctf//acme.org/top", "-t", "blob", "-O", "all"))
                .containsExactly("all/aa: 2 byte(s) written");
    }

    @Test
    void anExecutableIsThatOfThisPlatformAndCanBeRun() throws IOException {
        List<String> platform = List.of(Build.platform().split("/"));
        Files.writeString(directory.resolve("tools.yaml"), """
                name: acme.org/tools
                version: 1.0.0
                provider: {name: acme.org}
                resources:
                - {name: tool, type: executable, extraIdentity: {os: %s, architecture: %s}, input: {type: utf8, text: ours}}
                - {name: tool, type: executable, extraIdentity: {os: plan9, architecture: mips}, input: {type: utf8, text: other}}
                - {name: tool, type: blob, input: {type: utf8, text: none}}
                """.formatted(platform.get(0), platform.get(1)));
        assertThat(run("add", "cv", "-c", "-F", "tools", "tools.yaml")).isZero();

        assertThat(lines("download", "resources", "-x", "tools//acme.org/tools", "tool"))
                .containsExactly("tool: 4 byte(s) written");

        assertThat(directory.resolve("tool")).hasContent("ours").isExecutable();
        assertThat(lines("download", "resources", "-x", "ctf//acme.org/top")).containsExactly("no resources selected");
    }

    @Test
    void aNameFromOutsideDoesNotLeadOut() throws IOException {
        Files.writeString(directory.resolve("low.yaml"), """
                name: acme.org/low
                version: 2.0.0
                provider: {name: acme.org}
                resources:
                - name: text
                  type: plainText
                  labels: [{name: downloadName, value: ../../escaped}]
                  input: {type: utf8, text: hello}
                """);
        assertThat(run("add", "cv", "-F", "other", "low.yaml")).isZero();

        assertThat(run("download", "resources", "other//acme.org/low:2.0.0")).isOne();
        assertThat(err.toString()).contains("which is not safe").hasLineCount(1);
        assertThat(directory.resolve("../../escaped")).doesNotExist();
        assertThat(lines("download", "resources", "other//acme.org/low:2.0.0", "-O", "named"))
                .containsExactly("named: 5 byte(s) written");
    }

    @Test
    void whatIsCorruptIsNotLeftBehind() throws IOException {
        try (Stream<Path> blobs = Files.list(directory.resolve("other/blobs"))) {
            for (Path blob : blobs.toList()) {
                if (Files.readString(blob, StandardCharsets.ISO_8859_1).equals("hello")) {
                    Files.writeString(blob, "jello");
                }
            }
        }
        assertThat(run("download", "resources", "other//acme.org/low", "-O", "file"))
                .isOne();
        assertThat(run("download", "cv", "other//acme.org/low", "-O", "cv")).isOne();
        assertThat(err.toString()).contains("does not match its digest");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .doesNotContain("file", "cv")
                    .noneMatch(name -> name.startsWith("."));
        }
    }

    @Test
    void whatIsOnAWebServerIsComparedWithWhatWasRecorded() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, "hello".length());
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        try {
            String url =
                    "http://127.0.0.1:%d/file".formatted(server.getAddress().getPort());
            Files.writeString(
                    directory.resolve("web.yaml"), """
                    name: acme.org/web
                    version: 1.0.0
                    provider: {name: acme.org}
                    resources:
                    - {name: file, type: blob, version: 1.0.0, access: {type: wget, url: "URL"}}
                    - name: other
                      type: blob
                      version: 1.0.0
                      access: {type: wget, url: "URL"}
                      digest: {hashAlgorithm: SHA-256, normalisationAlgorithm: genericBlobDigest/v1, value: DIGEST}
                    """.replace("URL", url).replace("DIGEST", "ab".repeat(32)));
            assertThat(run("add", "cv", "-c", "-F", "web", "web.yaml")).isZero();

            assertThat(lines("download", "resources", "web//acme.org/web", "file"))
                    .containsExactly("file: 5 byte(s) written");
            assertThat(run("download", "resources", "web//acme.org/web", "other", "-O", "renamed"))
                    .isOne();
            assertThat(err.toString()).contains("resource \"other\" is another than its component version recorded");
            assertThat(directory.resolve("renamed")).doesNotExist();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aComponentArchiveNamesItsFiles() {
        assertThat(lines("download", "cv", "other//acme.org/low:1.0.0", "-O", "cv"))
                .containsExactly("cv: downloaded");
        String digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        assertThat(directory.resolve("cv/component-descriptor.yaml"))
                .content()
                .contains("localReference: sha256." + digest);
        assertThat(directory.resolve("cv/blobs/sha256." + digest)).hasContent("hello");
        assertThat(lines("download", "cv", "other", "-t", "tgz"))
                .containsExactly("other/acme.org/low/1.0.0.tgz: downloaded");
    }

    @Test
    void artifactsKeepTheirNamesInAnArchiveAndDoNotTakeEachOthers() {
        assertThat(lines("transfer", "artifacts", "ctf", "ctf::images"))
                .containsExactly(
                        "copying ctf/component-descriptors/acme.org/mid:1.0.0 to ctf::images/component-descriptors/acme.org/mid:1.0.0...",
                        "copying ctf/component-descriptors/acme.org/top:1.0.0 to ctf::images/component-descriptors/acme.org/top:1.0.0...",
                        "copied 2 from 2 artifact(s) and 2 repositories");
        assertThat(lines("get", "cv", "images")).hasSize(3);
        assertThat(run("transfer", "artifacts", "ctf", "ctf::images//one")).isOne();
        assertThat(err.toString()).contains("would both become ctf::images/one:1.0.0");
    }

    @Test
    void anArchiveWithoutComponentVersionsIsTold() throws IOException {
        Files.createDirectories(directory.resolve("empty/blobs"));
        Files.writeString(directory.resolve("empty/artifact-index.json"), "{\"schemaVersion\":1,\"artifacts\":[]}");
        assertThat(lines("transfer", "ctf", "empty", "ctf")).containsExactly("empty holds no component versions");
    }

    private List<String> lines(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        assertThat(run(words)).as("%s", err).isZero();
        return out.toString().lines().toList();
    }

    @Test
    void nothingIsDownloadedOutsideOfTheDirectory() throws IOException {
        String out = "../" + directory.getFileName() + "/a/../../" + directory.getFileName() + "/other";

        assertThat(lines("download", "cv", out, "ctf//acme.org/top", "-O", "d"))
                .contains("d/%s/other/acme.org/low/1.0.0: downloaded".formatted(directory.getFileName()))
                .allMatch(line -> line.startsWith("d/"));

        assertThat(directory.resolve("d/%s/other/acme.org/low/1.0.0".formatted(directory.getFileName())))
                .isDirectory();
    }

    @Test
    void aCancelledDownloadEndsAndLeavesNothing() throws IOException {
        Environment nothing = new Environment(Map.of(), directory);
        for (String kind : List.of("resources", "cv")) {
            try (Session session =
                    new Session(new PrintWriter(out, true), new PrintWriter(err, true), nothing, directory)) {
                session.cancellation().cancel();

                assertThat(Ocm.run(session, "download", kind, "other//acme.org/low:1.0.0", "-O", "cancelled"))
                        .isEqualTo(ExitCodes.CANCELLED);
            }
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.equals("cancelled") || name.startsWith("."));
        }
    }

    private int run(String... words) {
        Environment nothing = new Environment(Map.of(), directory);
        try (Session session =
                new Session(new PrintWriter(out, true), new PrintWriter(err, true), nothing, directory)) {
            return Ocm.run(session, words);
        }
    }
}
