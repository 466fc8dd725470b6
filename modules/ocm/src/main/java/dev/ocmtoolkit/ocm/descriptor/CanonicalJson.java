// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.TreeMap;

/** JSON in its canonical form (RFC 8785): equal values have equal bytes. */
final class CanonicalJson {
    /** How large a number is written without an exponent (RFC 8785, section 3.2.2.3). */
    private static final int MOST_DIGITS = 21;

    private static final int MOST_ZEROS = 6;

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    static String text(JsonNode value) {
        CanonicalJson json = new CanonicalJson();
        json.value(value);
        return json.out.toString();
    }

    private void value(JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> object(value);
            case ARRAY -> array(value);
            case STRING -> string(value.textValue());
            case NUMBER -> number(value.doubleValue());
            case BOOLEAN -> out.append(value.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("no JSON: " + value.getNodeType());
        }
    }

    private void object(JsonNode object) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        String before = "{";
        for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
            out.append(before);
            string(field.getKey());
            out.append(':');
            value(field.getValue());
            before = ",";
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    private void array(JsonNode array) {
        String before = "[";
        for (JsonNode one : array) {
            out.append(before);
            value(one);
            before = ",";
        }
        out.append(array.isEmpty() ? "[]" : "]");
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        out.append('"');
    }

    /** The shortest digits that give the same double, laid out as ECMAScript does. */
    private void number(double number) {
        if (!Double.isFinite(number)) {
            throw new Failure(Failure.Kind.INVALID, "a number is too large to have a canonical form");
        }
        if (number == 0) {
            out.append('0');
            return;
        }
        double amount = Math.abs(number);
        BigDecimal exact = new BigDecimal(Double.toString(amount)).stripTrailingZeros();
        // Java writes two digits at least, and the nearest two where one would do.
        BigDecimal one = exact.round(new MathContext(1));
        exact = one.doubleValue() == amount ? one : exact;
        String digits = exact.unscaledValue().toString();
        int point = digits.length() - exact.scale();
        out.append(number < 0 ? "-" : "");
        if (digits.length() <= point && point <= MOST_DIGITS) {
            out.append(digits).repeat("0", point - digits.length());
        } else if (0 < point && point <= MOST_DIGITS) {
            out.append(digits, 0, point).append('.').append(digits, point, digits.length());
        } else if (-MOST_ZEROS < point && point <= 0) {
            out.append("0.").repeat("0", -point).append(digits);
        } else {
            out.append(digits.charAt(0));
            if (digits.length() > 1) {
                out.append('.').append(digits, 1, digits.length());
            }
            out.append('e').append(point > 0 ? "+" : "").append(point - 1);
        }
    }
}
