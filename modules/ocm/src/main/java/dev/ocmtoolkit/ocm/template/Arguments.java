// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a function of a template is given.
 *
 * @param function its name
 * @param values the values
 * @param action where the function is called
 */
record Arguments(String function, List<JsonNode> values, Action action) {
    int size() {
        return values.size();
    }

    JsonNode value(int index) {
        return values.get(index);
    }

    /** An argument that has to be a text. */
    String text(int index) {
        JsonNode value = value(index);
        if (!value.isTextual()) {
            throw refused("needs a text and gets %s".formatted(GoValue.kind(value)));
        }
        return value.textValue();
    }

    /** An argument that has to be a whole number in some bounds. */
    int number(int index, int most) {
        JsonNode value = value(index);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0 || value.intValue() > most) {
            throw refused("needs a whole number up to %d and gets %s".formatted(most, GoValue.text(value)));
        }
        return value.intValue();
    }

    /** The failure of a call that breaks a rule. */
    RuntimeException refused(String why) {
        return action.refused("is not possible: %s %s".formatted(function, why));
    }
}
