// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads in other forms than that in which content is stored: by the type of a resource, and of artifacts by option. */
@Timeout(60)
class DownloadFormsTest {
    private static final String ARTIFACT = "ctf//component-descriptors/acme.org/app:1.0.0";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void build() throws IOException {
        Files.createDirectories(directory.resolve("tree/sub"));
        Files.writeString(directory.resolve("tree/a.txt"), "hi");
        Files.writeString(directory.resolve("tree/sub/b.txt"), "hello");
        Files.createDirectories(directory.resolve("chart/templates"));
        Files.writeString(directory.resolve("chart/Chart.yaml"), "apiVersion: v2\nname: chart\nversion: 1.2.3\n");
        Files.writeString(directory.resolve("chart/templates/cm.yaml"), "kind: ConfigMap\n");
        Files.writeString(directory.resolve("c.yaml"), """
                name: acme.org/app
                version: 1.0.0
                provider: {name: acme.org}
                resources:
                - {name: tree, type: directoryTree, input: {type: dir, path: tree}}
                - {name: treegz, type: filesystem, input: {type: dir, path: tree, compress: true}}
                - {name: chart, type: helmChart, input: {type: helm, path: chart}}
                - {name: exe, type: executable, extraIdentity: {os: plan9}, input: {type: utf8, text: run}}
                - {name: notes, type: plainText, input: {type: utf8, text: hello}}
                - {name: notree, type: directoryTree, input: {type: utf8, text: hello}}
                - {name: image, type: filesystem, input: {type: helm, path: chart, repository: image}}
                - {name: damaged, type: directoryTree, input: {type: utf8, text: no tar, mediaType: application/x-tar}}
                """);
        assertThat(run("add", "cv", "-c", "-F", "ctf", "c.yaml")).as("%s", err).isZero();
    }

    @Test
    void theTypeOfAResourceSaysTheFormOfItsFile() throws IOException {
        assertThat(downloaded("tree")).containsExactly("out: 2 file(s) with 7 byte(s) written");
        assertThat(directory.resolve("out/sub/b.txt")).hasContent("hello");
        assertThat(downloaded("treegz")).containsExactly("out: 2 file(s) with 7 byte(s) written");
        assertThat(directory.resolve("out/a.txt")).hasContent("hi");
        assertThat(downloaded("exe")).containsExactly("out: 3 byte(s) written");
        assertThat(directory.resolve("out")).isExecutable();
        assertThat(downloaded("notes")).containsExactly("out: 5 byte(s) written");
        assertThat(directory.resolve("out").toFile().canExecute()).isFalse();
        assertThat(downloaded("notree")).containsExactly("out: 5 byte(s) written");
    }

    @Test
    void aChartIsAPackageAlsoWhereItIsStoredAsAnArtifact() throws IOException {
        assertThat(downloaded("chart")).singleElement().asString().matches("out.tgz: \\d+ byte\\(s\\) written");
        try (InputStream chart = new GZIPInputStream(Files.newInputStream(directory.resolve("out.tgz")))) {
            assertThat(new String(chart.readNBytes(20), StandardCharsets.US_ASCII))
                    .startsWith("chart/Chart.yaml");
        }
        assertThat(lines("download", "resources", "ctf//acme.org/app", "chart", "-d", "-O", "named.tgz"))
                .singleElement()
                .asString()
                .startsWith("named.tgz: ");
        assertThat(lines("download", "resources", "ctf//acme.org/app", "chart", "-O", "set"))
                .singleElement()
                .asString()
                .startsWith("set: ");
        assertThat(directory.resolve("set")).isRegularFile();
    }

    @Test
    void whatHasNoFormOrIsDamagedLeavesNothing() {
        assertThat(run("download", "resources", "ctf//acme.org/app", "image", "-d", "-O", "out"))
                .isOne();
        assertThat(err.toString()).contains("resource \"image\"", "whose layers are not put together to a directory");
        assertThat(run("download", "resources", "ctf//acme.org/app", "damaged", "-d", "-O", "out"))
                .isOne();
        assertThat(err.toString()).contains("resource \"damaged\" is no tar, or is damaged");
        assertThat(run("download", "resources", "ctf//acme.org/app", "tree", "-d", "-O", "-"))
                .isOne();
        assertThat(err.toString()).contains("a directory does not go to standard output");
        assertThat(run("download", "resources", "ctf//acme.org/app", "tree", "-d", "-O", "c.yaml"))
                .isOne();
        assertThat(err.toString()).contains("c.yaml is there already");
        assertThat(directory.resolve("out")).doesNotExist();
        assertThat(directory.toFile().list()).noneMatch(name -> name.startsWith(".tmp-"));
    }

    @Test
    void layersAreFilesOfTheirOwn() {
        assertThat(lines("download", "artifacts", ARTIFACT, "--layers", "0,1", "-O", "layer"))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("layer-0: layer 0: "),
                        line -> assertThat(line).startsWith("layer-1: layer 1: "));
        assertThat(directory.resolve("layer-0")).content().startsWith("component-descriptor.yaml");
        assertThat(lines("download", "artifacts", ARTIFACT, "--layers", "0", "-O", "one"))
                .singleElement()
                .asString()
                .startsWith("one: layer 0: ");
        assertThat(directory.resolve("one")).hasSameBinaryContentAs(directory.resolve("layer-0"));
    }

    @Test
    void anImageLayoutHasADirectoryForEachAlgorithm() {
        assertThat(lines("download", "artifacts", ARTIFACT, "--oci-layout", "-O", "layout"))
                .containsExactly("layout: downloaded");
        assertThat(directory.resolve("layout/index.json")).exists();
        assertThat(directory.resolve("layout/blobs/sha256").toFile().list())
                .isNotEmpty()
                .allMatch(name -> name.matches("[0-9a-f]{64}"));
        assertThat(lines("download", "artifacts", ARTIFACT, "--oci-layout", "-t", "tar", "-O", "layout.tar"))
                .containsExactly("layout.tar: downloaded");
        assertThat(directory.resolve("layout.tar")).content().contains("blobs/sha256/");
    }

    @Test
    void aDescriptorIsPrintedInTheFormThatIsAskedFor() {
        assertThat(lines("get", "cv", "ctf//acme.org/app", "-o", "yaml", "-S", "v3alpha1"))
                .contains("apiVersion: ocm.software/v3alpha1", "  - access:")
                .doesNotContain("  schemaVersion: v2");
        assertThat(lines("get", "cv", "ctf//acme.org/app", "-o", "yaml", "-S", "v2"))
                .isEqualTo(lines("get", "cv", "ctf//acme.org/app", "-o", "yaml"));
    }

    @Test
    void onlyTheVersionsThatAreAdmittedAreTransferred() throws IOException {
        Files.writeString(directory.resolve("c2.yaml"), """
                components:
                - {name: acme.org/app, version: 1.1.0, provider: {name: acme.org}}
                - {name: acme.org/app, version: 2.0.0, provider: {name: acme.org}}
                """);
        assertThat(run("add", "cv", "-F", "ctf", "c2.yaml")).as("%s", err).isZero();

        assertThat(lines("transfer", "cv", "--repo", "ctf", "-c", "<2", "--latest", "acme.org/app", "some"))
                .contains("1 versions transferred");
        assertThat(lines("transfer", "cv", "-c", ">9", "ctf//acme.org/app", "none"))
                .containsExactly("0 versions transferred");

        assertThat(lines("list", "cv", "some")).hasSize(2).last().asString().startsWith("acme.org/app 1.1.0");
    }

    private List<String> downloaded(String resource) throws IOException {
        Path old = directory.resolve("out");
        if (Files.exists(old)) {
            Files.move(old, directory.resolve("before-" + resource));
        }
        return lines("download", "resources", "ctf//acme.org/app", resource, "-d", "-O", "out");
    }

    private List<String> lines(String... words) {
        out.getBuffer().setLength(0);
        assertThat(run(words)).as("%s", err).isZero();
        return out.toString().lines().toList();
    }

    private int run(String... words) {
        err.getBuffer().setLength(0);
        Environment nothing = new Environment(Map.of(), directory);
        try (Session session =
                new Session(new PrintWriter(out, true), new PrintWriter(err, true), nothing, directory)) {
            return Ocm.run(session, words);
        }
    }
}
