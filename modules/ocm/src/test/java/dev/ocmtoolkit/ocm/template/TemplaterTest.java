// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Failure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplaterTest {
    private static final Settings SETTINGS = Settings.NONE.plus(Map.of(
            "A", "hello5", "PATH", "usr/lib/lib.so.1", "E", "", "U", "héllo", "X", "a.b.a", "H", "a-b", "N", "3"));

    /** All but those behind the line of dashes give this with the recorded Go program, too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "${A}|hello5",
                "x${A}y${A}|xhello5yhello5",
                "${UNKNOWN}.|.",
                "$A ${A}|$A hello5",
                "$${A}|${A}",
                "$$|$",
                "a\\\\b \\/ \\n|a\\b / \\n",
                "${A:-d}|hello5",
                "${E:-d}|d",
                "${E:-d${A}e}|dhello5e",
                "${E:-}.|.",
                "${E=d}|d",
                "${E:=d}|d",
                "${E:?d}|d",
                "${E:+d}|d",
                "${E:-\\\\$$}|\\\\$$",
                "${#A}|6",
                "${#U}|6",
                "${A^}|Hello5",
                "${A^^}|HELLO5",
                "${A,}|hello5",
                "${A,,}|hello5",
                "${U^^}|HÉLLO",
                "${E^}.|.",
                "${A:1}|ello5",
                "${A:1:2}|el",
                "${A:1:20}|ello5",
                "${A:9}.|.",
                "${A:9:2}.|.",
                "${A:x}|hello5",
                "${A:1:x}|hello5",
                "${A:${N}:2}|lo",
                "${U:1:2}|é",
                "${PATH#*/}|lib/lib.so.1",
                "${PATH##*/}|lib.so.1",
                "${PATH%/*}|usr/lib",
                "${PATH%%/*}|usr",
                "${PATH%.1}|usr/lib/lib.so",
                "${PATH#nothing}|usr/lib/lib.so.1",
                "${PATH#??r/}|lib/lib.so.1",
                "${PATH#[a-z]s}|r/lib/lib.so.1",
                "${PATH#[^t]s}|r/lib/lib.so.1",
                "${PATH#[}|usr/lib/lib.so.1",
                "${PATH#[z-a]}|usr/lib/lib.so.1",
                "${PATH#\\u}|sr/lib/lib.so.1",
                "${PATH#${UNKNOWN}}|usr/lib/lib.so.1",
                "${X/a/b}|b.b.a",
                "${X//a/b}|b.b.b",
                "${X//a/}|.b.",
                "${X/#a/c}|c.b.a",
                "${X/%a/c}|a.b.c",
                "${X/#b/c}|a.b.a",
                "${X/./\\/}|a/b.a",
                "${H/-/${A}}|ahello5b",
                // -----
                "${A%[0-9]}|hello",
                "${X/#a/}|.b.a",
                "${X/%a/}|a.b.",
                "${X%}|a.b.a",
                "${E:-a}${H/-/a${A}b}|aaahello5bb",
            })
    void valuesStandInPlaceOfNames(String template, String text) {
        assertThat(Templater.SUBST.fill(template, SETTINGS, "c.yaml")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${A|has a ${A that no } ends",
                "${A-b}|has a ${A that no } ends, or of a form that is not known",
                "${}|has a ${ without a name",
                "${:-b}|has a ${ without a name",
                "${A/b}|has a ${ with a / that is not followed by another",
                "${A:1:-1}|has a ${ with a length below 0",
                "${U:2}|has a ${ that cuts a character in two",
                "${A:-${A|has a ${A that no } ends",
            })
    void aMalformedTemplateIsToldWithItsLine(String template, String says) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Templater.SUBST.fill("one\ntwo " + template, SETTINGS, "c.yaml"))
                .withMessageStartingWith("c.yaml, line 2: the text " + says)
                .satisfies(failure -> assertThat(failure.wayOut()).contains("$$"));
    }

    @Test
    void variablesMayStandInOthersButNotWithoutEnd() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Templater.SUBST.fill("${E:-".repeat(60), SETTINGS, "c.yaml"))
                .withMessageContaining("more than 50 others");
        assertThat(Templater.SUBST.fill("${E:-".repeat(50) + "x" + "}".repeat(50), SETTINGS, "c.yaml"))
                .isEqualTo("x");
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noTemplateGrowsOrTakesLongWithoutEnd() {
        Settings settings = Settings.NONE.plus(Map.of("A", "a".repeat(3000), "M", "m".repeat(1024 * 1024)));

        for (String growing : List.of("${A//a/${A//a/${A//a/${A}}}}", "${M}".repeat(20), "${M///${M}}")) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Templater.SUBST.fill(growing, settings, "c.yaml"))
                    .withMessageContaining("makes it longer than 16777216 characters");
        }
        assertThat(Templater.SUBST.fill("${A##" + "*a".repeat(20) + "b}", settings, "c.yaml"))
                .isEqualTo("a".repeat(3000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v: text|text",
                "v: 12345678|12345678",
                "v: 1.5|1.5",
                "v: true|true",
                "v: null|''",
                "v: [a, 1, null, [b]]|[a 1 <nil> [b]]",
                "v: {b: 1, a: ['<']}|{\"a\":[\"\\u003c\"],\"b\":1}",
            })
    void settingsThatAreNoTextsBecomeSome(String yaml, String text) {
        Settings settings = Settings.NONE.plus(yaml.getBytes(UTF_8), "s.yaml");

        assertThat(Templater.SUBST.fill("${v}", settings, "c.yaml")).isEqualTo(text);
    }

    @Test
    void laterSettingsWin() {
        Settings settings =
                SETTINGS.plus("A: file\nB: file".getBytes(UTF_8), "s.yaml").plus(Map.of("B", "argument"));

        assertThat(Templater.SUBST.fill("${A} ${B} ${N}", settings, "c.yaml")).isEqualTo("file argument 3");
        assertThat(SETTINGS.plus(new byte[0], "s.yaml")).isEqualTo(SETTINGS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "text", "a: 1\n---\nb: 1", "a: {", "a: 1\na: 2"})
    void settingsHaveToBeAMapping(String yaml) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Settings.NONE.plus(yaml.getBytes(UTF_8), "s.yaml"))
                .withMessageContaining("s.yaml");
    }

    @Test
    void templatesAreFilledInTheLanguageThatIsNamed() {
        assertThat(Templater.named("subst")).isEqualTo(Templater.SUBST);
        assertThat(Templater.named("none").fill("${A} $$", SETTINGS, "c.yaml")).isEqualTo("${A} $$");
        assertThat(Templater.named("go").fill("{{ .A }} ${A}", SETTINGS, "c.yaml"))
                .isEqualTo("hello5 ${A}");
        for (String name : new String[] {"spiff", "SUBST", ""}) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Templater.named(name))
                    .withMessageContaining(name)
                    .satisfies(failure -> assertThat(failure.wayOut()).contains("subst"));
        }
    }
}
