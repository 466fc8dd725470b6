// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlWriterTest {

    /** {@code written.json} holds values and what sigs.k8s.io/yaml 1.6.0 (yaml.v2 2.4.4) makes of them. */
    static Stream<JsonNode> written() throws IOException {
        return StreamSupport.stream(
                Json.MAPPER.readTree(resource("written.json")).spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("written")
    void writesWhatGoWrites(JsonNode row) {
        assertThat(write(row.path("value"))).isEqualTo(row.path("yaml").textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"transferred.yaml", "signed.yaml", "v3alpha1.yaml"})
    void aDescriptorThatGoWroteKeepsItsBytes(String name) throws IOException {
        byte[] bytes = resource(name);
        assertThat(YamlWriter.write(Yaml.read(bytes, name))).isEqualTo(bytes);
    }

    @Test
    void theOrderOfKeysThatAreReadDoesNotMatter() {
        List<String> circle = List.of("10", "1a", "01", "2");
        ObjectNode forth = JsonNodeFactory.instance.objectNode();
        circle.forEach(key -> forth.put(key, 1));
        ObjectNode back = JsonNodeFactory.instance.objectNode();
        circle.reversed().forEach(key -> back.put(key, 1));
        assertThat(write(forth)).isEqualTo(write(back)).hasLineCount(4);
    }

    @Test
    void halfACharacterIsReplaced() {
        assertThat(write(TextNode.valueOf("a\uD800b"))).isEqualTo("a\uFFFDb\n");
    }

    @Test
    void refusesANumberThatGoCannotHold() throws IOException {
        JsonNode huge = Json.MAPPER.readTree("{\"n\":1e999}");
        assertThatThrownBy(() -> YamlWriter.write(huge))
                .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.INVALID));
    }

    private static String write(JsonNode node) {
        return new String(YamlWriter.write(node), StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = YamlWriterTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
