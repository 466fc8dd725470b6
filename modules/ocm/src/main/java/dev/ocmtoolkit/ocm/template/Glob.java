// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shell's pattern for the begin or the end of a text: {@code *} for anything, {@code ?} for one character, {@code [a-z]} and {@code
 * [^a-z]} for one of some, {@code \c} for the character itself.
 */
final class Glob {
    private static final String ANYTHING = "*";

    private final String pattern;
    private final List<String> pieces = new ArrayList<>();
    private int at;

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
        Matcher prefix = regex(pieces, longest).matcher(text);
        return prefix.lookingAt() ? text.substring(prefix.end()) : text;
    }

    /** The text without the shortest or longest end that matches. */
    String withoutSuffix(String text, boolean longest) {
        Matcher suffix = regex(pieces.reversed(), longest).matcher(new StringBuilder(text).reverse());
        return suffix.lookingAt() ? text.substring(0, text.length() - suffix.end()) : text;
    }

    private static Pattern regex(List<String> pieces, boolean longest) {
        StringBuilder regex = new StringBuilder();
        pieces.forEach(piece -> regex.append(piece.equals(ANYTHING) ? (longest ? ".*" : ".*?") : piece));
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private boolean parse() {
        while (at < pattern.length()) {
            int c = next();
            switch (c) {
                case '*' -> pieces.add(ANYTHING);
                case '?' -> pieces.add(".");
                case '[' -> {
                    if (!set()) {
                        return false;
                    }
                }
                case '\\' -> {
                    if (at == pattern.length()) {
                        return false;
                    }
                    pieces.add(literal(next()));
                }
                default -> pieces.add(literal(c));
            }
        }
        return true;
    }

    private boolean set() {
        StringBuilder regex = new StringBuilder("[");
        if (pattern.startsWith("^", at)) {
            at++;
            regex.append('^');
        }
        boolean empty = true;
        while (empty || !pattern.startsWith("]", at)) {
            int low = member();
            int high = low;
            if (pattern.startsWith("-", at)) {
                at++;
                high = member();
            }
            if (low < 0 || high < low) {
                return false;
            }
            empty = false;
            regex.append(literal(low)).append('-').append(literal(high));
        }
        at++;
        pieces.add(regex.append("]").toString());
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

    private static String literal(int c) {
        return "\\x{%x}".formatted(c);
    }
}
