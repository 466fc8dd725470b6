// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Values in templates of Go: what counts as true, and how they are written. */
final class GoValue {
    /** From this power of ten on, and below the negative one, a number is written with an exponent. */
    private static final int LARGEST_EXPONENT = 21;

    private static final int SMALLEST_EXPONENT = -4;

    private GoValue() {}

    /** Whether it is more than nothing: no null, false, zero, and nothing that is empty. */
    static boolean isTrue(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.doubleValue() != 0;
            case STRING -> !value.textValue().isEmpty();
            case ARRAY, OBJECT -> !value.isEmpty();
            case NULL, MISSING, BINARY, POJO -> false;
        };
    }

    /** What kind of value it is, for messages. */
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> "true or false";
            case NUMBER -> "a number";
            case STRING -> "a text";
            case ARRAY -> "a list";
            case OBJECT -> "a mapping";
            case NULL, MISSING, BINARY, POJO -> "no value";
        };
    }

    /** The value as the verb {@code %v} of Go writes it; a whole number always in full. */
    static String text(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> {
                StringJoiner items = new StringJoiner(" ", "[", "]");
                value.forEach(item -> items.add(text(item)));
                yield items.toString();
            }
            case OBJECT -> {
                StringJoiner items = new StringJoiner(" ", "map[", "]");
                TreeMap<String, JsonNode> sorted = new TreeMap<>();
                value.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
                sorted.forEach((name, item) -> items.add(name + ":" + text(item)));
                yield items.toString();
            }
            case NUMBER -> value.isIntegralNumber() ? value.asText() : number(value.doubleValue());
            case STRING, BOOLEAN -> value.asText();
            case NULL, MISSING, BINARY, POJO -> "<nil>";
        };
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (value == 0 || (exponent >= SMALLEST_EXPONENT && exponent < LARGEST_EXPONENT)) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        return String.format(
                Locale.ROOT,
                "%s%s%s%se%+03d",
                value < 0 ? "-" : "",
                digits.charAt(0),
                digits.length() > 1 ? "." : "",
                digits.substring(1),
                exponent);
    }
}
