// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ocmtoolkit.ocm.yaml.Yaml.Malformed;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;

/** Builds JSON trees from the events of a YAML parser. */
final class TreeBuilder {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String TAGS = "tag:yaml.org,2002:";

    private final Parser parser;
    private final Dialect dialect;
    private final Map<String, JsonNode> anchors = new HashMap<>();
    private int nodes;
    private int aliases;

    TreeBuilder(Parser parser, Dialect dialect) {
        this.parser = parser;
        this.dialect = dialect;
    }

    /** Reads one document, behind its start and up to its end. */
    JsonNode document() {
        anchors.clear();
        aliases = 0;
        return node(parser.getEvent(), 0);
    }

    private JsonNode node(Event event, int depth) {
        if (event instanceof AliasEvent alias) {
            return alias(alias, depth);
        }
        count(event, depth);
        JsonNode node;
        if (event instanceof ScalarEvent scalar) {
            node = scalar(scalar);
        } else if (event instanceof SequenceStartEvent sequence) {
            node = sequence(sequence, depth);
        } else if (event instanceof MappingStartEvent mapping) {
            node = mapping(mapping, depth);
        } else {
            throw new Malformed(event, "a value is missing");
        }
        String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    private void count(Event event, int depth) {
        if (depth > Yaml.DEPTH) {
            throw new Malformed(event, "it is nested deeper than %d levels".formatted(Yaml.DEPTH));
        }
        if (++nodes > Yaml.NODES) {
            throw new Malformed(event, "it has more than %d values, those of aliases included".formatted(Yaml.NODES));
        }
    }

    private JsonNode alias(AliasEvent event, int depth) {
        JsonNode node = anchors.get(event.getAnchor());
        if (node == null) {
            throw new Malformed(event, "an alias stands for nothing; quote a text that begins with *");
        }
        if (node.isContainerNode() && ++aliases > Yaml.ALIASES) {
            throw new Malformed(event, "it has more than %d aliases of lists and mappings".formatted(Yaml.ALIASES));
        }
        return copy(event, node, depth);
    }

    private JsonNode copy(Event event, JsonNode node, int depth) {
        count(event, depth);
        if (node instanceof ArrayNode list) {
            ArrayNode copy = NODES.arrayNode(list.size());
            list.forEach(item -> copy.add(copy(event, item, depth + 1)));
            return copy;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = NODES.objectNode();
            object.properties().forEach(e -> copy.set(e.getKey(), copy(event, e.getValue(), depth + 1)));
            return copy;
        }
        return node;
    }

    private ArrayNode sequence(SequenceStartEvent start, int depth) {
        requireTag(start, start.getTag(), "seq");
        ArrayNode list = NODES.arrayNode();
        for (Event e = parser.getEvent(); e.getEventId() != Event.ID.SequenceEnd; e = parser.getEvent()) {
            list.add(node(e, depth + 1));
        }
        return list;
    }

    private ObjectNode mapping(MappingStartEvent start, int depth) {
        requireTag(start, start.getTag(), "map");
        ObjectNode object = NODES.objectNode();
        ObjectNode merged = NODES.objectNode();
        for (Event e = parser.getEvent(); e.getEventId() != Event.ID.MappingEnd; e = parser.getEvent()) {
            if (isMerge(e)) {
                Event value = parser.getEvent();
                merge(value, node(value, depth), merged);
            } else {
                String key = key(e, depth);
                if (object.has(key)) {
                    throw new Malformed(e, "the key \"%s\" stands there twice".formatted(key));
                }
                object.set(key, node(parser.getEvent(), depth + 1));
            }
        }
        merged.properties().forEach(e -> object.putIfAbsent(e.getKey(), e.getValue()));
        return object;
    }

    private static boolean isMerge(Event event) {
        return event instanceof ScalarEvent scalar
                && scalar.getValue().equals("<<")
                && ((scalar.isPlain() && scalar.getTag() == null) || (TAGS + "merge").equals(scalar.getTag()));
    }

    private static void merge(Event event, JsonNode value, ObjectNode into) {
        if (value instanceof ObjectNode object) {
            object.properties().forEach(e -> into.putIfAbsent(e.getKey(), e.getValue()));
            return;
        }
        if (!value.isArray()) {
            throw new Malformed(event, "the merge key << needs a mapping or a list of mappings");
        }
        for (JsonNode item : value) {
            if (item.isArray()) {
                throw new Malformed(event, "the merge key << needs a mapping or a list of mappings");
            }
            merge(event, item, into);
        }
    }

    /** Keys become texts, as they do on the way to Go's JSON; there, floating point keys have 32 bits only. */
    private String key(Event event, int depth) {
        JsonNode key = node(event, depth + 1);
        if (key.isContainerNode() || key.isNull()) {
            throw new Malformed(event, "a key has to be a text, a number, true or false");
        }
        if (key.isNumber() && event instanceof ScalarEvent scalar && isFloat(scalar.getValue())) {
            return Numbers.shortest(Float.toString(key.floatValue()));
        }
        return key.asText();
    }

    private static boolean isFloat(String text) {
        return !text.startsWith("0x") && (text.contains(".") || text.contains("e") || text.contains("E"));
    }

    private JsonNode scalar(ScalarEvent event) {
        String tag = event.getTag();
        String text = event.getValue();
        if (tag == null || tag.equals("!")) {
            return event.isPlain() && tag == null
                    ? finite(event, PlainScalar.value(text, dialect))
                    : TextNode.valueOf(text);
        }
        String type = tag.startsWith(TAGS) ? tag.substring(TAGS.length()) : tag;
        return switch (type) {
            case "str", "timestamp" -> TextNode.valueOf(text);
            case "binary" -> base64(event, text);
            case "bool", "int", "float", "null" -> {
                JsonNode value = finite(event, PlainScalar.value(text, Dialect.YAML_1_1));
                if (!isOfType(value, type)) {
                    throw new Malformed(event, "the value is no !!" + type);
                }
                yield value;
            }
            default -> throw unknownTag(event);
        };
    }

    private static boolean isOfType(JsonNode value, String type) {
        return switch (type) {
            case "bool" -> value.isBoolean();
            case "int" -> value.isIntegralNumber();
            case "float" -> value.isNumber();
            default -> value.isNull();
        };
    }

    private static JsonNode finite(Event event, JsonNode value) {
        if (value instanceof DoubleNode) {
            throw new Malformed(event, "infinities and .nan are not allowed, since JSON has no such numbers");
        }
        return value;
    }

    private static JsonNode base64(Event event, String text) {
        String joined = text.replaceAll("\\s+", "");
        try {
            Base64.getDecoder().decode(joined);
        } catch (IllegalArgumentException e) {
            throw new Malformed(event, "the value is no base64, which !!binary needs");
        }
        return TextNode.valueOf(joined);
    }

    private static void requireTag(Event event, @Nullable String tag, String type) {
        if (tag != null && !tag.equals("!") && !tag.equals(TAGS + type)) {
            throw unknownTag(event);
        }
    }

    private static Malformed unknownTag(Event event) {
        return new Malformed(event, "the tag is not supported here; quote a text that begins with !");
    }
}
