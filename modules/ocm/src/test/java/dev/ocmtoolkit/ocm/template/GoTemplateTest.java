// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTemplateTest {
    private static final Settings SETTINGS = Settings.NONE.plus("""
            NAME: app
            NUM: 42
            F: 1.5
            T: true
            E: ""
            NUL: null
            L: [a, b, 3]
            SL: [b, a]
            EL: []
            M: {b: 1, a: x}
            N2: {M: {q: hi}}
            STR: "a\\"b<c"
            SP: "  hi there  "
            UNI: "hé\\u0001"
            """.getBytes(UTF_8), "s.yaml");

    /** All but those behind the line of dashes give this with version 1 of the Go program, too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{{ .NAME }};app",
                "{{.NAME}}-{{ .NUM }} {{ .F }} {{ .T }} {{ .L }} {{ .M }} {{ .EL }};app-42 1.5 true [a b 3] map[a:x b:1] []",
                "{{ $.NAME }}{{ .N2.M.q }};apphi",
                "{{ .NUL }};<no value>",
                "{{ .STR }};a\"b<c",
                "{{ if .T }}y{{ else if .F }}z{{ else }}n{{ end }};y",
                "{{ if .E }}y{{ else if .F }}z{{ else }}n{{ end }};z",
                "{{ if .NUL }}a{{ else }}b{{ end }};b",
                "{{ if .EL }}a{{ end }}.;.",
                "{{ range .L }}[{{ . }}]{{ else }}none{{ end }};[a][b][3]",
                "{{ range .EL }}{{ . }}{{ else }}none{{ end }};none",
                "{{ range .NUL }}x{{ else }}n{{ end }};n",
                "{{ range .M }}{{ . }}{{ end }};x1",
                "{{ range $e := .SL }}{{ $e }}{{ end }};ba",
                "{{ range $i, $e := .L }}{{ $i }}={{ $e }} {{ end }};0=a 1=b 2=3 ",
                "{{ range $k, $e := .M }}{{ $k }}={{ $e }} {{ end }};a=x b=1 ",
                "{{ with .N2.M }}{{ .q }}{{ $.NAME }}{{ end }};hiapp",
                "{{ with .E }}{{ . }}{{ else }}e{{ end }};e",
                "{{ with .E }}x{{ else with .NAME }}{{ . }}{{ end }};app",
                "{{ with $z := .N2 }}{{ $z.M.q }}{{ end }};hi",
                "{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}{{ if true }}{{ $x = 3 }}{{ end }}{{ $x }};13",
                "a {{- \" b \" -}} c;a b c",
                "a {{/* c }} */}} b;a  b",
                "a {{- /* c */ -}} b;ab",
                "{{-3}}{{- 3 -}} {{ +3 }} {{ 3.0 }} {{ 0.1 }} {{ 1e30 }};-333 3 0.1 1e+30",
                "{{ `raw }}\\n` }}{{ \"\\t}}\\u00e9\" }};raw }}\\n\t}}é",
                "{{ (index .N2 \"M\").q }}{{ (.N2).M.q }};hihi",
                "{{ printf \"%s-%v %d %q\" .NAME .F 3 \"x\\ny\" }};app-1.5 3 \"x\\ny\"",
                "{{ printf \"%05.1f|%t|%%|%5s|%-5s|\" .F .T \"a\" \"b\" }};001.5|true|%|    a|b    |",
                "{{ printf \"%3d|%-3d|%03d|%+d|%.2s|%8.3f\" 5 5 5 5 \"abc\" 2.5 }};  5|5  |005|+5|ab|   2.500",
                "{{ (index .L 0) | printf \"%s!\" }};a!",
                "{{ eq .NAME \"app\" }} {{ eq .NUM 42.0 }} {{ ne .NAME \"q\" }} {{ eq .NAME \"a\" \"app\" }};true true true true",
                "{{ \"a\" | eq \"a\" }} {{ eq .NUL \"a\" }};true false",
                "{{ lt \"a\" \"b\" }} {{ gt 2 1 }} {{ le 1 1 }} {{ ge .F 1.0 }};true true true true",
                "{{ and .T .E }}|{{ or .E .NAME }}|{{ not .T }}|{{ and 1 0 }};|app|false|0",
                "{{ if and (hasKey . \"nope\") .nope }}a{{ else }}b{{ end }};b",
                "{{ len .L }} {{ len .UNI }} {{ index .L 1 }} {{ index .M \"a\" }} {{ index .M \"zz\" }};3 4 b x <no value>",
                "{{ print 1 2 \"a\" \"b\" 3 true .NAME }} {{ print .NUL .L }};1 2ab3 trueapp <nil> [a b 3]",
                "{{ .UNI | quote }} {{ quote .NUM .NAME .NUL }} {{ squote .NAME }};\"hé\\x01\" \"42\" \"app\" 'app'",
                "{{ default \"x\" .E }}{{ default 5 .NUM }}{{ .E | default \"z\" }};x42z",
                "{{ .SP | trim }}|{{ trimPrefix \"a\" .NAME }}|{{ trimSuffix \"p\" .NAME }};hi there|pp|ap",
                "{{ join \",\" .SL }} {{ replace \"p\" \"q\" .NAME }} {{ .NAME | upper | lower }};b,a aqq app",
                "{{ contains \"p\" .NAME }} {{ hasPrefix \"a\" .NAME }} {{ hasSuffix \"a\" .NAME }};true true false",
                "{{ ternary \"y\" \"n\" .T }} {{ coalesce .E .NAME }} {{ empty .E }};y app true",
                "{{ hasKey . \"nope\" }} {{ hasKey .M \"a\" }};false true",
                "{{ toJson .M }} {{ toJson .L }} {{ toJson .STR }};{\"a\":\"x\",\"b\":1} [\"a\",\"b\",3] \"a\\\"b\\u003cc\"",
                "{{ .NAME | indent 2 }};  app",
                // -----
                "{{ eq .NUM 42 }} {{ printf \"%d %s\" .NUM .NUM }};true 42 42",
            })
    void actionsAreCarriedOut(String template, String text) {
        assertThat(Templater.GO.fill(template, SETTINGS, "c.yaml")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{{ .nope }};needs a value for nope, and there is none",
                "{{ .M.nope }};needs a value for nope, and there is none",
                "{{ default 1 .nope }};needs a value for nope, and there is none",
                "{{ .NAME.x }};looks for x in a text",
                "{{ .NUL.x }};looks for x in no value",
                "{{ $y }};uses the variable $y, which has no value there",
                "{{ if $x := 1 }}{{ end }}{{ $x }};uses the variable $x, which has no value there",
                "{{ $x = 1 }};uses the variable $x, which has no value there",
                "{{ $x, $y := 1 }};gives one value to several variables",
                "{{ range $a, $b, $c := .L }}{{ end }};needs one or two variables",
                "{{ toYaml .L }};uses toYaml, which this program does not know",
                "{{ define `t` }}{{ end }};uses define, which this program does not know",
                "{{ block `t` . }}{{ end }};uses block, which this program does not know",
                "{{ template `t` }};uses template, which this program does not know",
                "{{ range .L }}{{ break }}{{ end }};uses break, which this program does not know",
                "{{ nil }};uses nil, which this program does not know",
                "{{ end }};ends what did not begin",
                "{{ else }};ends what did not begin",
                "{{ if .T }}x;is not followed by its {{end}}",
                "{{ if .T }}a{{ else }}b{{ else }}c{{ end }};is a second else",
                "{{ if .T }}{{ end x }};has a x where nothing is expected",
                "{{ if }}a{{ end }};lacks a value",
                "{{ }};lacks a value",
                "{{ | }};has a | where a value is expected",
                "{{ (.NAME };is not ended by }}",
                "{{ (.NAME }};has a ( that no ) ends",
                "{{ .NAME) }};has a ) where nothing is expected",
                "{{ .NAME;is not ended by }}",
                "{{/* c };is not ended by }}",
                "{{/* c */ x }};has a comment that does not end with it",
                "{{ \"unclosed }};has a text that no \" ends",
                "{{ \"\\d\" }};has a \\d in a text",
                "{{ \"\\u00\" }};has a \\u in a text",
                "{{ 'a' }};is not understood from ' on",
                "{{ .a-b }};is not understood from - on",
                "{{ .NAME .T }};gives a value to what is no function",
                "{{ 1 | .NAME }};gives a value to what is no function",
                "{{ range .NAME }}{{ end }};cannot go over a text",
                "{{ eq .NAME 3 }};is not possible: eq does not compare a text with a number",
                "{{ eq .L .L }};is not possible: eq does not compare a list with a list",
                "{{ lt .T .T }};is not possible: lt does not compare true or false with true or false",
                "{{ not }};is not possible: not needs 1 argument(s) and gets 0",
                "{{ eq 1 }};is not possible: eq needs at least 2 argument(s) and gets 1",
                "{{ upper .NUM }};is not possible: upper needs a text and gets a number",
                "{{ index .L 9 }};is not possible: index needs a whole number up to 2 and gets 9",
                "{{ index .NAME 0 }};is not possible: index finds nothing in a text",
                "{{ len 3 }};is not possible: len counts nothing in a number",
                "{{ printf `%s` }};is not possible: printf has no value for %s",
                "{{ printf `` 1 }};is not possible: printf has more values than verbs",
                "{{ printf `%d` `a` }};is not possible: printf writes no a as %d",
                "{{ printf `%z` 1 }};is not possible: printf does not know what \"%z\" begins with",
            })
    void whatIsNotUnderstoodIsNamedWithItsLine(String template, String says) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Templater.GO.fill("one\ntwo " + template, SETTINGS, "c.yaml"))
                .withMessageStartingWith("c.yaml, line 2: {{")
                .withMessageContaining(says)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
    }

    @Test
    void linesAreIndented() {
        assertThat(Templater.GO.fill("a:{{ \"b: 1\\nc: 2\" | nindent 2 }}", SETTINGS, "c.yaml"))
                .isEqualTo("a:\n  b: 1\n  c: 2");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void noTemplateGrowsOrGoesOnWithoutEnd() {
        Settings settings =
                Settings.NONE.plus("L: [%s]".formatted("1,".repeat(1000)).getBytes(UTF_8), "s.yaml");
        String doubling = "{{ $x := `ab` }}{{ range .L }}{{ $x = print $x $x }}{{ end }}";
        String replacing = "{{ $x := `ab` }}{{ range .L }}{{ $x = replace `a` `aaab` $x }}{{ end }}";
        String indenting = "{{ $x := `\n` }}{{ range .L }}{{ $x = nindent 999 $x }}{{ end }}";
        String counting = "{{ range .L }}{{ range $.L }}{{ end }}{{ range $.L }}{{ $y := . }}{{ end }}{{ end }}";

        for (String endless : List.of(doubling, replacing, indenting)) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Templater.GO.fill(endless, settings, "c.yaml"))
                    .withMessageContaining("makes a text longer than 16777216 characters");
        }
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Templater.GO.fill(counting, settings, "c.yaml"))
                .withMessageContaining("is reached after more than 1000000 other values");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Templater.GO.fill("{{ if true }}".repeat(60), settings, "c.yaml"))
                .withMessageContaining("stands in more than 50 others");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Templater.GO.fill("{{ " + "(".repeat(60) + " }}", settings, "c.yaml"))
                .withMessageContaining("stands in more than 50 others");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Templater.GO.fill("{{ " + "x".repeat(11_000) + " }}", settings, "c.yaml"))
                .withMessageContaining("is longer than 10000 characters");
    }
}
