// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --dry-run} prints, and that it does nothing else. */
@Timeout(60)
class TransferDryRunTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final RegistryServer server = RegistryServer.start(
            new MemoryRegistry(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ServerOptions.readWrite().withListener(served -> asked.add(served.method())));
    private final String registry = "http://127.0.0.1:" + server.address().getPort();

    @BeforeEach
    void makeArchive() throws IOException {
        add("ctf", "hello");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aTableSaysWhatBecomesOfEachElement() {
        assertThat(run("transfer", "cv", "-r", "--dry-run", "ctf//acme.org/app:1.0.0", registry))
                .isZero();
        assertThat(withoutSizes()).isEqualTo("""
                COMPONENT VERSION  ELEMENT                    ACTION       WHY                                                       BYTES
                acme.org/app:1.0.0 resource 0 text[plainText] copy         the target lacks it                                       N
                acme.org/app:1.0.0 resource 1 page[blob]      by reference its access is acme.org/page                               N
                acme.org/app:1.0.0 -                          copy         the target lacks it                                       N
                acme.org/lib:1.0.0 resource 0 text[plainText] mount        the registry has it in component-descriptors/acme.org/app N
                acme.org/lib:1.0.0 -                          copy         the target lacks it                                       N

                copy: 7 object(s), N byte(s)
                mount: 1 object(s), N byte(s)
                by reference: 0 object(s), N byte(s)
                2 component version(s), of which 0 cannot be transferred; nothing was written
                """);
        assertThat(asked).isNotEmpty().allMatch(method -> method.equals("HEAD"));
    }

    @Test
    void whatAnEarlierTransferBringsIsNotPlannedAgain() {
        String app = "ctf//acme.org/app:1.0.0";
        assertThat(run("transfer", "cv", "-r", "--dry-run", app, "ctf//acme.org/lib:1.0.0", registry))
                .isZero();
        assertThat(out.toString())
                .containsPattern("acme.org/lib:1.0.0 - +keep +an earlier transfer brings it +0")
                .contains("copy: 7 object(s)");
    }

    @Test
    void aWholeArchiveToAnArchiveThatIsNotMade() throws IOException {
        assertThat(run("transfer", "ctf", "--dry-run", "-o", "json", "ctf", "new"))
                .isZero();
        assertThat(directory.resolve("new")).doesNotExist();
        assertThat(err.toString()).startsWith("it would make a new archive, ").hasLineCount(1);
        JsonNode items = json().path("items");
        assertThat(items.get(0).path("component").asText()).isEqualTo("acme.org/app");
        JsonNode step = items.get(0).path("steps").get(0);
        assertThat(step.path("element").path("name").asText()).isEqualTo("text");
        assertThat(step.path("action").asText()).isEqualTo("copy");
        assertThat(step.path("objects").get(0).path("digest").asText()).startsWith("sha256:");
        JsonNode totals = items.get(2).path("totals");
        assertThat(totals.path("versions").asInt()).isEqualTo(2);
        // The text of both is one in an archive.
        assertThat(totals.path("copy").path("objects").asInt()).isEqualTo(7);
        assertThat(totals.path("keep").path("objects").asInt()).isOne();
    }

    @Test
    void yamlComesAVersionADocument() {
        assertThat(run("transfer", "cv", "--dry-run", "-o", "yaml", "ctf//acme.org/lib:1.0.0", registry))
                .isZero();
        assertThat(out.toString())
                .startsWith("---\ncomponent: acme.org/lib\n")
                .contains("action: copy", "---\ntotals:\n");
    }

    @Test
    void whatCannotBeDoneIsAFailure() throws IOException {
        assertThat(run("transfer", "cv", "ctf//acme.org/lib:1.0.0", registry)).isZero();
        add("other", "changed");

        assertThat(run("transfer", "cv", "--dry-run", "other//acme.org/lib:1.0.0", registry))
                .isOne();

        assertThat(out.toString())
                .contains("acme.org/lib:1.0.0 -       conflict the target's differs because some artifact")
                .contains("1 component version(s), of which 1 cannot be transferred");
        assertThat(err.toString()).contains("Error: 1 component version(s) cannot be transferred");
    }

    @Test
    void optionsThatContradictEachOtherAreToldBeforeAnything() {
        assertThat(run("transfer", "cv", "-o", "yaml", "ctf//acme.org/lib", registry))
                .isOne();
        assertThat(err.toString()).contains("add --dry-run");
        assertThat(run("transfer", "cv", "--dry-run", "-B", "bom.json", "ctf//acme.org/lib", registry))
                .isOne();
        assertThat(asked).isEmpty();
    }

    @Test
    void theBillOfMaterialsIsWrittenWhenAllWasTransferred() throws IOException {
        Path bom = directory.resolve("bom.json");
        assertThat(run("transfer", "cv", "-B", "bom.json", "ctf", "ctf//acme.org/none:1.0.0", registry))
                .isOne();
        assertThat(bom).doesNotExist();

        assertThat(run("transfer", "cv", "--bom-file", "bom.json", "ctf//acme.org/lib:1.0.0", "ctf", registry))
                .isZero();

        assertThat(bom)
                .hasContent("{\"componentVersions\":[{\"component\":\"acme.org/app\",\"version\":\"1.0.0\"},"
                        + "{\"component\":\"acme.org/lib\",\"version\":\"1.0.0\"}]}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bom)))
                .isEqualTo("rw-r-----");
    }

    private void add(String archive, String text) throws IOException {
        Files.writeString(directory.resolve(archive + ".yaml"), """
                components:
                - name: acme.org/app
                  version: 1.0.0
                  provider: {name: acme.org}
                  resources:
                  - {name: text, type: plainText, input: {type: utf8, text: %1$s}}
                  - {name: page, type: blob, version: 1.0.0, access: {type: acme.org/page}}
                  componentReferences: [{name: lib, componentName: acme.org/lib, version: 1.0.0}]
                - name: acme.org/lib
                  version: 1.0.0
                  provider: {name: acme.org}
                  resources: [{name: text, type: plainText, input: {type: utf8, text: %1$s}}]
                """.formatted(text));
        assertThat(run("add", "cv", "-c", "--file", archive, archive + ".yaml")).isZero();
        forget();
        asked.clear();
    }

    /** The output, with every number of bytes as N. */
    private String withoutSizes() {
        return out.toString().replaceAll("(?m) \\d+$", " N").replaceAll("\\d+ byte", "N byte");
    }

    private JsonNode json() {
        return Json.object(out.toString().getBytes(StandardCharsets.UTF_8), "output");
    }

    private void forget() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    private int run(String... words) {
        forget();
        Environment nothing = new Environment(Map.of(), directory);
        try (Session session =
                new Session(new PrintWriter(out, true), new PrintWriter(err, true), nothing, directory)) {
            return Ocm.run(session, words);
        }
    }
}
