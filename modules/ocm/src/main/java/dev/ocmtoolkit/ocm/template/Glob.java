// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A shell's pattern for the begin or the end of a text: {@code *} for anything, {@code ?} for one character, {@code [a-z]} and {@code
 * [^a-z]} for one of some, {@code \c} for the character itself.
 */
final class Glob {
    private final String pattern;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;

    /** One of some characters, or any number of them. */
    private record Piece(IntPredicate characters, boolean repeated) {
        static Piece one(IntPredicate characters) {
            return new Piece(characters, false);
        }
    }

    private Glob(String pattern) {
        this.pattern = pattern;
    }

    /** Reads a pattern; empty when it is malformed. */
    static Optional<Glob> of(String pattern) {
        Glob glob = new Glob(pattern);
        return glob.parse() ? Optional.of(glob) : Optional.empty();
    }

    /** The text without the shortest or longest begin that matches. */
    String withoutPrefix(String text, boolean longest) {
        int length = matching(pieces, text.codePoints().toArray(), longest);
        return text.substring(text.offsetByCodePoints(0, length));
    }

    /** The text without the shortest or longest end that matches. */
    String withoutSuffix(String text, boolean longest) {
        int[] backwards = new StringBuilder(text).reverse().codePoints().toArray();
        int length = matching(pieces.reversed(), backwards, longest);
        return text.substring(0, text.offsetByCodePoints(text.length(), -length));
    }

    /** How many characters match from the first on; 0 for none. Follows all ways at once, so that no pattern takes long. */
    private static int matching(List<Piece> pieces, int[] text, boolean longest) {
        int found = 0;
        boolean[] reached = new boolean[pieces.size() + 1];
        reached[0] = true;
        for (int position = 0; ; position++) {
            for (int i = 0; i < pieces.size(); i++) {
                reached[i + 1] |= reached[i] && pieces.get(i).repeated();
            }
            if (reached[pieces.size()]) {
                found = position;
            }
            if (position == text.length || (reached[pieces.size()] && !longest)) {
                return found;
            }
            boolean[] next = new boolean[reached.length];
            for (int i = 0; i < pieces.size(); i++) {
                Piece piece = pieces.get(i);
                if (reached[i] && piece.characters().test(text[position])) {
                    next[piece.repeated() ? i : i + 1] = true;
                }
            }
            reached = next;
        }
    }

    private boolean parse() {
        while (at < pattern.length()) {
            int c = next();
            switch (c) {
                case '*' -> pieces.add(new Piece(any -> true, true));
                case '?' -> pieces.add(Piece.one(any -> true));
                case '[' -> {
                    if (!set()) {
                        return false;
                    }
                }
                case '\\' -> {
                    if (at == pattern.length()) {
                        return false;
                    }
                    int literal = next();
                    pieces.add(Piece.one(other -> other == literal));
                }
                default -> pieces.add(Piece.one(other -> other == c));
            }
        }
        return true;
    }

    private boolean set() {
        boolean negated = pattern.startsWith("^", at);
        at += negated ? 1 : 0;
        IntPredicate members = c -> false;
        boolean empty = true;
        while (empty || !pattern.startsWith("]", at)) {
            int low = member();
            boolean range = pattern.startsWith("-", at);
            at += range ? 1 : 0;
            int high = range ? member() : low;
            if (low < 0 || high < low) {
                return false;
            }
            empty = false;
            members = members.or(c -> low <= c && c <= high);
        }
        at++;
        pieces.add(Piece.one(negated ? members.negate() : members));
        return true;
    }

    /** A character of a set; -1 where there can be none. */
    private int member() {
        if (at >= pattern.length() || pattern.charAt(at) == '-' || pattern.charAt(at) == ']') {
            return -1;
        }
        int c = next();
        if (c != '\\') {
            return c;
        }
        return at < pattern.length() ? next() : -1;
    }

    private int next() {
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }
}
