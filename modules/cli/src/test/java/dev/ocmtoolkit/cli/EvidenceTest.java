// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.Served;
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
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is missing or damaged at a target, in a registry or an archive is found and named. */
@Timeout(60)
class EvidenceTest {
    private static final String HELLO = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final List<String> OK = List.of("COMPONENT    VERSION STATUS ERROR", "acme.org/lib 1.0.0   OK     ");

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final MemoryRegistry memory = new MemoryRegistry();
    private final OciStore versions = memory.repository("component-descriptors/acme.org/lib");
    private boolean removes;
    private final RegistryServer server = RegistryServer.start(
            memory,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ServerOptions.readWrite().withListener(this::served));
    private final String registry = "http://127.0.0.1:" + server.address().getPort();

    @BeforeEach
    void build() throws IOException {
        Files.writeString(directory.resolve("c.yaml"), """
                name: acme.org/lib
                version: 1.0.0
                provider: {name: acme.org}
                resources: [{name: text, type: plainText, input: {type: utf8, text: hello}}]
                """);
        Files.writeString(directory.resolve("app.yaml"), """
                name: acme.org/app
                version: 1.0.0
                provider: {name: acme.org}
                componentReferences: [{name: lib, version: 1.0.0, componentName: acme.org/lib}]
                """);
        assertThat(run("add", "cv", "-c", "-F", "ctf", "c.yaml")).isZero();
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** Somebody removes the component version as soon as it is there. */
    private void served(Served served) {
        if (removes && served.method().equals("PUT") && served.path().endsWith("/manifests/1.0.0")) {
            versions.deleteManifest(
                    versions.resolve(new Tag("1.0.0")).orElseThrow().digest());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--verify-target", "--verify-deep"})
    void aTransferThatIsProvenPrintsWhatItAlwaysPrints(String flag) {
        assertThat(run("transfer", "cv", flag, "ctf", registry)).isZero();
        assertThat(out.toString().lines()).endsWith("1 versions transferred");
        assertThat(run("transfer", "ctf", flag, "ctf", registry)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cv", "ctf"})
    void whatIsRemovedBeforeTheReportIsNamed(String what) {
        removes = true;
        assertThat(run("transfer", what, "--verify-target", "ctf", registry)).isEqualTo(ExitCodes.GAP);

        assertThat(out.toString()).doesNotContain("versions transferred");
        assertThat(err.toString())
                .contains("Error: 1 object(s) could not be proven to be at the target")
                .containsPattern(
                        "- target: manifest sha256:[0-9a-f]{64} \\(application/vnd.oci.image.manifest.v1\\+json\\) in %s/component-descriptors/acme.org/lib: the tag 1.0.0 is not there"
                                .formatted(registry));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--verify-target", "--verify-deep"})
    void whatIsGoneFromAVersionThatIsThereIsSentOnceMore(String flag) {
        assertThat(run("transfer", "cv", "ctf", registry)).isZero();
        versions.deleteBlob(Digest.parse(HELLO));

        assertThat(run("transfer", "cv", "ctf", registry)).isZero();
        assertThat(versions.blob(Digest.parse(HELLO))).isEmpty();
        assertThat(run("transfer", "cv", flag, "ctf", registry)).as("%s", err).isZero();
        assertThat(versions.blob(Digest.parse(HELLO))).isPresent();
        assertThat(out.toString().lines()).endsWith("1 versions transferred");
    }

    @ParameterizedTest
    @ValueSource(strings = {"to", "to.tar", "to.tgz"})
    void aTransferThatFailsMakesNoArchive(String target) throws IOException {
        assertThat(run("transfer", "cv", "ctf//acme.org/nothing:1.0.0", target)).isOne();
        Files.delete(directory.resolve("ctf/blobs/" + HELLO.replace(':', '.')));
        assertThat(run("transfer", "cv", "ctf", target)).isOne();
        assertThat(run("transfer", "ctf", "ctf", target)).isOne();

        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("c.yaml", "app.yaml", "ctf");
        }
    }

    @Test
    void whatIsGoneOnBothSidesIsNamed() throws IOException {
        assertThat(run("transfer", "cv", "ctf", registry)).isZero();
        versions.deleteBlob(Digest.parse(HELLO));
        Files.delete(directory.resolve("ctf/blobs/" + HELLO.replace(':', '.')));

        assertThat(run("transfer", "cv", "--verify-target", "ctf", registry)).isEqualTo(ExitCodes.GAP);
        assertThat(err.toString())
                .contains("- target: blob " + HELLO + " (application/octet-stream) in ")
                .contains("it could not be sent again: ");
    }

    @Test
    void anArchiveIsMadeWholeToo() throws IOException {
        assertThat(run("transfer", "cv", "ctf", "to")).isZero();
        Files.delete(directory.resolve("to/blobs/" + HELLO.replace(':', '.')));

        assertThat(run("transfer", "cv", "--verify-target", "ctf", "to"))
                .as("%s", err)
                .isZero();
        assertThat(lines("check", "cv", "--deep", "to")).isEqualTo(OK);
    }

    @Test
    void aRegistryIsCheckedWithWhatItsComponentVersionsReferTo() throws IOException {
        assertThat(run("add", "cv", "-F", "ctf", "app.yaml")).isZero();
        assertThat(run("transfer", "cv", "ctf", registry)).isZero();
        String app = registry + "//acme.org/app:1.0.0";
        assertThat(lines("check", "cv", "--deep", "-r", app)).hasSize(3).allMatch(line -> !line.contains("Damaged"));

        versions.deleteBlob(Digest.parse(HELLO));
        assertThat(lines("check", "cv", "--deep", app)).hasSize(2);
        assertThat(run("check", "cv", "--deep", "-r", app)).isEqualTo(ExitCodes.GAP);
        assertThat(out.toString()).contains("acme.org/lib 1.0.0   Damaged");
        assertThat(err.toString()).contains("Error: blob " + HELLO);

        versions.deleteTag(new Tag("1.0.0"));
        assertThat(lines("check", "cv", app)).last().asString().contains("Incomplete");
        assertThat(run("check", "cv", "--deep", app)).isEqualTo(ExitCodes.GAP);
        assertThat(err.toString()).contains("acme.org/lib:1.0.0, to which acme.org/app:1.0.0 refers, is not there");
    }

    @Test
    void aDescriptorThatIsGoneIsNamedByWhatRefersToIt() throws IOException {
        assertThat(run("add", "cv", "-F", "ctf", "app.yaml")).isZero();
        assertThat(run("transfer", "cv", "ctf", registry)).isZero();
        Digest descriptor =
                Links.of(versions.manifest(new Tag("1.0.0"))).blobs().get(1).digest();
        versions.deleteBlob(descriptor);

        assertThat(run("check", "cv", "--deep", registry + "//acme.org/app")).isEqualTo(ExitCodes.GAP);
        assertThat(out.toString()).contains("acme.org/app 1.0.0   Damaged");
        assertThat(err.toString()).contains(descriptor.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "tar", "tgz"})
    void aFlippedByteInAnArchiveIsFound(String form) throws IOException {
        assertThat(lines("check", "cv", "--deep", "ctf")).isEqualTo(OK);
        damage(form);

        assertThat(lines("check", "cv", "damaged")).isEqualTo(OK);
        assertThat(run("check", "cv", "--deep", "damaged")).isEqualTo(ExitCodes.GAP);
        assertThat(out.toString()).contains("acme.org/lib 1.0.0   Damaged");
        assertThat(err.toString()).contains("Error: blob " + HELLO).contains("does not match its digest");
        out.getBuffer().setLength(0);
        assertThat(run("check", "cv", "--deep", "damaged", "-o", "json")).isEqualTo(ExitCodes.GAP);
        assertThat(out.toString()).contains("\"damaged\"").contains("does not match its digest");
    }

    @Test
    void aListedVersionWithoutItsManifestDoesNotHideTheOthers() throws IOException {
        Files.writeString(
                directory.resolve("other.yaml"),
                Files.readString(directory.resolve("c.yaml")).replace("acme.org/lib", "acme.org/other"));
        assertThat(run("add", "cv", "-F", "ctf", "other.yaml")).isZero();
        try (CtfArchive archive = CtfArchive.open(directory.resolve("ctf"))) {
            Digest manifest = archive.repository("component-descriptors/acme.org/lib")
                    .resolve(new Tag("1.0.0"))
                    .orElseThrow()
                    .digest();
            Files.delete(directory.resolve("ctf/blobs/" + manifest.toString().replace(':', '.')));
        }

        assertThat(run("check", "cv", "--deep", "ctf")).isEqualTo(ExitCodes.GAP);

        assertThat(out.toString())
                .contains("acme.org/lib   1.0.0   Damaged")
                .containsPattern("acme.org/other 1.0.0   OK");
        assertThat(err.toString())
                .contains("component version \"acme.org/lib:1.0.0\" is listed in ctf, and its manifest is not there");
    }

    private void damage(String form) throws IOException {
        if (form.equals("directory")) {
            assertThat(run("transfer", "ctf", "ctf", "damaged")).isZero();
            Files.writeString(directory.resolve("damaged/blobs/" + HELLO.replace(':', '.')), "jello");
            return;
        }
        assertThat(run("transfer", "ctf", "ctf", "good.tar")).isZero();
        String tar = Files.readString(directory.resolve("good.tar"), ISO_8859_1);
        byte[] damaged = tar.replace("hello", "jello").getBytes(ISO_8859_1);
        try (OutputStream file = Files.newOutputStream(directory.resolve("damaged"));
                OutputStream to = form.equals("tar") ? file : new GZIPOutputStream(file)) {
            to.write(damaged);
        }
    }

    private List<String> lines(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        assertThat(run(words)).as("%s", err).isZero();
        return out.toString().lines().toList();
    }

    private int run(String... words) {
        Environment nothing = new Environment(Map.of(), directory);
        try (Session session =
                new Session(new PrintWriter(out, true), new PrintWriter(err, true), nothing, directory)) {
            return Ocm.run(session, words);
        }
    }
}
