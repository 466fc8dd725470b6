// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.ocmtoolkit.oci.ByteCount;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ocm oci copy} as a user runs it, and what is wrong with its input. */
@Timeout(60)
class OciCopyTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final MemoryRegistry content = new MemoryRegistry();
    private final OciStore from = content.repository("from");
    private final OciStore to = content.repository("to");
    private final RegistryServer server = RegistryServer.start(content, ANY, ServerOptions.readWrite());
    private final String registry = url(server.address());
    private final Document image = Images.put(from, "1", "a");

    private static String url(InetSocketAddress address) {
        return "http://127.0.0.1:" + address.getPort();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void anImageIsCopiedUnderItsTagOrAnother() {
        assertThat(run("oci", "copy", "--verify-deep", registry + "/from:1", registry + "/to"))
                .isZero();
        assertThat(out.toString()).isEqualTo("""
                EVIDENCE   OBJECTS SIZE
                read again 3       %s
                copied 1 artifact(s), sent 0 B
                """.formatted(size()));
        assertThat(run("oci", "cp", registry + "/from:1", registry + "/to:2")).isZero();
        assertThat(run("oci", "copy", registry + "/from@" + image.digest(), registry + "/to:3"))
                .isZero();

        assertThat(to.tags()).containsExactly("1", "2", "3");
        assertThat(to.manifest(new Tag("2"))).isEqualTo(image);
    }

    private String size() {
        return ByteCount.text(image.size() + 1 + "{\"layers\":1}".length());
    }

    @Test
    void withoutATagItIsTheLatest() {
        Images.put(from, "latest", "b");

        assertThat(run("oci", "copy", registry + "/from", registry + "/to")).isZero();

        assertThat(to.tags()).containsExactly("latest");
    }

    @Test
    void aDigestAloneGetsNoTag() {
        assertThat(run("oci", "copy", registry + "/from@" + image.digest(), registry + "/to"))
                .isZero();

        assertThat(to.tags()).isEmpty();
        assertThat(to.manifest(image.digest())).isEqualTo(image);
    }

    @Test
    void allTagsGoThroughAnArchiveOfAnyForm() {
        Images.put(from, "2", "b");
        for (String archive : List.of("ctf", "images.tar", "images.tgz")) {
            assertThat(run("oci", "copy", "--all-tags", registry + "/from", archive + "//from"))
                    .isZero();
            assertThat(run("oci", "copy", "--all-tags", archive + "//from", registry + "/" + archive))
                    .isZero();
            assertThat(content.repository(archive).tags()).containsExactly("1", "2");
        }
    }

    @Test
    void aDryRunTellsAndWritesNothing() {
        assertThat(run("oci", "copy", "--dry-run", registry + "/from:1", registry + "/to"))
                .isZero();
        assertThat(run("oci", "copy", "--dry-run", registry + "/from:1", "ctf//to"))
                .isZero();

        assertThat(out.toString())
                .startsWith(registry + "/to:1 would get 1 manifest(s) and 2 blob(s), 13 B\n")
                .contains("/ctf/to:1 would get 1 manifest(s) and 2 blob(s), 13 B\n");
        assertThat(to.tags()).isEmpty();
        assertThat(directory.resolve("ctf")).doesNotExist();

        run("oci", "copy", registry + "/from:1", registry + "/to");
        out.getBuffer().setLength(0);
        assertThat(run("oci", "copy", "--dry-run", registry + "/from:1", registry + "/to"))
                .isZero();
        assertThat(out.toString()).isEqualTo(registry + "/to:1 is there already\n");
    }

    @Test
    void theReportHasTheEvidenceOfEveryObject() throws IOException {
        MemoryRegistry other = new MemoryRegistry();
        try (RegistryServer target = RegistryServer.start(other, ANY, ServerOptions.readWrite())) {
            String url = url(target.address());
            assertThat(run("oci", "copy", "--report", "r.json", registry + "/from:1", url + "/to"))
                    .isZero();

            JsonNode report = report("r.json");
            assertThat(report.path("objects")).hasSize(3).allSatisfy(object -> {
                assertThat(object.path("evidence").asText()).isEqualTo("accepted");
                assertThat(object.path("repository").asText()).isEqualTo(url + "/to");
                assertThat(object.path("reference").asText()).isEqualTo("1");
                assertThat(object.path("bytes").asLong())
                        .isEqualTo(object.path("size").asLong());
                assertThat(object.path("retries").asInt(-1)).isZero();
                assertThat(object.path("milliseconds").isNumber()).isTrue();
            });
            assertThat(report.path("objects").get(2).path("digest").asText())
                    .isEqualTo(image.digest().toString());
            assertThat(report.path("gaps")).isEmpty();

            assertThat(run("oci", "copy", "--report", "r.json", registry + "/from:1", url + "/to"))
                    .isZero();
            JsonNode second = report("r.json").path("objects");
            assertThat(second.get(0).path("evidence").asText()).isEqualTo("read again");
            assertThat(second.get(1).path("evidence").asText()).isEqualTo("implied");
            assertThat(second.get(1).path("manifest").asText())
                    .isEqualTo(image.digest().toString());

            assertThat(run("oci", "copy", "--report", "r.json", registry + "/from:1", registry + "/to"))
                    .isZero();
            JsonNode mounted = report("r.json").path("objects").get(0);
            assertThat(mounted.path("evidence").asText()).isEqualTo("mounted");
            assertThat(mounted.path("from").asText()).isEqualTo("from");
        }
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("r.json"));
        }
    }

    private JsonNode report(String name) throws IOException {
        return Json.mapper().readTree(directory.resolve(name).toFile());
    }

    @Test
    void theReportOfATransferNamesComponentVersions() throws IOException {
        Files.writeString(directory.resolve("c.yaml"), """
                name: acme.org/lib
                version: 1.0.0
                provider: {name: acme.org}
                resources: [{name: text, type: plainText, input: {type: utf8, text: hello}}]
                """);
        assertThat(run("add", "cv", "-c", "-F", "ctf", "c.yaml")).isZero();
        for (String verb : List.of("cv", "ctf")) {
            assertThat(run("transfer", verb, "--report", verb + ".json", "ctf", registry + "/" + verb))
                    .isZero();
            assertThat(report(verb + ".json").path("objects"))
                    .hasSizeGreaterThan(3)
                    .allSatisfy(object ->
                            assertThat(object.path("component").asText()).isEqualTo("acme.org/lib:1.0.0"));
        }
        assertThat(run("transfer", "artifacts", "--report", "a.json", registry + "/from:1", registry + "/art:1"))
                .isZero();
        assertThat(report("a.json").path("objects")).hasSize(3);
    }

    @Test
    void aReportThatCannotBeWrittenStopsTheCopyBeforeItBegins() {
        assertThat(run("oci", "copy", "--report", "none/r.json", registry + "/from:1", registry + "/to"))
                .isOne();

        assertThat(err.toString()).contains("Error: cannot write the report ").contains("; name another file");
        assertThat(to.tags()).isEmpty();
    }

    @Test
    void sourceAndTargetMayNotBeTheSame() {
        assertThat(run("oci", "copy", registry + "/from:1", registry + "/from")).isOne();
        assertThat(error())
                .isEqualTo("Error: target: %s/from is the source as well; name another repository, or another tag"
                        .formatted(registry));
        assertThat(run("oci", "copy", registry + "/from:1", registry + "/from:2"))
                .isZero();
        assertThat(from.manifest(new Tag("2"))).isEqualTo(image);
    }

    @Test
    void aTargetThatOnlyReadsIsNamed() {
        try (RegistryServer target = RegistryServer.start(new MemoryRegistry(), ANY, ServerOptions.readOnly())) {
            assertThat(run("oci", "copy", registry + "/from:1", url(target.address()) + "/to"))
                    .isOne();
        }
        assertThat(err.toString()).contains("- target: ").doesNotContain("- source: ");
    }

    @Test
    void aRegistryThatSpeaksHtmlIsToldApart() throws IOException {
        HttpServer page = HttpServer.create(ANY, 0);
        page.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write("<html>welcome</html>".getBytes(UTF_8));
            }
        });
        page.start();
        try {
            assertThat(run("oci", "copy", url(page.getAddress()) + "/from:1", registry + "/to"))
                    .isOne();
            assertThat(err.toString()).containsPattern("- source: .*the server answers with a web page: <html>welcome");
            err.getBuffer().setLength(0);
            assertThat(run("oci", "copy", registry + "/from:1", url(page.getAddress()) + "/to"))
                    .isOne();
            assertThat(err.toString()).containsPattern("- target: .*the server answers with a web page");
            err.getBuffer().setLength(0);
            assertThat(run("oci", "copy", "--all-tags", url(page.getAddress()) + "/from", registry + "/to"))
                    .isOne();
            assertThat(err.toString()).contains("Error: source: ");
        } finally {
            page.stop(0);
        }
    }

    @Test
    void aManifestOf100MebibytesIsRefusedAfterItsLimit() throws IOException {
        HttpServer large = HttpServer.create(ANY, 0);
        large.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", MediaTypes.MANIFEST);
            exchange.sendResponseHeaders(200, 100L << 20);
            try (OutputStream body = exchange.getResponseBody()) {
                for (int i = 0; i < 100; i++) {
                    body.write(new byte[1 << 20]);
                }
            } catch (IOException e) {
                // The reader has seen enough.
            }
        });
        large.start();
        try {
            assertThat(run("oci", "copy", url(large.getAddress()) + "/from:1", registry + "/to"))
                    .isOne();
        } finally {
            large.stop(0);
        }
        assertThat(err.toString()).containsPattern("- source: .*4194304");
        assertThat(to.tags()).isEmpty();
    }

    @Test
    void anIndexThatLacksAChildIsCopiedWithoutItIfThatIsWanted() {
        Document missing = Images.withoutTag(from, "b");
        Document index = Images.index(MediaTypes.INDEX, image.descriptor(), missing.descriptor());
        from.putManifest(index, Set.of(new Tag("index")));
        from.deleteManifest(missing.digest());

        assertThat(run("oci", "copy", registry + "/from:index", registry + "/to"))
                .isOne();
        assertThat(err.toString())
                .contains("- source: ")
                .contains(missing.digest().toString());
        assertThat(run("oci", "copy", "--skip-missing", registry + "/from:index", registry + "/to"))
                .isEqualTo(ExitCodes.GAP);
        assertThat(err.toString()).contains("Error: 1 object(s) ");
        assertThat(to.manifest(image.digest())).isEqualTo(image);

        assertThat(run("oci", "copy", "--skip-missing", registry + "/from:index", "ctf//to"))
                .isEqualTo(ExitCodes.GAP);
    }

    @Test
    void indexesWithoutEndAreRefused() {
        Document inner = image;
        for (int i = 0; i < 20; i++) {
            inner = Images.index(MediaTypes.INDEX, inner.descriptor());
            from.putManifest(inner, Set.of());
        }

        assertThat(run("oci", "copy", registry + "/from@" + inner.digest(), registry + "/to:deep"))
                .isOne();
        assertThat(err.toString()).contains("- source: index ").contains("is nested more than 8 deep");
        assertThat(to.tags()).isEmpty();
    }

    @Test
    void whatIsNoReferenceToOneArtifactIsTold() {
        assertThat(run("oci", "copy", registry + "/from:1")).isOne();
        assertThat(error()).isEqualTo("Error: ocm oci copy needs SOURCE TARGET; see ocm oci copy --help");
        assertThat(run("oci", "copy", registry + "/from:1", "a", "b")).isOne();
        assertThat(run("oci", "copy", registry, registry + "/to")).isOne();
        assertThat(run("oci", "copy", "--all-tags", registry + "/from:1", registry + "/to"))
                .isOne();
        assertThat(error()).isEqualTo("Error: --all-tags copies all tags, and one is named; leave out one of them");
        assertThat(run("oci", "copy", registry + "/from:none", registry + "/to"))
                .isOne();
        assertThat(err.toString()).contains("- source: ");
    }

    private String error() {
        String last = err.toString().lines().reduce("", (before, line) -> line);
        err.getBuffer().setLength(0);
        return last;
    }

    private int run(String... words) {
        Environment nothing = new Environment(Map.of(), directory);
        try (Session session =
                new Session(new PrintWriter(out, true), new PrintWriter(err, true), nothing, directory)) {
            return Ocm.run(session, words);
        }
    }
}
