// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

/** The text written so far, and where in its line the next character goes. Columns count code points. */
final class Page {
    private static final int WIDTH = 80;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final StringBuilder out = new StringBuilder();
    private int column;
    /** Whether a blank, or the start of a line, stands before the next character. */
    private boolean blank = true;
    /** Whether there is nothing but indentation and indicators in the line. */
    private boolean indented = true;

    String text() {
        return out.toString();
    }

    boolean isIndented() {
        return indented;
    }

    /** Goes to a column, in a new line unless the current one is still free there. */
    void indent(int to) {
        if (!indented || column > to || (column == to && !blank)) {
            put('\n');
        }
        while (column < to) {
            put(' ');
        }
        blank = true;
        indented = true;
    }

    /** Writes an indicator after a blank; what opens a block leaves the line free for the next one. */
    void indicator(String text, boolean opensBlock) {
        separate();
        text.chars().forEach(this::put);
        blank = false;
        indented &= opensBlock;
    }

    /** Writes a word that is neither quoted nor folded. */
    void word(String text) {
        indicator(text, false);
    }

    /** Writes a key in one line, and its colon. */
    void key(Scalar key) {
        write(key, 0, false);
        put(':');
    }

    /** Writes a value; its further lines begin at a column. */
    void scalar(Scalar scalar, int indent) {
        if (scalar.style() == Scalar.Style.LITERAL) {
            literal(scalar.text(), indent);
        } else {
            write(scalar, indent, true);
        }
    }

    private void write(Scalar scalar, int indent, boolean folds) {
        switch (scalar.style()) {
            case PLAIN -> {
                separate();
                flow(scalar.text(), indent, folds, false);
            }
            case SINGLE_QUOTED -> {
                indicator("'", false);
                flow(scalar.text(), indent, folds, true);
                put('\'');
            }
            case DOUBLE_QUOTED -> {
                indicator("\"", false);
                doubleQuoted(scalar.text(), indent, folds);
                put('"');
            }
            case LITERAL -> throw new IllegalStateException("a literal has more than one line");
        }
        blank = false;
        indented = false;
    }

    private void separate() {
        if (!blank) {
            put(' ');
        }
    }

    private void put(int c) {
        out.appendCodePoint(c);
        column = Scalar.isBreak(c) ? 0 : column + 1;
    }

    private void flow(int[] text, int indent, boolean folds, boolean quoted) {
        boolean afterSpace = false;
        boolean afterBreak = false;
        for (int i = 0; i < text.length; i++) {
            int c = text[i];
            if (c == ' ') {
                boolean inside = !quoted || (i > 0 && i + 1 < text.length);
                if (folds && !afterSpace && column > WIDTH && inside && text[i + 1] != ' ') {
                    indent(indent);
                } else {
                    put(c);
                }
                afterSpace = true;
            } else if (Scalar.isBreak(c)) {
                put(c);
                indented = true;
                afterBreak = true;
            } else {
                if (afterBreak) {
                    indent(indent);
                }
                if (quoted && c == '\'') {
                    put('\'');
                }
                put(c);
                indented = false;
                afterSpace = false;
                afterBreak = false;
            }
        }
    }

    private void doubleQuoted(int[] text, int indent, boolean folds) {
        // Behind a byte order mark everything is escaped: its model looks for the mark in the wrong place.
        boolean escapeAll = text.length > 0 && text[0] == BYTE_ORDER_MARK;
        boolean afterSpace = false;
        for (int i = 0; i < text.length; i++) {
            int c = text[i];
            if (escapeAll || !Scalar.isPrintable(c) || Scalar.isBreak(c) || c == '"' || c == '\\') {
                escape(c).chars().forEach(this::put);
                afterSpace = false;
            } else if (c == ' ') {
                if (folds && !afterSpace && column > WIDTH && i > 0 && i + 1 < text.length) {
                    indent(indent);
                    if (text[i + 1] == ' ') {
                        put('\\');
                    }
                } else {
                    put(c);
                }
                afterSpace = true;
            } else {
                put(c);
                afterSpace = false;
            }
        }
    }

    private static String escape(int c) {
        return switch (c) {
            case 0x00 -> "\\0";
            case 0x07 -> "\\a";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case 0x0B -> "\\v";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            case 0x1B -> "\\e";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case 0x85 -> "\\N";
            case 0xA0 -> "\\_";
            case 0x2028 -> "\\L";
            case 0x2029 -> "\\P";
            default -> (c <= 0xFF ? "\\x%02X" : c <= 0xFFFF ? "\\u%04X" : "\\U%08X").formatted(c);
        };
    }

    private void literal(int[] text, int indent) {
        int last = text.length - 1;
        String hint = text[0] == ' ' || Scalar.isBreak(text[0]) ? "2" : "";
        String chomp = !Scalar.isBreak(text[last]) ? "-" : last == 0 || Scalar.isBreak(text[last - 1]) ? "+" : "";
        indicator("|" + hint + chomp, false);
        put('\n');
        blank = true;
        indented = true;
        boolean afterBreak = true;
        for (int c : text) {
            if (Scalar.isBreak(c)) {
                put(c);
                indented = true;
                afterBreak = true;
            } else {
                if (afterBreak) {
                    indent(indent);
                }
                put(c);
                indented = false;
                afterBreak = false;
            }
        }
    }
}
