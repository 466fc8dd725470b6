// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
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
    private static final Pattern SEXAGESIMAL = Pattern.compile("[-+]?[0-9][0-9_]*+(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");
    private static final Pattern TIMESTAMP = Pattern.compile("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
            + "(?:(?:([Tt])| +)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?");
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int LONGEST_INTEGER = 128;

    private PlainScalar() {}

    /** The value of an unquoted scalar; infinities and NaN as a double, which JSON cannot have. */
    static JsonNode value(String text) {
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
        return !value(text).isTextual() || SEXAGESIMAL.matcher(text).matches() || isTimestamp(text);
    }

    private static Optional<JsonNode> number(String text) {
        char first = text.charAt(0);
        if (first == '.') {
            return POINT_FLOAT.matcher(text).matches() ? real(text.replace("_", "")) : Optional.empty();
        }
        if ("+-0123456789".indexOf(first) < 0 || isTimestamp(text)) {
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

    private static boolean isTimestamp(String text) {
        Matcher matcher = TIMESTAMP.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        try {
            LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3));
        } catch (DateTimeException e) {
            return false;
        }
        if (matcher.group(5) == null) {
            return true;
        }
        boolean zoned = matcher.group(8) != null;
        return zoned == (matcher.group(4) != null)
                && number(matcher, 5) < 24
                && number(matcher, 6) < 60
                && number(matcher, 7) < 60
                && (!zoned || isZone(matcher.group(8)));
    }

    private static boolean isZone(String zone) {
        return zone.equals("Z")
                || (Integer.parseInt(zone.substring(1, 3)) <= 24 && Integer.parseInt(zone.substring(4, 6)) <= 60);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
