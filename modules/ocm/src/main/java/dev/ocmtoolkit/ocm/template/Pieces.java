// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a template of Go apart, into text and actions; comments are left out. {@code {{-} takes the white space before it away, {@code
 * -}}} that behind it.
 */
final class Pieces {
    /** The most characters of an action. */
    private static final int LONGEST = 10_000;

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final String SPACE = " \t\r\n";

    private final String text;
    private final String what;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean trimmed;

    private Pieces(String text, String what) {
        this.text = text;
        this.what = what;
    }

    static List<Piece> of(String text, String what) {
        Pieces scan = new Pieces(text, what);
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, scan.at)) {
            scan.action(open);
        }
        scan.plain(text.length(), false);
        return scan.pieces;
    }

    private void plain(int end, boolean trimEnd) {
        int from = at;
        int to = end;
        while (trimmed && from < to && isSpace(from)) {
            from++;
        }
        while (trimEnd && to > from && isSpace(to - 1)) {
            to--;
        }
        if (to > from) {
            pieces.add(new Piece.Plain(text.substring(from, to), line, what));
        }
        moveTo(end);
    }

    private void action(int open) {
        int from = open + OPEN.length();
        boolean trims = text.startsWith("-", from) && isSpace(from + 1);
        plain(open, trims);
        from += trims ? 2 : 0;
        boolean comment = text.startsWith("/*", from);
        int end = comment ? endOfComment(from) : endOfCode(from);
        boolean trimsNext = text.charAt(end - 1) == '-' && end - 1 > from && isSpace(end - 2);
        Action action = new Action(text.substring(from, trimsNext ? end - 1 : end), line, what);
        if (comment && !action.code().stripTrailing().endsWith("*/")) {
            throw action.refused("has a comment that does not end with it");
        }
        if (!comment) {
            pieces.add(action);
        }
        moveTo(end + CLOSE.length());
        trimmed = trimsNext;
    }

    private int endOfComment(int from) {
        int end = text.indexOf("*/", from + 2);
        if (end < 0) {
            throw unended(from);
        }
        int close = text.indexOf(CLOSE, end);
        if (close < 0) {
            throw unended(from);
        }
        return close;
    }

    /** Braces in texts between quotes end no action. */
    private int endOfCode(int from) {
        int position = from;
        while (position < text.length() && position - from <= LONGEST) {
            char c = text.charAt(position);
            if (text.startsWith(CLOSE, position)) {
                return position;
            }
            position = c == '"' || c == '`' ? endOfText(position, from) : position + 1;
        }
        throw unended(from);
    }

    private int endOfText(int open, int from) {
        char quote = text.charAt(open);
        for (int position = open + 1; position < text.length() && position - from <= LONGEST; position++) {
            char c = text.charAt(position);
            if (c == quote) {
                return position + 1;
            }
            if (quote == '"' && c == '\n') {
                break;
            }
            position += quote == '"' && c == '\\' ? 1 : 0;
        }
        throw action(from, open).refused("has a text that no %c ends".formatted(quote));
    }

    private RuntimeException unended(int from) {
        return action(from, text.length())
                .refused("is not ended by }}, or is longer than %d characters".formatted(LONGEST));
    }

    private Action action(int from, int to) {
        return new Action(text.substring(from, to), line, what);
    }

    private void moveTo(int position) {
        line += (int)
                text.substring(at, position).chars().filter(c -> c == '\n').count();
        at = position;
        trimmed = false;
    }

    private boolean isSpace(int position) {
        return position < text.length() && SPACE.indexOf(text.charAt(position)) >= 0;
    }
}
