// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scalar without quotes means (YAML 1.1, as Go's yaml.v2 understands it): {@code yes} is true, {@code 010} is 8,
 * {@code 1.10} is 1.1, while dates and sexagesimals stay texts.
 */
final class PlainScalar {
    private static final Pattern INTEGER =
            Pattern.compile("([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final Pattern POINT_FLOAT = Pattern.compile("\\.[0-9]+(?:_[0-9]+)*+(?:[eE][-+]?[0-9]+)?");
    private static final Pattern SEXAGESIMAL = Pattern.compile("[-+]?[0-9][0-9_]*+(?::[0-5]?[0-9])++(?:\\.[0-9_]*)?");
    private static final Pattern TRUE_OR_FALSE = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int LONGEST_INTEGER = 128;

    private PlainScalar() {}

    /** The value of an unquoted scalar in a dialect; infinities and NaN as a double, which JSON cannot have. */
    static JsonNode value(String text, Dialect dialect) {
        JsonNode value = value(text);
        return switch (dialect) {
            case YAML_1_1 -> value;
            case TRUE_AND_FALSE -> {
                boolean otherBoolean =
                        value.isBoolean() && !TRUE_OR_FALSE.matcher(text).matches();
                yield otherBoolean || value.isTextual() ? TextNode.valueOf(Timestamp.normal(text)) : value;
            }
        };
    }

    private static JsonNode value(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> NullNode.instance;
            case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" -> BooleanNode.TRUE;
            case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF" -> BooleanNode.FALSE;
            case ".nan", ".NaN", ".NAN" -> DoubleNode.valueOf(Double.NaN);
            case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> DoubleNode.valueOf(Double.POSITIVE_INFINITY);
            case "-.inf", "-.Inf", "-.INF" -> DoubleNode.valueOf(Double.NEGATIVE_INFINITY);
            default -> number(text).orElseGet(() -> TextNode.valueOf(text));
        };
    }

    /** Whether a text has to be quoted so that it is read as a text again, also by readers that know more types. */
    static boolean needsQuotes(String text) {
        return !value(text).isTextual() || SEXAGESIMAL.matcher(text).matches() || Timestamp.isOne(text);
    }

    private static Optional<JsonNode> number(String text) {
        char first = text.charAt(0);
        if (first == '.') {
            return POINT_FLOAT.matcher(text).matches() ? real(text.replace("_", "")) : Optional.empty();
        }
        if ("+-0123456789".indexOf(first) < 0 || Timestamp.isOne(text)) {
            return Optional.empty();
        }
        String digits = text.replace("_", "");
        Optional<JsonNode> integer = integer(digits);
        if (integer.isPresent()) {
            return integer;
        }
        return FLOAT.matcher(digits).matches() ? real(digits) : Optional.empty();
    }

    private static Optional<JsonNode> integer(String text) {
        Matcher matcher = INTEGER.matcher(text);
        if (text.length() > LONGEST_INTEGER || !matcher.matches()) {
            return Optional.empty();
        }
        int[] bases = {16, 2, 8, 10};
        for (int i = 0; i < bases.length; i++) {
            String digits = matcher.group(i + 2);
            if (digits != null) {
                BigInteger value = new BigInteger(digits, bases[i]);
                return integer(matcher.group(1), value);
            }
        }
        return Optional.empty();
    }

    private static Optional<JsonNode> integer(String sign, BigInteger digits) {
        BigInteger value = sign.equals("-") ? digits.negate() : digits;
        // A sign, even a plus, makes it a signed integer of 64 bits; without one there is one bit more.
        boolean fits = sign.isEmpty() ? value.compareTo(MAX) <= 0 : value.bitLength() < 64 && value.compareTo(MIN) >= 0;
        return fits ? Optional.of(Numbers.node(value)) : Optional.empty();
    }

    private static Optional<JsonNode> real(String text) {
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) ? Optional.empty() : Optional.of(Numbers.node(value));
    }
}
