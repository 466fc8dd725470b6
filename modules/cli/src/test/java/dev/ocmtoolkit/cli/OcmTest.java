// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OcmTest {
    @TempDir
    private Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void versionIsOneLineOfJsonWithTheKeysThatScriptsRead() {
        assertThat(run("version")).isZero();
        assertThat(out.toString())
                .matches(
                        "\\{\"Major\":\"\\d+\", \"Minor\":\"\\d+\", \"Patch\":\"\\d+\", \"PreRelease\":\"[^\"]*\", \"Meta\":\"\", "
                                + "\"GitVersion\":\"[^\"]+\", \"GitCommit\":\"([0-9a-f]{40}|unknown)\", \"GitTreeState\":\"[a-z]+\", "
                                + "\"BuildDate\":\"[^\"]+Z\", \"GoVersion\":\"java25[^\"]*\", \"Compiler\":\"javac\", "
                                + "\"Platform\":\"[a-z]+/[a-z0-9]+\"}\\R");
    }

    @Test
    void helpNamesEveryCommandThoughNoneIsMade() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(Commands.ALL.stream().map(Commands.Entry::verb).toList())
                .contains(Commands.ALL.stream()
                        .filter(entry -> entry.object().isEmpty())
                        .map(Commands.Entry::summary)
                        .toList());
    }

    @Test
    void everyCommandHasItsOwnHelp() {
        for (Commands.Entry entry : Commands.ALL) {
            List<String> words = entry.object()
                    .map(object -> List.of(entry.verb(), object.spellings().getLast(), "--help"))
                    .orElse(List.of(entry.verb(), "--help"));
            assertThat(run(words.toArray(String[]::new))).as(words.toString()).isZero();
            assertThat(out.toString()).contains(entry.summary());
        }
    }

    @Test
    void withoutArgumentsItShowsHelp() {
        assertThat(run()).isZero();
        assertThat(out.toString()).startsWith("Usage: ocm");
    }

    @Test
    void helpIsAlsoAWord() {
        assertThat(run("help", "version")).isZero();
        assertThat(out.toString()).startsWith("Usage: ocm version");
    }

    @Test
    void aWrongWordIsOneSentenceAndExitCodeOne() {
        assertThat(run("frobnicate")).isOne();
        assertThat(err.toString()).startsWith("Error: ").contains("frobnicate").hasLineCount(1);
    }

    private int run(String... args) {
        Environment nothing = new Environment(Map.of(), home);
        try (Session session = new Session(new PrintWriter(out, true), new PrintWriter(err, true), nothing, home)) {
            return Ocm.run(session, args);
        }
    }
}
