// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes JSON as YAML, byte for byte as Go's {@code sigs.k8s.io/yaml} does, which writes the component descriptors of the Go
 * tools: sorted keys, block style with two spaces, dashes in the column of their key, lines folded behind column 80.
 *
 * <p>It does not use SnakeYAML's emitter: that one folds, escapes and counts columns by other rules.
 */
public final class YamlWriter {
    private static final KeyOrder ORDER = new KeyOrder();
    private static final int ROOT = -1;

    private final Page page = new Page();

    private YamlWriter() {}

    /**
     * Writes one document, without {@code ---}.
     *
     * @param node the value; as deep as JSON from outside may be
     * @return the text in UTF-8, with a line break at its end
     * @throws Failure INVALID when it has a number larger than a double
     */
    public static byte[] write(JsonNode node) {
        YamlWriter writer = new YamlWriter();
        writer.node(node, ROOT, false);
        writer.page.indent(0);
        return writer.page.text().getBytes(StandardCharsets.UTF_8);
    }

    private void node(JsonNode node, int indent, boolean underKey) {
        if (node.isObject()) {
            if (node.isEmpty()) {
                page.indicator("{}", false);
            } else {
                mapping(node, deeper(indent));
            }
        } else if (node.isArray()) {
            if (node.isEmpty()) {
                page.indicator("[]", false);
            } else {
                sequence(node, underKey && !page.isIndented() ? indent : deeper(indent));
            }
        } else if (node.isTextual()) {
            page.scalar(Scalar.of(node.textValue()), Math.max(indent, 0) + 2);
        } else {
            page.word(node.isNumber() ? Numbers.text(node) : node.asText());
        }
    }

    private static int deeper(int indent) {
        return indent == ROOT ? 0 : indent + 2;
    }

    private void sequence(JsonNode list, int indent) {
        for (JsonNode item : list) {
            page.indent(indent);
            page.indicator("-", true);
            node(item, indent, false);
        }
    }

    private void mapping(JsonNode object, int indent) {
        // In a fixed order first, so that keys which the other one leaves open come out the same every time.
        Map<String, JsonNode> fixed = new TreeMap<>();
        object.properties().forEach(e -> fixed.put(e.getKey(), e.getValue()));
        Map<String, JsonNode> sorted = new TreeMap<>(ORDER);
        fixed.forEach(sorted::put);
        sorted.forEach((name, value) -> {
            Scalar key = Scalar.of(name);
            page.indent(indent);
            if (key.isSimpleKey()) {
                page.key(key);
            } else {
                page.indicator("?", true);
                page.scalar(key, indent + 2);
                page.indent(indent);
                page.indicator(":", true);
            }
            node(value, indent, true);
        });
    }
}
