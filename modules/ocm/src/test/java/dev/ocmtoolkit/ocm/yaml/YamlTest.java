// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

    /** {@code read.json} holds texts and what sigs.k8s.io/yaml 1.6.0 (yaml.v2 2.4.4) makes of them. */
    static Stream<JsonNode> readByGo() throws IOException {
        try (InputStream in = YamlTest.class.getResourceAsStream("read.json")) {
            return StreamSupport.stream(Json.mapper().readTree(in).spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("readByGo")
    void readsWhatGoReadsAndRefusesWhatItRefuses(JsonNode row) {
        String text = row.path("yaml").textValue();
        if (row.has("refused")) {
            refused(text, "x.yaml, line \\d+: .+");
        } else {
            assertThat(read(text)).isEqualTo(row.path("value"));
        }
    }

    /** As the Go program reads constructor files; recorded with it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                n                              | "n"
                yes                            | "yes"
                Off                            | "Off"
                True                           | true
                false                          | false
                1.10                           | 1.1
                2024-01-01                     | "2024-01-01T00:00:00Z"
                2024-1-1 10:00:00              | "2024-01-01T10:00:00Z"
                2001-12-14t21:59:43.10-05:00   | "2001-12-14T21:59:43.1-05:00"
                2024-02-30                     | "2024-02-30"
                12:30:45                       | "12:30:45"
                """)
    void inConstructorFilesFewerWordsAreBooleans(String yaml, String json) {
        String document = "[{%s: %s}]".formatted(yaml, yaml);
        String key = json.startsWith("\"") ? json : "\"" + json + "\"";
        assertThat(Yaml.documents(bytes(document), "x.yaml", Yaml.LIMIT, Dialect.TRUE_AND_FALSE)
                        .getFirst())
                .hasToString("[{%s:%s}]".formatted(key, json));
    }

    @Test
    void namesFileAndLine() {
        refused("a: 1\nb:\n  c: 1\n  c: 2\n", "x.yaml, line 4: the key \"c\" stands there twice");
        refused("a: 1\nb: [1\nc: 2\n", "x.yaml, line 3: .*");
        refused("a: 1\nb: \u0001\n", "x.yaml, line 2: control characters are not allowed");
        refused("a: 1\n---\nb: !!python/object x\n", "x.yaml, line 3: the tag is not supported here; .*");
        refused("a: 1\nb: !own x\n", "x.yaml, line 2: the tag is not supported here; .*");
    }

    @Test
    void refusesAnEscapeBeyondTheLastCharacter() {
        refused("a: \"\\UFFFFFFFF\"", "x.yaml is malformed YAML");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!int s3cret", "s3cret: x", "*s3cret", "!s3cret", "!s3cret!x", "&s3cret", "'s3cret' s3cret", "@s3cret",
                "%s3cret", "\"s3cret\\q\"", "[s3cret", "{s3cret", "'s3cret", "|s3cret", "!<s3cret", "!!s3cret x"
            })
    void neverShowsAValue(String password) {
        String text = "a:\n  password: " + password + "\n  b: [\n";
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(Failure.class)
                .message()
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {a: &x {p: 1, q: 2}, b: {<<: *x, q: 3}}                      | {"p":1,"q":3}
        {a: &x {p: 1}, c: &y {p: 2, r: 3}, b: {<<: [*x, *y], s: 4}}  | {"p":1,"r":3,"s":4}
        {a: &x {p: 1}, b: {p: 5, <<: *x}}                            | {"p":5}
        {b: !!binary aGVs bG8=}                                      | "aGVsbG8="
        """)
    void mergesAndBinaries(String yaml, String expected) throws IOException {
        assertThat(read(yaml).path("b")).isEqualTo(Json.mapper().readTree(expected));
    }

    @Test
    void readsJsonWithEscapesThatYamlDoesNotHave() {
        assertThat(read("{\"a\": \"x\\/y \\ud83d\\ude00\",\n\t\"b\": 1.0}").toString())
                .isEqualTo("{\"a\":\"x/y 😀\",\"b\":1}");
    }

    @Test
    void readsSeveralDocuments() {
        assertThat(Yaml.documents(bytes("a: 1\n---\n---\n- b\n...\n"), "x.yaml", Yaml.LIMIT, Dialect.YAML_1_1))
                .extracting(JsonNode::toString)
                .containsExactly("{\"a\":1}", "null", "[\"b\"]");
        assertThatThrownBy(() -> read("a: 1\n---\nb: 2\n"))
                .hasMessage("x.yaml has more than one document: one is needed");
        assertThat(read("").isNull()).isTrue();
    }

    @Test
    void anchorsEndWithTheirDocument() {
        assertThatThrownBy(() -> Yaml.documents(bytes("a: &x 1\n---\nb: *x\n"), "x.yaml", Yaml.LIMIT, Dialect.YAML_1_1))
                .hasMessage("x.yaml, line 3: an alias stands for nothing; quote a text that begins with *");
    }

    @Test
    void anAliasIsACopy() {
        JsonNode node = read("a: &x {b: 1}\nc: *x\n");
        assertThat(node.path("a")).isEqualTo(node.path("c")).isNotSameAs(node.path("c"));
    }

    @Test
    void stopsAliasBombs() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1));
        }
        refused(bomb.toString(), "x.yaml, line \\d+: it has more than 1000000 values, those of aliases included");
        refused("a: &a [1]\nb: [" + "*a, ".repeat(51) + "]", "x.yaml, line 2: it has more than 50 aliases .*");
        assertThat(read("a: &a 1\nb: [" + "*a, ".repeat(500) + "]").path("b")).hasSize(500);
    }

    @Test
    void stopsDeepNesting() {
        assertThat(read("[".repeat(100) + "]".repeat(100)).isArray()).isTrue();
        refused("[".repeat(20_000) + "]".repeat(20_000), "x.yaml, line 1: it is nested deeper than 100 levels");
        refused("- ".repeat(20_000) + "a", "x.yaml, line 1: it is nested deeper than 100 levels");
        String chain = "- &a0 " + "[".repeat(60) + "]".repeat(60) + "\n- " + "[".repeat(60) + "*a0" + "]".repeat(60);
        refused(chain, "x.yaml, line 2: it is nested deeper than 100 levels");
    }

    @Test
    void stopsLargeTextsAndOtherEncodings() {
        assertThatThrownBy(() -> Yaml.read(bytes("a: 12345"), "x.yaml", 7))
                .hasMessage("x.yaml has 8 bytes: more than 7 are not accepted");
        assertThatThrownBy(() -> Yaml.read(new byte[] {'a', (byte) 0xFF}, "x.yaml"))
                .hasMessage("x.yaml is no text in UTF-8");
        assertThat(read("a: |\n" + "  text\n".repeat(700_000)).path("a").textValue())
                .hasSize(3_500_000);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "1,:1,",
                "1,:1,x",
                "1_,_,:1",
                ".1,_1,",
                ".1,_1,x",
                "1,_1,x",
                "1,1,",
                "1,1,x",
                "1.,1,x",
                "1e,1,x",
                "0x,a,g",
                "-,1,",
                "2024-01-01,' ',x",
                "2024-01-01T01:01:01.,1,x",
                "' ',y,' '"
            })
    @Timeout(10)
    void longTextsTakeNeitherStackNorTime(String head, String again, @Nullable String tail) {
        String text = head + again.repeat(100_000) + (tail == null ? "" : tail);
        JsonNode node = JsonNodeFactory.instance.objectNode().put("a", text);
        assertThat(Yaml.read(YamlWriter.write(node), "x.yaml")).isEqualTo(node);
        assertThat(read("a: " + text).path("a").isValueNode()).isTrue();
        JsonNode keys = JsonNodeFactory.instance
                .objectNode()
                .put("1" + text.strip(), true)
                .put("2" + text.strip(), true);
        assertThat(YamlWriter.write(keys)).isNotEmpty();
    }

    private static void refused(String text, String pattern) {
        assertThatThrownBy(() -> Yaml.documents(bytes(text), "x.yaml", Yaml.LIMIT, Dialect.YAML_1_1))
                .isInstanceOfSatisfying(Failure.class, f -> {
                    assertThat(f.kind()).isEqualTo(Failure.Kind.INVALID);
                    assertThat(f.sentence()).matches(pattern);
                });
    }

    private static JsonNode read(String text) {
        return Yaml.read(bytes(text), "x.yaml");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
