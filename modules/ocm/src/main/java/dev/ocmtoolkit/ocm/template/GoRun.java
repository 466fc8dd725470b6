// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.template.Step.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Carries out the steps of a template of Go. A value that is asked for by a name and is not there is a failure, as in version 1. */
final class GoRun {
    /** The most values that are looked at. */
    private static final int LIMIT = 1_000_000;

    private final BoundedText out = new BoundedText();
    private final List<Variable> variables = new ArrayList<>();
    private int looked;

    private record Variable(String name, JsonNode value) {}

    private GoRun(JsonNode root) {
        variables.add(new Variable("$", root));
    }

    /**
     * Carries out a template.
     *
     * @param steps the template
     * @param root what its dot is
     * @return its text
     * @throws dev.ocmtoolkit.oci.Failure INVALID with the line and the action that cannot be done
     */
    static String run(List<Step> steps, JsonNode root) {
        GoRun run = new GoRun(root);
        run.all(steps, root);
        return run.out.toString();
    }

    private void all(List<Step> steps, JsonNode dot) {
        for (Step step : steps) {
            switch (step) {
                case Step.Say say -> out.append(say.text().text(), say.text());
                case Step.Print print -> print(print.pipeline(), dot);
                case Step.Choice choice -> choose(choice, dot);
                case Step.Loop loop -> loop(loop, dot);
            }
        }
    }

    private void print(Pipeline pipeline, JsonNode dot) {
        JsonNode value = value(pipeline, dot);
        if (pipeline.variables().isEmpty()) {
            out.append(value.isNull() ? "<no value>" : GoValue.text(value), pipeline.action());
        }
    }

    private void choose(Step.Choice choice, JsonNode dot) {
        int known = variables.size();
        JsonNode value = value(choice.pipeline(), dot);
        if (GoValue.isTrue(value)) {
            all(choice.then(), choice.enters() ? value : dot);
        } else {
            all(choice.otherwise(), dot);
        }
        forget(known);
    }

    private void loop(Step.Loop loop, JsonNode dot) {
        int known = variables.size();
        Pipeline pipeline = loop.pipeline();
        JsonNode values = evaluate(pipeline.value(), dot, pipeline.action());
        if (pipeline.variables().size() > 2 || (!pipeline.variables().isEmpty() && !pipeline.declares())) {
            throw pipeline.action().refused("needs one or two variables, followed by :=");
        }
        if (!values.isContainerNode() && !values.isNull()) {
            throw pipeline.action().refused("cannot go over %s".formatted(GoValue.kind(values)));
        }
        if (values.isEmpty()) {
            all(loop.otherwise(), dot);
        }
        for (Map.Entry<JsonNode, JsonNode> one : entries(values)) {
            List<String> names = pipeline.variables();
            if (names.size() == 2) {
                variables.add(new Variable(names.getFirst(), one.getKey()));
            }
            if (!names.isEmpty()) {
                variables.add(new Variable(names.getLast(), one.getValue()));
            }
            all(loop.body(), one.getValue());
            forget(known);
        }
    }

    private static List<Map.Entry<JsonNode, JsonNode>> entries(JsonNode values) {
        List<Map.Entry<JsonNode, JsonNode>> entries = new ArrayList<>();
        if (values.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            values.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            sorted.forEach((name, value) -> entries.add(Map.entry(TextNode.valueOf(name), value)));
        } else {
            for (JsonNode value : values) {
                entries.add(Map.entry(IntNode.valueOf(entries.size()), value));
            }
        }
        return entries;
    }

    private void forget(int known) {
        variables.subList(known, variables.size()).clear();
    }

    private JsonNode value(Pipeline pipeline, JsonNode dot) {
        JsonNode value = evaluate(pipeline.value(), dot, pipeline.action());
        if (pipeline.variables().size() > 1) {
            throw pipeline.action().refused("gives one value to several variables");
        }
        for (String name : pipeline.variables()) {
            if (pipeline.declares()) {
                variables.add(new Variable(name, value));
            } else {
                variables.set(position(name, pipeline.action()), new Variable(name, value));
            }
        }
        return value;
    }

    private int position(String name, Action action) {
        for (int i = variables.size() - 1; i >= 0; i--) {
            if (variables.get(i).name().equals(name)) {
                return i;
            }
        }
        throw action.refused("uses the variable %s, which has no value there".formatted(name));
    }

    private JsonNode evaluate(Expression expression, JsonNode dot, Action action) {
        if (++looked > LIMIT) {
            throw action.refused("is reached after more than %d other values".formatted(LIMIT));
        }
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Dot here -> dot;
            case Expression.Variable variable ->
                variables.get(position(variable.name(), action)).value();
            case Expression.Field field -> field(evaluate(field.of(), dot, action), field.fields(), action);
            case Expression.Call call -> call(call, dot, action);
        };
    }

    private static JsonNode field(JsonNode of, List<String> fields, Action action) {
        JsonNode value = of;
        for (String name : fields) {
            if (!value.isObject()) {
                throw action.refused("looks for %s in %s".formatted(Text.printable(name), GoValue.kind(value)));
            }
            JsonNode found = value.get(name);
            if (found == null) {
                throw action.refused("needs a value for %s, and there is none".formatted(Text.printable(name)));
            }
            value = found;
        }
        return value;
    }

    private JsonNode call(Expression.Call call, JsonNode dot, Action action) {
        List<JsonNode> values = new ArrayList<>();
        for (Expression argument : call.arguments()) {
            JsonNode value = evaluate(argument, dot, action);
            values.add(value);
            if (settles(call.function(), value)) {
                break;
            }
        }
        return Functions.call(new Arguments(call.function(), values, action));
    }

    /** Whether arguments after this one make no difference, so that they are not looked at. */
    private static boolean settles(String function, JsonNode value) {
        return switch (function) {
            case "and" -> !GoValue.isTrue(value);
            case "or" -> GoValue.isTrue(value);
            default -> false;
        };
    }
}
