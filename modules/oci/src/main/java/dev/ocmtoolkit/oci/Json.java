// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON from outside, read with limits on depth, size of numbers and length of strings. */
public final class Json {
    /** How deep a document may be nested. */
    public static final int DEPTH = 200;

    /** The mapper for everything; it refuses duplicate keys and trailing content. Thread-safe. */
    public static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxStringLength(Document.LIMIT)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    /**
     * Reads a JSON object.
     *
     * @param bytes the text in UTF-8
     * @param what what it is, for the message
     * @return the object
     * @throws Failure INVALID when it is malformed, too deep, or no object
     */
    public static JsonNode object(byte[] bytes, String what) {
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            // The parser's words and its exception quote the text, which may hold secrets.
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " in line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
            throw new Failure(Failure.Kind.INVALID, "%s is malformed JSON%s".formatted(what, where));
        } catch (IOException e) {
            throw new IllegalStateException("reading bytes does no I/O", e);
        }
        if (node == null || !node.isObject()) {
            throw new Failure(Failure.Kind.INVALID, "%s is no JSON object".formatted(what));
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
