// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.util.Collection;

/**
 * An object of a constructor file, and what it may hold.
 *
 * @param json the object
 * @param owner whose it is, the begin of every message
 */
record Fields(ObjectNode json, String owner) {
    /** An object of whatever stands in its place. */
    static Fields of(JsonNode json, String owner, String rule) {
        if (json instanceof ObjectNode object) {
            return new Fields(object, owner);
        }
        throw new Failure(Failure.Kind.INVALID, owner + " " + rule);
    }

    /** What is not known would be lost. */
    void requireOnly(Collection<String> known) {
        json.fieldNames()
                .forEachRemaining(field -> require(
                        known.contains(field), "has the unknown field \"%s\"".formatted(Text.printable(field))));
    }

    void require(boolean fulfilled, String rule) {
        if (!fulfilled) {
            throw new Failure(Failure.Kind.INVALID, owner + " " + rule);
        }
    }

    /**
     * A text; empty where there is none. A number is refused, since {@code 1.10} is {@code 1.1} by now.
     */
    String text(String field) {
        JsonNode value = json.path(field);
        requireText(value, field);
        return value.asText("");
    }

    /** Refuses texts without quotes that YAML reads as something else, in an object of names and texts. */
    void requireTexts(String field) {
        json.path(field).properties().forEach(entry -> requireText(entry.getValue(), entry.getKey()));
    }

    private void requireText(JsonNode value, String field) {
        if (value.isNumber() || value.isBoolean()) {
            throw new Failure(
                            Failure.Kind.INVALID,
                            "%s has the %s %s, which is no text without quotes"
                                    .formatted(owner, Text.printable(field), value.asText()))
                    .hint("write it in quotes, as in %s: \"1.10\"".formatted(Text.printable(field)));
        }
        require(!value.isContainerNode(), "has a %s that is no text".formatted(Text.printable(field)));
    }
}
