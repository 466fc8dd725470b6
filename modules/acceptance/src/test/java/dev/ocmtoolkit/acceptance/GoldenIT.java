// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the program of others did was recorded; ours does the same, down to the bytes. A folder is a case, and adding one adds no code:
 * see the README beside the recordings.
 */
class GoldenIT {
    private static final Pattern WARNING = Pattern.compile(
            "(<TIME>|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:Z|[+-]\\d\\d:\\d\\d)) warning \\[ocm/oci/ocireg] \"using insecure http for oci registry (\\S+)\"");
    private static final Pattern CREATED = Pattern.compile("\\bcreationTime: \"?([0-9TZ:-]+)");

    /** Ours says what a target becomes that is not there. */
    private static final String NEW_ARCHIVE = "making a new archive, ";

    private static RecordedAddresses addresses;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void takeAddresses(@TempDir Path archive) throws IOException {
        addresses = new RecordedAddresses(archive);
    }

    @AfterAll
    static void giveAddressesBack() throws IOException {
        addresses.close();
    }

    static List<GoldenCase> cases() throws Exception {
        List<GoldenCase> cases = new ArrayList<>();
        try (Stream<Path> folders = Files.list(resource("/golden"))) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                cases.add(GoldenCase.read(folder));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void doesTheSame(GoldenCase golden) throws IOException {
        Path work = scratch.resolve("work");
        Program ocm = new Program(work);
        golden.layOut(work);
        creationTime(golden).ifPresent(time -> ocm.with("SOURCE_DATE_EPOCH", Long.toString(time.getEpochSecond())));
        MemoryRegistry target = new MemoryRegistry();
        try (RegistryServer server = addresses.serveTarget(target)) {
            assertThat(server.address().getPort()).isPositive();
            for (int line = 0; line < golden.commands().size(); line++) {
                if (!golden.ours().skips(line)) {
                    printsTheSame(golden, line, ocm);
                }
            }
        }
        for (Path output : golden.outputs()) {
            Path ours = work.resolve(GoldenCase.name(output).substring(GoldenCase.OUTPUT.length()));
            assertThat(Difference.between(
                            Canonical.of(Contents.ofArchive(output)), Canonical.of(Contents.ofArchive(ours))))
                    .as("%s: the archive %s", golden, ours)
                    .isEmpty();
        }
        if (Files.exists(golden.folder().resolve("registry-target"))) {
            assertThat(Difference.between(
                            Canonical.of(Contents.ofRecording(golden.folder().resolve("registry-target"))),
                            Canonical.of(Contents.of(target))))
                    .as("%s: the target registry", golden)
                    .isEmpty();
        }
    }

    private static void printsTheSame(GoldenCase golden, int line, Program ocm) throws IOException {
        String command = golden.commands().get(line).replace("$REG2", RecordedAddresses.TARGET);
        List<String> words = List.of(command.split(" "));
        assertThat(words.getFirst()).isEqualTo("ocm");
        Program.Result result = ocm.run(words.subList(1, words.size()).toArray(String[]::new));

        int exitCode = golden.ours().exitCode(line).orElse(golden.exitCodes().get(line));
        assertThat(result.exitCode()).as("exit code of %s%n%s", command, result).isEqualTo(exitCode);
        assertThat(blocks(result.out())).as("output of %s", command).isEqualTo(blocks(golden.stdout(line)));
        Set<String> recorded = new HashSet<>(warnings(golden.stderr(line)));
        assertThat(warnings(result.err()))
                .as("warnings of plain HTTP by %s, each once", command)
                .containsExactlyInAnyOrderElementsOf(golden.ours().warns(line).orElse(recorded));
        if (exitCode == 0) {
            assertThat(result.err().lines())
                    .as("nothing else on standard error of %s", command)
                    .allMatch(text -> WARNING.matcher(text).matches() || text.startsWith(NEW_ARCHIVE));
        }
    }

    /** The output by component, whose order is random in the recorded program. */
    private static List<String> blocks(String output) {
        return Stream.of(output.split("(?m)^(?=transferring component )"))
                .sorted()
                .toList();
    }

    private static List<String> warnings(String stderr) {
        return stderr.lines()
                .map(WARNING::matcher)
                .filter(Matcher::matches)
                .map(warning -> warning.group(2))
                .toList();
    }

    /** When the recorded component versions were made, if the case makes some. */
    private static Optional<Instant> creationTime(GoldenCase golden) throws IOException {
        Path archive = golden.folder().resolve("output-ctf");
        return !Files.exists(archive)
                ? Optional.empty()
                : Contents.ofArchive(archive).objects().values().stream()
                        .flatMap(object -> CREATED.matcher(new String(object, StandardCharsets.ISO_8859_1))
                                .results())
                        .map(match -> Instant.parse(match.group(1)))
                        .findFirst();
    }

    private static Path resource(String name) throws URISyntaxException {
        URL url = Objects.requireNonNull(GoldenIT.class.getResource(name));
        return Path.of(url.toURI());
    }
}
