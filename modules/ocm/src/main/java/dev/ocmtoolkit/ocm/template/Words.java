// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of an action, which are taken one after the other. */
final class Words {
    /** What a word is. */
    enum Kind {
        /** A function or keyword. */
        NAME,
        /** {@code .}, {@code .a.b}, {@code $x} or {@code $x.a}. */
        PATH,
        /** A text in quotes; the word is what it means. */
        TEXT,
        NUMBER,
        /** {@code | := = , ( )}. */
        SIGN
    }

    /**
     * A word.
     *
     * @param kind what it is
     * @param text it
     * @param glued whether no space stands before it
     */
    record Word(Kind kind, String text, boolean glued) {}

    private static final Pattern WORD = Pattern.compile("""
            (?<name>[\\p{L}_][\\p{L}\\p{Nd}_]*+)\
            |(?<path>\\$[\\p{L}\\p{Nd}_]*+(?:\\.[\\p{L}_][\\p{L}\\p{Nd}_]*+)*+|\\.(?:[\\p{L}_][\\p{L}\\p{Nd}_]*+(?:\\.[\\p{L}_][\\p{L}\\p{Nd}_]*+)*+)?+)\
            |(?<number>[+-]?[0-9]++(?:\\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)\
            |"(?<text>[^"\\\\\\n]*+(?:\\\\.[^"\\\\\\n]*+)*+)"\
            |`(?<raw>[^`]*+)`\
            |(?<sign>:=|[|=,()])""");
    private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]*+");

    private final Action action;
    private final List<Word> words = new ArrayList<>();
    private int at;

    private Words(Action action) {
        this.action = action;
    }

    /**
     * Reads an action.
     *
     * @param action the action
     * @return its words
     * @throws dev.ocmtoolkit.oci.Failure INVALID when it holds what is no word
     */
    static Words of(Action action) {
        Words words = new Words(action);
        String code = action.code();
        Matcher space = SPACE.matcher(code);
        Matcher word = WORD.matcher(code);
        int position = 0;
        while (true) {
            int begin = space.region(position, code.length()).lookingAt() ? space.end() : position;
            if (begin == code.length()) {
                return words;
            }
            if (!word.region(begin, code.length()).lookingAt()) {
                throw action.refused("is not understood from %s on"
                        .formatted(code.substring(begin, Math.min(code.length(), begin + 1))));
            }
            words.words.add(words.word(word, begin == position));
            position = word.end();
        }
    }

    private Word word(Matcher found, boolean glued) {
        for (Kind kind : Kind.values()) {
            String text = found.group(kind.name().toLowerCase(Locale.ROOT));
            if (text != null) {
                return new Word(kind, kind == Kind.TEXT ? Quoted.read(text, action) : text, glued);
            }
        }
        return new Word(Kind.TEXT, found.group("raw"), glued);
    }

    Action action() {
        return action;
    }

    /** Whether none is left. */
    boolean isEmpty() {
        return at == words.size();
    }

    /** The next word, which stays. */
    Optional<Word> peek() {
        return peek(0);
    }

    /** A word after the next one, which stays. */
    Optional<Word> peek(int further) {
        return at + further < words.size() ? Optional.of(words.get(at + further)) : Optional.empty();
    }

    /** The next word, which is taken. */
    Word take() {
        if (isEmpty()) {
            throw action.refused("lacks a value");
        }
        return words.get(at++);
    }

    /** Takes a sign if it is next. */
    boolean take(String sign) {
        boolean is = isNext(sign);
        at += is ? 1 : 0;
        return is;
    }

    boolean isNext(String sign) {
        return peek().filter(word -> word.kind() == Kind.SIGN && word.text().equals(sign))
                .isPresent();
    }

    /** The next word if it is a name, which stays; else nothing. */
    String name() {
        return peek().filter(word -> word.kind() == Kind.NAME).map(Word::text).orElse("");
    }
}
