// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ocm add componentversions}, as a user types it. */
class AddTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        write("c.yaml", """
                name: acme.org/app
                version: "${VERSION:-1.0.0}"
                provider: {name: "${WHO:-acme}"}
                resources: [{name: text, type: t, input: {type: utf8, text: "${TEXT}"}}]
                """);
    }

    @Test
    void valuesComeFromTheEnvironmentThenFilesThenArguments() throws IOException {
        write("s.yaml", "WHO: file\nTEXT: file");

        assertThat(run("add cv --addenv -s s.yaml --dry-run c.yaml TEXT=argument VERSION=2.0.0"))
                .isZero();

        assertThat(out.toString()).isEqualTo("""
                processing c.yaml...
                  processing document 1...
                    processing index 1
                found 1 component
                ---
                name: acme.org/app
                provider:
                  name: file
                resources:
                - input:
                    text: argument
                    type: utf8
                  name: text
                  type: t
                version: 2.0.0

                """);
    }

    @Test
    void aDryRunMayPrintToAFileAndMakesNoArchive() throws IOException {
        assertThat(run("add cv -c -F ctf --dry-run -O printed.yaml c.yaml")).isZero();

        assertThat(directory.resolve("printed.yaml")).content().startsWith("---\nname: acme.org/app\n");
        assertThat(out.toString()).endsWith("found 1 component\n");
        assertThat(directory.resolve("ctf")).doesNotExist();
    }

    @Test
    void templatesMayBeLeftAsTheyAre() throws IOException {
        write("c.yaml", "name: acme.org/app\nprovider: {name: '${WHO}'}\n");

        assertThat(run("add cv --create -F ctf --templater none -v 1.5.0 c.yaml"))
                .isZero();
        assertThat(run("get cv ctf")).isZero();

        assertThat(out.toString()).endsWith("acme.org/app 1.5.0   ${WHO}\n");
    }

    @Test
    void aVersionIsReplacedWithAWordAndOthersStay() throws IOException {
        run("add cv -c -F ctf c.yaml");
        assertThat(err.toString()).isEmpty();

        assertThat(run("add cv ctf c.yaml")).isZero();
        assertThat(err.toString()).isEmpty();

        assertThat(run("add cv ctf c.yaml TEXT=other")).isZero();
        assertThat(err.toString()).isEqualTo("acme.org/app:1.0.0 was there with other content, which is replaced\n");

        assertThat(run("add cv -F ctf c.yaml VERSION=1.1.0")).isZero();
        assertThat(versions()).containsExactly("1.0.0", "1.1.0");
    }

    @Test
    void anArchiveIsMadeAnewByForce() throws IOException {
        run("add cv -c -F ctf c.yaml");

        assertThat(run("add cv --force -F ctf absent.yaml")).isOne();
        assertThat(versions()).containsExactly("1.0.0");

        assertThat(run("add cv -c -f -F ctf c.yaml VERSION=2.0.0")).isZero();
        assertThat(versions()).containsExactly("2.0.0");
    }

    @Test
    void whatIsReferredToIsAddedToo() throws IOException {
        write("lib.yaml", """
                components:
                - {name: acme.org/lib, version: 1.0.0, provider: {name: x}, references: [{name: base, componentName: acme.org/base, version: 1.0.0}]}
                - {name: acme.org/base, version: 1.0.0, provider: {name: x}}
                """);
        write("app.yaml", """
                components:
                - name: acme.org/app
                  version: 1.0.0
                  provider: {name: x}
                  references:
                  - {name: lib, componentName: acme.org/lib, version: 1.0.0}
                  - {name: sib, componentName: acme.org/sib, version: 1.0.0}
                - {name: acme.org/sib, version: 1.0.0, provider: {name: x}}
                """);
        run("add cv -c -F libs lib.yaml");
        out.getBuffer().setLength(0);

        assertThat(run("add cv -c -F ctf --complete --lookup ./libs app.yaml")).isZero();

        assertThat(out.toString()).endsWith("""
                adding component acme.org/app:1.0.0...
                  adding reference acme.org/lib: "name"="lib","version"="1.0.0"...
                  adding reference acme.org/sib: "name"="sib","version"="1.0.0"...
                adding component acme.org/sib:1.0.0...
                completing acme.org/app:1.0.0...
                  transferring version "acme.org/lib:1.0.0"...
                    transferring version "acme.org/base:1.0.0"...
                    ...adding component version...
                  ...adding component version...
                """);
        assertThat(run("add cv ctf --complete --lookup ./libs app.yaml")).isZero();
        assertThat(out.toString()).endsWith("""
                completing acme.org/app:1.0.0...
                  reference lib[acme.org/lib:1.0.0] already found
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--templater|--templater",
                "--templater= c.yaml|\"\" is no kind of template; use subst, go or none",
                "--templater go go.yaml|go.yaml, line 2: {{ .VERSION }} needs a value for VERSION, and there is none",
                "--templater spiff c.yaml|templates of the kind spiff are not filled by this program",
                "--templater none c.yaml A=b|values are given, and --templater none uses none",
                "--templater none --addenv c.yaml|values are given, and --templater none uses none",
                "-s absent.yaml c.yaml|there is no file of settings absent.yaml",
                "-s list.yaml c.yaml|the settings in list.yaml are not one mapping of names",
                "-s malformed.yaml c.yaml|malformed.yaml, line 1",
                "malformed.yaml|malformed.yaml, line 1",
                "open.yaml|open.yaml, line 2: the text has a ${A that no } ends",
                "no-input.yaml|missing.bin, which is not there",
                "number.yaml|number.yaml[1][1] has the version 1.1, which is no text without quotes",
                "--scheme v7 c.yaml|schema version \"v7\" is unknown; use v2 or ocm.software/v3alpha1",
                "-O out.yaml c.yaml|--output is where --dry-run prints to",
                "--complete c.yaml|--complete needs --lookup",
                "-V c.yaml|are for what --complete adds",
                "--complete --lookup ./nowhere c.yaml|nowhere",
                "--complete --lookup ./other refers.yaml|refers to acme.org/none:1.0.0, which is not in ./other",
                "A=b|no specifications given",
            })
    void whatIsWrongIsToldInOneSentenceAndLeavesNothing(String words, String says) throws IOException {
        write("list.yaml", "[1]");
        write("malformed.yaml", "a: b: c");
        write("go.yaml", "name: acme.org/app\nversion: {{ .VERSION }}");
        write("open.yaml", "name: acme.org/app\nversion: ${A");
        write(
                "no-input.yaml",
                Files.readString(directory.resolve("c.yaml"))
                        .replace("utf8, text", "file, path")
                        .replace("${TEXT}", "missing.bin"));
        write("number.yaml", "{name: acme.org/app, version: 1.10, provider: {name: x}}");
        write("refers.yaml", """
                {name: acme.org/app, version: 1.0.0, provider: {name: x},
                 references: [{name: none, componentName: acme.org/none, version: 1.0.0}]}
                """);
        run("add cv -c -F other c.yaml");

        assertThat(run("add cv -c -F ctf " + words)).isOne();

        assertThat(err.toString()).startsWith("Error: ").contains(says).hasLineCount(1);
        assertThat(directory.resolve("ctf")).doesNotExist();
    }

    private List<String> versions() {
        out.getBuffer().setLength(0);
        run("get cv ctf");
        return out.toString()
                .lines()
                .skip(1)
                .map(line -> line.replaceFirst("^\\S+ +(\\S+).*$", "$1"))
                .toList();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private int run(String line) {
        String[] words = line.split(" ", -1);
        Environment environment = new Environment(Map.of("WHO", "environment", "TEXT", "environment"), directory);
        try (Session session = new Session(new PrintWriter(out), new PrintWriter(err), environment, directory)) {
            return Ocm.run(session, words);
        }
    }
}
