// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Help is right: it shows how a command is written, and what it gives as examples works. */
@Timeout(60)
class HelpTest {
    private static final Pattern WORD = Pattern.compile("'[^']*'|\\S+");
    private static final Pattern AT_WORK =
            Pattern.compile("serving .* end with Ctrl-C|Z Normal OCMRepository .* Reconciliation finished");
    private static final Pattern REMARK = Pattern.compile("using insecure http|end with Ctrl-C|making a new archive"
            + "|the controllers have not run since|Z Normal OCMRepository");

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Stream<String> examples() {
        return Commands.ALL.stream().flatMap(entry -> entry.examples().stream());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleWorks(String example) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (RegistryServer server = RegistryServer.start(new MemoryRegistry(), address, ServerOptions.readWrite())) {
            String registry = "localhost:" + server.address().getPort();
            prepare(registry, example);

            String place = example.startsWith("ocm serve") ? "localhost:0" : registry;
            int code = run(WORD.matcher(example.replace("localhost:5000", place))
                    .results()
                    .skip(1)
                    .map(word -> word.group().replace("'", ""))
                    .toArray(String[]::new));

            assertThat(err.toString()
                            .lines()
                            .filter(line -> !REMARK.matcher(line).find()))
                    .isEmpty();
            assertThat(code).isZero();
            assertThat(out.toString() + err).isNotEmpty().doesNotContain("no elements found", "no objects found");
        }
    }

    private void prepare(String registry, String example) throws IOException {
        Files.writeString(directory.resolve("values.yaml"), "TOOL: hammer");
        Files.writeString(directory.resolve("constructor.yaml"), """
                components:
                - name: acme.org/app
                  version: "${VERSION:-1.0.0}"
                  provider: {name: acme.org}
                  sources: [{name: code, version: 1.0.0, type: blob, input: {type: utf8, text: code}}]
                  resources:
                  - {name: notes, type: plainText, input: {type: utf8, text: hello}}
                  - {name: tool, type: executable, extraIdentity: {architecture: amd64}, input: {type: utf8, text: "${TOOL:-saw}"}}
                  componentReferences: [{name: lib, componentName: acme.org/lib, version: 1.0.0}]
                - name: acme.org/lib
                  version: 1.0.0
                  provider: {name: acme.org}
                  resources: [{name: notes, type: plainText, input: {type: utf8, text: hello}}]
                """);
        Files.createDirectories(directory.resolve("manifests"));
        Files.writeString(directory.resolve("manifests/source.yaml"), """
                apiVersion: delivery.ocm.software/v1alpha1
                kind: OCMRepository
                metadata: {name: source, namespace: default}
                spec: {repositorySpec: {type: OCIRegistry, baseUrl: "http://%s"}, interval: 10m}
                """.formatted(registry));
        String archive = example.contains("--create") ? "other" : "ctf";
        assertThat(run("add", "cv", "-c", "-F", archive, "constructor.yaml")).isZero();
        // Any manifest serves as an artifact.
        assertThat(run("transfer", "cv", archive, "http://" + registry)).isZero();
        String from = "http://%s/component-descriptors/acme.org/lib:1.0.0".formatted(registry);
        assertThat(run("transfer", "artifacts", from, "http://%s/tools/hello:1.0".formatted(registry)))
                .isZero();
        if (example.startsWith("ocm controller") && !example.startsWith("ocm controller run")) {
            assertThat(run("controller", "run", "--manifests", "manifests")).isZero();
        }
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    @Test
    void everyCommandShowsHowItIsWrittenAndAnExample() {
        for (Commands.Entry entry : Commands.ALL) {
            String[] words = entry.object()
                    .map(object ->
                            new String[] {entry.verb(), object.spellings().getFirst()})
                    .orElse(new String[] {entry.verb()});
            assertThat(help(words)).startsWith("Usage: ocm " + String.join(" ", words) + " [OPTION...]");
            assertThat(out.toString()).contains(entry.summary(), "--help");
            assertThat(entry.examples()).as("examples of %s", List.of(words)).isNotEmpty();
            entry.examples().forEach(example -> assertThat(out.toString()).contains("\n  " + example));
        }
    }

    @Test
    void whoServesIsToldWhoCanReadAndWrite() {
        assertThat(help("serve").lines())
                .contains(
                        "no authentication and no encryption: whoever reaches its port can read the archive, and with")
                .allMatch(line -> line.length() <= 120);
    }

    @Test
    void argumentsThatAreNeededDoNotLookOptional() {
        assertThat(help("transfer", "cv")).contains("[OPTION...] REFERENCE... TARGET\n");
        assertThat(help("get", "cv")).contains("[OPTION...] [REFERENCE...]\n");
    }

    @Test
    void helpBeforeACommandIsThatBehindIt() {
        String behind = help("transfer", "cv");
        out.getBuffer().setLength(0);
        assertThat(run("help", "transfer", "cv")).isZero();
        assertThat(out.toString()).isEqualTo(behind);
    }

    @Test
    void aVerbAloneTellsItsObjects() {
        assertThat(run("get")).isZero();
        assertThat(out.toString()).contains("resources, resource, res, r", "list the sources of component versions");
    }

    @Test
    void thereIsNoHelpForWhatIsNotThere() {
        assertThat(run("help", "frobnicate")).isOne();
        assertThat(err.toString()).isEqualTo("Error: \"frobnicate\" is not understood; see ocm --help%n".formatted());
        assertThat(out.toString()).isEmpty();
    }

    private String help(String... words) {
        out.getBuffer().setLength(0);
        assertThat(run(Stream.concat(Stream.of(words), Stream.of("--help")).toArray(String[]::new)))
                .isZero();
        return out.toString();
    }

    private int run(String... words) {
        Environment nothing = new Environment(Map.of(), directory);
        Interrupting on = new Interrupting();
        try (Session session = new Session(on.writer(out), on.writer(err), nothing, directory)) {
            on.session = session;
            return Ocm.run(session, words);
        }
    }

    /** Ends a command that runs until it is ended, when it does what it is for. */
    private static final class Interrupting {
        private volatile @Nullable Session session;

        PrintWriter writer(StringWriter to) {
            return new PrintWriter(to, true) {
                @Override
                public void flush() {
                    super.flush();
                    if (session != null && AT_WORK.matcher(to.toString()).find()) {
                        session.cancellation().cancel();
                    }
                }
            };
        }
    }
}
