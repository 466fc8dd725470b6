// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import dev.ocmtoolkit.oci.Failure;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers on their way between YAML, JSON and the texts that Go makes of them. */
final class Numbers {
    private static final double INTEGRAL_BELOW = 1e21;
    private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(64);

    private Numbers() {}

    /** The smallest node that holds an integer, the same that a JSON parser makes. */
    static JsonNode node(BigInteger value) {
        if (value.bitLength() < 32) {
            return IntNode.valueOf(value.intValue());
        }
        return value.bitLength() < 64 ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }

    /** The node of a double: an integer where Go's JSON shows no fraction and no exponent. */
    static JsonNode node(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("JSON has no such number");
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (exact.scale() <= 0 && Math.abs(value) < INTEGRAL_BELOW) {
            return node(exact.toBigIntegerExact());
        }
        return DecimalNode.valueOf(exact);
    }

    /**
     * The text of a number in YAML: integers of 64 bits as they are, all others as doubles.
     *
     * @throws Failure INVALID when it is larger than a double
     */
    static String text(JsonNode number) {
        double value = number.doubleValue();
        if (Double.isInfinite(value) || Double.isNaN(value)) {
            throw new Failure(Failure.Kind.INVALID, "a number that is no finite double cannot be written as YAML");
        }
        JsonNode node = number.isIntegralNumber() ? number : node(value);
        if (node.isIntegralNumber()) {
            BigInteger integer = node.bigIntegerValue();
            if (integer.bitLength() < 64 || (integer.signum() > 0 && integer.compareTo(UNSIGNED_END) < 0)) {
                return integer.toString();
            }
        }
        return shortest(Double.toString(value));
    }

    /**
     * Go's shortest form of a floating point number ({@code 'g'} with precision -1): digits, with an exponent below 1e-4 and
     * from 1e6 on.
     *
     * @param digits its shortest digits, as Java's {@code toString} of a float or double gives them
     */
    static String shortest(String digits) {
        BigDecimal value = new BigDecimal(digits).stripTrailingZeros();
        if (value.signum() == 0) {
            return "0";
        }
        int exponent = value.precision() - value.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return value.toPlainString();
        }
        String all = value.unscaledValue().abs().toString();
        String mantissa = all.length() == 1 ? all : all.charAt(0) + "." + all.substring(1);
        String sign = value.signum() < 0 ? "-" : "";
        return "%s%se%s%02d".formatted(sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
