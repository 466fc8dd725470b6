// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON from outside, read with limits on depth, size of numbers, length of strings and, where all is kept, count of values. */
public final class Json {
    /** How deep a document may be nested. */
    public static final int DEPTH = 200;

    /** A value takes up to fifty times the memory of its text. No list of descriptors of {@link Document#LIMIT} has as many. */
    private static final long TOKENS = 250_000;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(DEPTH)
            .maxStringLength(Document.LIMIT)
            .build();

    /** Makes parsers, which refuse duplicate keys and read streams of any length, and generators. Thread-safe. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(LIMITS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final JsonFactory DOCUMENTS = FACTORY.rebuild()
            .streamReadConstraints(LIMITS.rebuild().maxTokenCount(TOKENS).build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Made when first needed: the mapper loads calendars and locales, a quarter of a command that only reads. */
    private static final class Mapper {
        static final ObjectMapper INSTANCE = JsonMapper.builder(FACTORY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
    }

    private Json() {}

    /** {@return the mapper for everything, above all for writing; it refuses duplicate keys and trailing content; thread-safe} */
    public static ObjectMapper mapper() {
        return Mapper.INSTANCE;
    }

    /**
     * Reads the value at which a parser stands; afterwards it stands at the value's last token.
     *
     * @param json the parser
     * @return the value
     * @throws IOException when it is malformed, or reading fails
     */
    public static JsonNode value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    object.set(name, value(json));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(json));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(json.getText());
            case VALUE_NUMBER_INT -> integer(json);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(json.getDecimalValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(json.getBooleanValue());
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT, END_OBJECT, END_ARRAY, FIELD_NAME ->
                throw new IllegalStateException("the parser stands at no value");
        };
    }

    private static JsonNode integer(JsonParser json) throws IOException {
        return switch (json.getNumberType()) {
            case INT -> NODES.numberNode(json.getIntValue());
            case LONG -> NODES.numberNode(json.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(json.getBigIntegerValue());
        };
    }

    /**
     * Reads a JSON object.
     *
     * @param bytes the text in UTF-8
     * @param what what it is, for the message
     * @return the object
     * @throws Failure INVALID when it is malformed, too deep, of too many values, or no object
     */
    public static JsonNode object(byte[] bytes, String what) {
        @Nullable JsonNode node = null;
        boolean more = false;
        try (JsonParser json = DOCUMENTS.createParser(bytes)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                node = value(json);
                more = json.nextToken() != null;
            }
        } catch (StreamConstraintsException e) {
            throw new Failure(
                    Failure.Kind.INVALID, "%s is JSON with too many, too deep or too long values".formatted(what));
        } catch (JsonProcessingException e) {
            // The parser's words and its exception quote the text, which may hold secrets.
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " in line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
            throw new Failure(Failure.Kind.INVALID, "%s is malformed JSON%s".formatted(what, where));
        } catch (IOException e) {
            throw new IllegalStateException("reading bytes does no I/O", e);
        }
        if (node == null) {
            throw new Failure(Failure.Kind.INVALID, "%s is no JSON object".formatted(what));
        }
        if (more) {
            throw new Failure(Failure.Kind.INVALID, "%s is malformed JSON: it goes on after its end".formatted(what));
        }
        return node;
    }

    /**
     * Reads one descriptor.
     *
     * @param node the JSON
     * @param where what holds it, for the message
     * @return the descriptor
     * @throws Failure INVALID when digest or size are missing or malformed
     */
    public static Descriptor descriptor(JsonNode node, String where) {
        JsonNode digest = node.path("digest");
        JsonNode size = node.path("size");
        if (!digest.isTextual() || !size.isIntegralNumber() || !size.canConvertToLong()) {
            throw new Failure(Failure.Kind.INVALID, "%s has a descriptor without digest or size".formatted(where));
        }
        return new Descriptor(
                node.path("mediaType").asText(MediaTypes.OCTET_STREAM),
                Digest.parse(digest.textValue()),
                size.longValue(),
                annotations(node, where));
    }

    static Optional<Descriptor> optionalDescriptor(@Nullable JsonNode node, String where) {
        return node == null || node.isNull() ? Optional.empty() : Optional.of(descriptor(node, where));
    }

    static List<Descriptor> descriptors(@Nullable JsonNode list, String where) {
        if (list == null || list.isNull()) {
            return List.of();
        }
        if (!list.isArray()) {
            throw new Failure(Failure.Kind.INVALID, "%s has no list where one is needed".formatted(where));
        }
        List<Descriptor> all = new ArrayList<>(list.size());
        for (JsonNode entry : list) {
            all.add(descriptor(entry, where));
        }
        return all;
    }

    static Map<String, String> annotations(JsonNode holder, String where) {
        JsonNode node = holder.path("annotations");
        if (node.isMissingNode() || node.isNull()) {
            return Map.of();
        }
        Map<String, String> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new Failure(
                        Failure.Kind.INVALID,
                        "%s has an annotation \"%s\" that is no text".formatted(where, Text.printable(entry.getKey())));
            }
            all.put(entry.getKey(), entry.getValue().textValue());
        }
        return all;
    }
}
