// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** One entry of a consumer's {@code credentials}. */
public sealed interface CredentialSpec {

    /**
     * Properties that stand in the configuration itself: {@code Credentials}, {@code DirectCredentials}, and the newer
     * typed ones such as {@code OCICredentials}, whose fields are the properties.
     *
     * @param values the properties by name
     */
    record Properties(Map<String, String> values) implements CredentialSpec {

        /** Copies the properties. */
        public Properties {
            values = Collections.unmodifiableMap(new TreeMap<>(values));
        }

        /** {@return the names of the properties only} */
        @Override
        public String toString() {
            return "Properties" + values.keySet();
        }
    }

    /**
     * Something that this program cannot read; it is refused only when it is needed.
     *
     * @param type its type
     */
    record Unsupported(String type) implements CredentialSpec {}

    /**
     * Reads an entry.
     *
     * @param node a JSON object with a {@code type}
     * @param what what holds it, for messages
     * @return the entry
     * @throws Failure INVALID when it is no such object, or a property is no text
     */
    static CredentialSpec parse(JsonNode node, String what) {
        String type = node.path(ConsumerIdentity.TYPE).asText();
        if (!node.isObject() || type.isEmpty()) {
            throw new Failure(Failure.Kind.INVALID, "%s has credentials without a type".formatted(what));
        }
        String plain = type.replaceFirst("/.*", "");
        if (plain.equals("Credentials") || plain.equals("DirectCredentials")) {
            return new Properties(texts(node.path("properties"), what));
        }
        return plain.endsWith("Credentials") ? new Properties(texts(node, what)) : new Unsupported(type);
    }

    private static Map<String, String> texts(JsonNode node, String what) {
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            JsonNode value = entry.getValue();
            // A number or a boolean has lost its spelling: of a password 0123 only 83 is left.
            if (!value.isTextual() && !value.isNull()) {
                throw new Failure(
                        Failure.Kind.INVALID,
                        Failure.Side.NONE,
                        "%s has credentials whose property \"%s\" is no text"
                                .formatted(what, Text.printable(entry.getKey())),
                        "quote it",
                        null);
            }
            if (!entry.getKey().equals(ConsumerIdentity.TYPE) && value.isTextual()) {
                values.put(entry.getKey(), value.textValue());
            }
        }
        return values;
    }
}
