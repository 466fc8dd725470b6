// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.ocm.yaml.Dialect;
import dev.ocmtoolkit.ocm.yaml.JsonText;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * Values by their names, for a template. Immutable.
 *
 * @param values the values
 */
public record Settings(Map<String, JsonNode> values) {
    /** The most bytes that a file of settings may have, 4 MiB. */
    public static final int LIMIT = 4 * 1024 * 1024;
    /** No values. */
    public static final Settings NONE = new Settings(Map.of());

    /** Copies the values. */
    public Settings {
        values = Map.copyOf(values);
    }

    /**
     * These and some texts, which win.
     *
     * @param texts the texts, by name
     * @return all together
     */
    public Settings plus(Map<String, String> texts) {
        Map<String, JsonNode> all = new TreeMap<>(values);
        texts.forEach((name, text) -> all.put(name, TextNode.valueOf(text)));
        return new Settings(all);
    }

    /**
     * These and what a file says, which wins.
     *
     * @param yaml the file's content: a mapping of names to values
     * @param what the file's name, for messages
     * @return all together
     * @throws Failure INVALID when it is malformed, larger than {@link #LIMIT}, or no mapping
     */
    public Settings plus(byte[] yaml, String what) {
        List<JsonNode> documents = Yaml.documents(yaml, what, LIMIT, Dialect.YAML_1_1);
        if (documents.size() > 1
                || (documents.size() == 1 && !documents.getFirst().isObject())) {
            throw new Failure(Failure.Kind.INVALID, "the settings in %s are not one mapping of names".formatted(what))
                    .hint("write a line NAME: value for each");
        }
        Map<String, JsonNode> all = new TreeMap<>(values);
        for (JsonNode document : documents) {
            ((ObjectNode) document).properties().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        }
        return new Settings(all);
    }

    /**
     * A value as a text: a mapping as JSON, a list as {@code [a b]}, as the templates of OCM have them.
     *
     * @param name its name
     * @return the text; empty when there is no such value, or it is null
     */
    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name))
                .filter(value -> !value.isNull())
                .map(Settings::text);
    }

    /** All values, as one. */
    JsonNode json() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        values.forEach(all::set);
        return all;
    }

    private static String text(JsonNode value) {
        if (value.isObject()) {
            return JsonText.compact(Json.mapper().convertValue(value, Object.class));
        }
        if (value.isArray()) {
            StringJoiner items = new StringJoiner(" ", "[", "]");
            value.forEach(item -> items.add(item.isNull() ? "<nil>" : text(item)));
            return items.toString();
        }
        return value.asText();
    }
}
