// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.ocm.yaml.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * The functions of a template of Go: those of {@code text/template} that have to do with texts and choices, and the most used ones of the
 * Sprig library, which version 1 of the OCM tools has besides. {@code and} and {@code or} need not look at all of their arguments, so
 * that {@link GoRun} evaluates them.
 */
final class Functions {
    private static final int ANY = Integer.MAX_VALUE;
    private static final int WIDEST_INDENT = 1000;

    private record Known(int least, int most, Function<Arguments, JsonNode> made) {}

    private static final Map<String, Known> ALL = Map.ofEntries(
            known("and", 1, ANY, arguments -> arguments.value(arguments.size() - 1)),
            known("or", 1, ANY, arguments -> arguments.value(arguments.size() - 1)),
            known("not", 1, 1, arguments -> truth(!GoValue.isTrue(arguments.value(0)))),
            known("eq", 2, ANY, arguments -> truth(isOneOfOthers(arguments))),
            known("ne", 2, 2, arguments -> truth(!isOneOfOthers(arguments))),
            known("lt", 2, 2, arguments -> compared(arguments, order -> order < 0)),
            known("le", 2, 2, arguments -> compared(arguments, order -> order <= 0)),
            known("gt", 2, 2, arguments -> compared(arguments, order -> order > 0)),
            known("ge", 2, 2, arguments -> compared(arguments, order -> order >= 0)),
            known("index", 1, ANY, Functions::index),
            known("len", 1, 1, Functions::length),
            known("print", 0, ANY, Functions::print),
            known("printf", 1, ANY, arguments -> TextNode.valueOf(Printf.format(arguments))),
            known("default", 1, 2, arguments -> arguments.value(isLastTrue(arguments) ? arguments.size() - 1 : 0)),
            known("coalesce", 1, ANY, Functions::coalesce),
            known("empty", 1, 1, arguments -> truth(!GoValue.isTrue(arguments.value(0)))),
            known("ternary", 3, 3, arguments -> arguments.value(isLastTrue(arguments) ? 0 : 1)),
            known("hasKey", 2, 2, arguments -> truth(mapping(arguments).has(arguments.text(1)))),
            known("quote", 1, ANY, arguments -> quoted(arguments, Quoted::write)),
            known("squote", 1, ANY, arguments -> quoted(arguments, text -> "'" + text + "'")),
            known("upper", 1, 1, arguments -> changed(arguments, text -> text.toUpperCase(Locale.ROOT))),
            known("lower", 1, 1, arguments -> changed(arguments, text -> text.toLowerCase(Locale.ROOT))),
            known("trim", 1, 1, arguments -> changed(arguments, String::strip)),
            known(
                    "trimPrefix",
                    2,
                    2,
                    arguments -> TextNode.valueOf(
                            arguments.text(1).startsWith(arguments.text(0))
                                    ? arguments
                                            .text(1)
                                            .substring(arguments.text(0).length())
                                    : arguments.text(1))),
            known(
                    "trimSuffix",
                    2,
                    2,
                    arguments -> TextNode.valueOf(
                            arguments.text(1).endsWith(arguments.text(0))
                                    ? arguments
                                            .text(1)
                                            .substring(
                                                    0,
                                                    arguments.text(1).length()
                                                            - arguments.text(0).length())
                                    : arguments.text(1))),
            known("replace", 3, 3, Functions::replaced),
            known("contains", 2, 2, arguments -> tested(arguments, String::contains)),
            known("hasPrefix", 2, 2, arguments -> tested(arguments, String::startsWith)),
            known("hasSuffix", 2, 2, arguments -> tested(arguments, String::endsWith)),
            known("join", 2, 2, Functions::joined),
            known("indent", 2, 2, arguments -> indented(arguments, "")),
            known("nindent", 2, 2, arguments -> indented(arguments, "\n")),
            known("toString", 1, 1, arguments -> TextNode.valueOf(GoValue.text(arguments.value(0)))),
            known(
                    "toJson",
                    1,
                    1,
                    arguments -> TextNode.valueOf(
                            JsonText.compact(Json.mapper().convertValue(arguments.value(0), Object.class)))));

    private Functions() {}

    static boolean isKnown(String name) {
        return ALL.containsKey(name);
    }

    /**
     * Calls a function.
     *
     * @param arguments its name and what it is given
     * @return what it makes of it
     * @throws dev.ocmtoolkit.oci.Failure INVALID when it cannot
     */
    static JsonNode call(Arguments arguments) {
        Known function = ALL.get(arguments.function());
        if (function == null) {
            throw arguments.refused("is not known");
        }
        if (arguments.size() < function.least() || arguments.size() > function.most()) {
            String wanted = function.most() == ANY
                    ? "at least %d".formatted(function.least())
                    : function.least() == function.most()
                            ? "%d".formatted(function.least())
                            : "%d to %d".formatted(function.least(), function.most());
            throw arguments.refused("needs %s argument(s) and gets %d".formatted(wanted, arguments.size()));
        }
        return function.made().apply(arguments);
    }

    private static Map.Entry<String, Known> known(
            String name, int least, int most, Function<Arguments, JsonNode> made) {
        return Map.entry(name, new Known(least, most, made));
    }

    private static JsonNode truth(boolean is) {
        return BooleanNode.valueOf(is);
    }

    private static boolean isLastTrue(Arguments arguments) {
        return GoValue.isTrue(arguments.value(arguments.size() - 1));
    }

    private static boolean isOneOfOthers(Arguments arguments) {
        JsonNode first = arguments.value(0);
        return arguments.values().stream().skip(1).anyMatch(other -> isEqual(first, other, arguments));
    }

    private static boolean isEqual(JsonNode one, JsonNode other, Arguments arguments) {
        if (one.isNull() || other.isNull()) {
            return one.isNull() && other.isNull();
        }
        if (one.isContainerNode() || other.isContainerNode() || one.getNodeType() != other.getNodeType()) {
            throw incomparable(one, other, arguments);
        }
        return one.isNumber() ? order(one, other) == 0 : one.equals(other);
    }

    private static JsonNode compared(Arguments arguments, IntPredicate wanted) {
        JsonNode one = arguments.value(0);
        JsonNode other = arguments.value(1);
        if (one.isNumber() && other.isNumber()) {
            return truth(wanted.test(order(one, other)));
        }
        if (one.isTextual() && other.isTextual()) {
            return truth(wanted.test(one.textValue().compareTo(other.textValue())));
        }
        throw incomparable(one, other, arguments);
    }

    private static int order(JsonNode one, JsonNode other) {
        return one.isIntegralNumber() && other.isIntegralNumber()
                ? one.bigIntegerValue().compareTo(other.bigIntegerValue())
                : Double.compare(one.doubleValue(), other.doubleValue());
    }

    private static RuntimeException incomparable(JsonNode one, JsonNode other, Arguments arguments) {
        return arguments.refused("does not compare %s with %s".formatted(GoValue.kind(one), GoValue.kind(other)));
    }

    private static JsonNode index(Arguments arguments) {
        JsonNode value = arguments.value(0);
        for (int i = 1; i < arguments.size(); i++) {
            switch (value.getNodeType()) {
                case OBJECT -> {
                    JsonNode found = value.get(arguments.text(i));
                    value = found == null ? NullNode.instance : found;
                }
                case ARRAY -> value = value.get(arguments.number(i, value.size() - 1));
                case STRING, NUMBER, BOOLEAN, NULL, MISSING, BINARY, POJO ->
                    throw arguments.refused("finds nothing in %s".formatted(GoValue.kind(value)));
            }
        }
        return value;
    }

    private static JsonNode length(Arguments arguments) {
        JsonNode value = arguments.value(0);
        if (value.isTextual()) {
            return IntNode.valueOf(value.textValue().getBytes(StandardCharsets.UTF_8).length);
        }
        if (!value.isContainerNode()) {
            throw arguments.refused("counts nothing in %s".formatted(GoValue.kind(value)));
        }
        return IntNode.valueOf(value.size());
    }

    /** With a space between two values that are no texts. */
    private static JsonNode print(Arguments arguments) {
        BoundedText text = new BoundedText();
        for (int i = 0; i < arguments.size(); i++) {
            boolean space = i > 0
                    && !arguments.value(i - 1).isTextual()
                    && !arguments.value(i).isTextual();
            text.append((space ? " " : "") + GoValue.text(arguments.value(i)), arguments.action());
        }
        return TextNode.valueOf(text.toString());
    }

    private static JsonNode coalesce(Arguments arguments) {
        return arguments.values().stream().filter(GoValue::isTrue).findFirst().orElse(NullNode.instance);
    }

    private static JsonNode mapping(Arguments arguments) {
        if (!arguments.value(0).isObject()) {
            throw arguments.refused("looks into a mapping and gets %s".formatted(GoValue.kind(arguments.value(0))));
        }
        return arguments.value(0);
    }

    private static JsonNode quoted(Arguments arguments, Function<String, String> quotes) {
        StringJoiner quoted = new StringJoiner(" ");
        for (JsonNode value : arguments.values()) {
            if (!value.isNull()) {
                quoted.add(quotes.apply(GoValue.text(value)));
            }
            if (quoted.length() > BoundedText.LIMIT) {
                throw arguments.refused("makes a text longer than %d characters".formatted(BoundedText.LIMIT));
            }
        }
        return TextNode.valueOf(quoted.toString());
    }

    private static JsonNode changed(Arguments arguments, Function<String, String> change) {
        return TextNode.valueOf(change.apply(arguments.text(0)));
    }

    private static JsonNode tested(Arguments arguments, BiPredicate<String, String> test) {
        return truth(test.test(arguments.text(1), arguments.text(0)));
    }

    private static JsonNode replaced(Arguments arguments) {
        String old = arguments.text(0);
        String text = arguments.text(2);
        if (old.isEmpty()) {
            throw arguments.refused("needs a text to look for");
        }
        BoundedText out = new BoundedText();
        int from = 0;
        for (int found = text.indexOf(old); found >= 0; found = text.indexOf(old, from)) {
            out.append(text.substring(from, found), arguments.action()).append(arguments.text(1), arguments.action());
            from = found + old.length();
        }
        return TextNode.valueOf(
                out.append(text.substring(from), arguments.action()).toString());
    }

    private static JsonNode joined(Arguments arguments) {
        JsonNode list = arguments.value(1);
        if (!list.isArray()) {
            throw arguments.refused("needs a list and gets %s".formatted(GoValue.kind(list)));
        }
        BoundedText out = new BoundedText();
        String separator = "";
        for (JsonNode item : list) {
            out.append(separator, arguments.action()).append(GoValue.text(item), arguments.action());
            separator = arguments.text(0);
        }
        return TextNode.valueOf(out.toString());
    }

    private static JsonNode indented(Arguments arguments, String before) {
        String margin = " ".repeat(arguments.number(0, WIDEST_INDENT));
        BoundedText out = new BoundedText().append(before, arguments.action());
        String separator = "";
        for (String line : List.of(arguments.text(1).split("\n", -1))) {
            out.append(separator, arguments.action())
                    .append(margin, arguments.action())
                    .append(line, arguments.action());
            separator = "\n";
        }
        return TextNode.valueOf(out.toString());
    }
}
