// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ocmtoolkit.ocm.template.Step.Pipeline;
import dev.ocmtoolkit.ocm.template.Words.Kind;
import dev.ocmtoolkit.ocm.template.Words.Word;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Understands a template of Go: from its pieces to its steps. */
final class GoParser {
    private static final int DEPTH = 50;

    private final List<Piece> pieces;
    private int at;
    private int depth;

    /** Steps, and the action {@code end} or {@code else} behind them. */
    private record Body(List<Step> steps, Optional<Words> stop) {
        Words end(Action of) {
            return stop.orElseThrow(() -> of.refused("is not followed by its {{end}}"));
        }
    }

    private GoParser(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /**
     * Understands a template.
     *
     * @param text the template
     * @param what its name, for messages
     * @return its steps
     * @throws dev.ocmtoolkit.oci.Failure INVALID with the line and the action that is not understood
     */
    static List<Step> parse(String text, String what) {
        Body body = new GoParser(Pieces.of(text, what)).body();
        if (body.stop().isPresent()) {
            throw body.stop().get().action().refused("ends what did not begin");
        }
        return body.steps();
    }

    private Body body() {
        List<Step> steps = new ArrayList<>();
        while (at < pieces.size()) {
            switch (pieces.get(at++)) {
                case Piece.Plain plain -> steps.add(new Step.Say(plain));
                case Action action -> {
                    Words words = Words.of(action);
                    switch (words.name()) {
                        case "end", "else" -> {
                            return new Body(steps, Optional.of(words));
                        }
                        case "if", "with" -> steps.add(choice(words));
                        case "range" -> steps.add(loop(words));
                        case "break", "continue", "define", "template", "block", "nil" ->
                            throw action.refused("uses %s, which this program does not know".formatted(words.name()));
                        default -> steps.add(new Step.Print(whole(words)));
                    }
                }
            }
        }
        return new Body(steps, Optional.empty());
    }

    private Step choice(Words words) {
        enter(words.action());
        boolean enters = words.take().text().equals("with");
        Pipeline pipeline = whole(words);
        Body then = body();
        Words stop = then.end(words.action());
        List<Step> otherwise = List.of();
        if (stop.name().equals("else")) {
            stop.take();
            if (stop.name().equals(enters ? "with" : "if")) {
                otherwise = List.of(choice(stop));
            } else {
                otherwise = lastWay(words, stop);
            }
        } else {
            end(stop);
        }
        depth--;
        return new Step.Choice(pipeline, enters, then.steps(), otherwise);
    }

    private Step loop(Words words) {
        enter(words.action());
        words.take();
        Pipeline pipeline = whole(words);
        Body body = body();
        Words stop = body.end(words.action());
        List<Step> otherwise = List.of();
        if (stop.name().equals("else")) {
            stop.take();
            otherwise = lastWay(words, stop);
        } else {
            end(stop);
        }
        depth--;
        return new Step.Loop(pipeline, body.steps(), otherwise);
    }

    /** What stands between {@code else} and {@code end}. */
    private List<Step> lastWay(Words words, Words stop) {
        requireNoMore(stop);
        Body body = body();
        end(body.end(words.action()));
        return body.steps();
    }

    private static void end(Words words) {
        if (!words.take().text().equals("end")) {
            throw words.action().refused("is a second else");
        }
        requireNoMore(words);
    }

    private static void requireNoMore(Words words) {
        if (!words.isEmpty()) {
            throw words.action()
                    .refused("has a %s where nothing is expected"
                            .formatted(words.take().text()));
        }
    }

    private void enter(Action action) {
        if (++depth > DEPTH) {
            throw action.refused("stands in more than %d others".formatted(DEPTH));
        }
    }

    private Pipeline whole(Words words) {
        List<String> variables = new ArrayList<>();
        boolean declares = false;
        if (isAssignment(words)) {
            do {
                variables.add(variable(words));
            } while (words.take(","));
            declares = words.take(":=");
            if (!declares && !words.take("=")) {
                throw words.action().refused("lacks a := behind its variables");
            }
        }
        Expression value = pipeline(words);
        requireNoMore(words);
        return new Pipeline(words.action(), variables, declares, value);
    }

    private static boolean isAssignment(Words words) {
        return words.peek().filter(GoParser::isVariable).isPresent()
                && words.peek(1)
                        .filter(sign -> sign.kind() == Kind.SIGN && ":=,".contains(sign.text()))
                        .isPresent();
    }

    private static boolean isVariable(Word word) {
        return word.kind() == Kind.PATH
                && word.text().length() > 1
                && word.text().startsWith("$")
                && word.text().indexOf('.') < 0;
    }

    private static String variable(Words words) {
        Word word = words.take();
        if (!isVariable(word)) {
            throw words.action().refused("has a %s in place of a variable".formatted(word.text()));
        }
        return word.text();
    }

    private Expression pipeline(Words words) {
        enter(words.action());
        Expression value = command(words, Optional.empty());
        for (int pipes = 0; words.take("|"); pipes++) {
            if (pipes == DEPTH) {
                throw words.action().refused("has more than %d pipes".formatted(DEPTH));
            }
            value = command(words, Optional.of(value));
        }
        depth--;
        return value;
    }

    private Expression command(Words words, Optional<Expression> piped) {
        String name = words.name();
        if (name.isEmpty() || isConstant(name)) {
            Expression value = operand(words);
            if (piped.isPresent() || !isEndOfCommand(words)) {
                throw words.action().refused("gives a value to what is no function");
            }
            return value;
        }
        words.take();
        List<Expression> arguments = new ArrayList<>();
        while (!isEndOfCommand(words)) {
            arguments.add(operand(words));
        }
        piped.ifPresent(arguments::add);
        return call(name, arguments, words.action());
    }

    private static boolean isEndOfCommand(Words words) {
        return words.isEmpty() || words.isNext("|") || words.isNext(")");
    }

    private static Expression.Call call(String name, List<Expression> arguments, Action action) {
        if (!Functions.isKnown(name)) {
            throw action.refused("uses %s, which this program does not know".formatted(name));
        }
        return new Expression.Call(name, arguments);
    }

    private Expression operand(Words words) {
        Word word = words.take();
        return switch (word.kind()) {
            case TEXT -> new Expression.Literal(TextNode.valueOf(word.text()));
            case NUMBER -> number(word.text(), words.action());
            case PATH -> path(word.text());
            case NAME ->
                isConstant(word.text())
                        ? new Expression.Literal(BooleanNode.valueOf(word.text().equals("true")))
                        : call(word.text(), List.of(), words.action());
            case SIGN -> inBrackets(word, words);
        };
    }

    private Expression inBrackets(Word open, Words words) {
        if (!open.text().equals("(")) {
            throw words.action().refused("has a %s where a value is expected".formatted(open.text()));
        }
        Expression value = pipeline(words);
        if (!words.take(")")) {
            throw words.action().refused("has a ( that no ) ends");
        }
        boolean field = words.peek()
                .filter(word -> word.glued()
                        && word.kind() == Kind.PATH
                        && word.text().startsWith(".")
                        && word.text().length() > 1)
                .isPresent();
        return field ? field(value, words.take().text().substring(1)) : value;
    }

    private static boolean isConstant(String name) {
        return name.equals("true") || name.equals("false");
    }

    private static Expression path(String text) {
        int dot = text.indexOf('.');
        Expression begin =
                dot == 0 ? new Expression.Dot() : new Expression.Variable(dot < 0 ? text : text.substring(0, dot));
        return dot < 0 || text.equals(".") ? begin : field(begin, text.substring(dot + 1));
    }

    private static Expression field(Expression of, String fields) {
        return new Expression.Field(of, List.of(fields.split("\\.", -1)));
    }

    private static Expression number(String text, Action action) {
        try {
            return new Expression.Literal(
                    text.matches("[+-]?[0-9]+")
                            ? BigIntegerNode.valueOf(new BigInteger(text))
                            : DoubleNode.valueOf(Double.parseDouble(text)));
        } catch (NumberFormatException e) {
            throw action.refused("has a number that is none");
        }
    }
}
