// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The function {@code printf} of templates of Go, with the verbs {@code %s}, {@code %v}, {@code %q}, {@code %d}, {@code %f}, {@code %t}
 * and {@code %%}, a width, a precision, and the flags {@code -}, {@code 0} and {@code +}.
 */
final class Printf {
    private static final Pattern VERB =
            Pattern.compile("%(?<flags>[-0+]*+)(?<width>[0-9]{0,3})(?:\\.(?<precision>[0-9]{0,2}))?(?<verb>[svqdft%])");
    private static final int DECIMALS = 6;

    private Printf() {}

    /**
     * Formats.
     *
     * @param arguments the form and the values for it
     * @return the text
     * @throws dev.ocmtoolkit.oci.Failure INVALID for another verb, and when the values are too few, too many or of another kind
     */
    static String format(Arguments arguments) {
        String form = arguments.text(0);
        BoundedText out = new BoundedText();
        Matcher verb = VERB.matcher(form);
        int next = 1;
        int at = 0;
        for (int percent = form.indexOf('%'); percent >= 0; percent = form.indexOf('%', at)) {
            out.append(form.substring(at, percent), arguments.action());
            if (!verb.region(percent, form.length()).lookingAt()) {
                throw arguments.refused("does not know what \"%s\" begins with"
                        .formatted(form.substring(percent, Math.min(form.length(), percent + 8))));
            }
            at = verb.end();
            if (verb.group("verb").equals("%")) {
                out.append("%", arguments.action());
                continue;
            }
            if (next == arguments.size()) {
                throw arguments.refused("has no value for %s".formatted(verb.group()));
            }
            out.append(written(verb, arguments.value(next), arguments), arguments.action());
            next++;
        }
        if (next < arguments.size()) {
            throw arguments.refused("has more values than verbs");
        }
        return out.append(form.substring(at), arguments.action()).toString();
    }

    private static String written(Matcher verb, JsonNode value, Arguments arguments) {
        String text = plain(verb, value, arguments);
        if (verb.group("flags").contains("+") && value.isNumber() && !text.startsWith("-")) {
            text = "+" + text;
        }
        int width = verb.group("width").isEmpty() ? 0 : Integer.parseInt(verb.group("width"));
        int missing = Math.max(0, width - text.codePointCount(0, text.length()));
        if (verb.group("flags").contains("-")) {
            return text + " ".repeat(missing);
        }
        if (!verb.group("flags").contains("0")) {
            return " ".repeat(missing) + text;
        }
        int sign = value.isNumber() && (text.startsWith("-") || text.startsWith("+")) ? 1 : 0;
        return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
    }

    private static String plain(Matcher verb, JsonNode value, Arguments arguments) {
        String precision = verb.group("precision");
        return switch (verb.group("verb")) {
            case "d" -> {
                require(value.isIntegralNumber(), verb, value, arguments);
                yield value.asText();
            }
            case "f" -> {
                require(value.isNumber() && Double.isFinite(value.doubleValue()), verb, value, arguments);
                int digits = precision == null ? DECIMALS : precision.isEmpty() ? 0 : Integer.parseInt(precision);
                yield value.decimalValue()
                        .setScale(digits, RoundingMode.HALF_EVEN)
                        .toPlainString();
            }
            case "t" -> {
                require(value.isBoolean(), verb, value, arguments);
                yield value.asText();
            }
            case "q" -> {
                require(value.isTextual(), verb, value, arguments);
                yield Quoted.write(value.textValue());
            }
            default -> shortened(GoValue.text(value), precision);
        };
    }

    private static String shortened(String text, String precision) {
        if (precision == null) {
            return text;
        }
        int most = precision.isEmpty() ? 0 : Integer.parseInt(precision);
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most));
    }

    private static void require(boolean fulfilled, Matcher verb, JsonNode value, Arguments arguments) {
        if (!fulfilled) {
            throw arguments.refused("writes no %s as %s".formatted(GoValue.text(value), verb.group()));
        }
    }
}
