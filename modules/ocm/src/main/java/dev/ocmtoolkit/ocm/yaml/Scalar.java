// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import java.nio.charset.StandardCharsets;

/** A text and the style in which yaml.v2 writes it. */
final class Scalar {
    enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        LITERAL
    }

    /** The longest text, in bytes of UTF-8, that is written as a key in one line. */
    private static final int SIMPLE_KEY = 128;

    private static final String INDICATORS = "#,[]{}&*!|>'\"%@`";
    private static final int REPLACEMENT = 0xFFFD;

    private final int[] text;
    private final Style style;
    private final boolean multiline;

    private Scalar(int[] text, Style style, boolean multiline) {
        this.text = text;
        this.style = style;
        this.multiline = multiline;
    }

    static Scalar of(String text) {
        int[] points =
                text.codePoints().map(c -> isSurrogate(c) ? REPLACEMENT : c).toArray();
        boolean multiline = false;
        boolean special = false;
        boolean breakSpace = false;
        for (int i = 0; i < points.length; i++) {
            boolean afterBreak = i > 0 && isBreak(points[i - 1]);
            multiline |= isBreak(points[i]);
            special |= !isPrintable(points[i]) || (i > 0 && points[i - 1] == ' ' && isBreak(points[i]));
            breakSpace |= afterBreak && points[i] == ' ';
        }
        return new Scalar(points, style(text, points, multiline, special, breakSpace), multiline);
    }

    private static Style style(String text, int[] points, boolean multiline, boolean special, boolean breakSpace) {
        if (special) {
            return Style.DOUBLE_QUOTED;
        }
        if (text.indexOf('\n') >= 0) {
            return points[points.length - 1] == ' ' ? Style.DOUBLE_QUOTED : Style.LITERAL;
        }
        if (PlainScalar.needsQuotes(text) || breakSpace) {
            return Style.DOUBLE_QUOTED;
        }
        return multiline || !mayBePlain(points) ? Style.SINGLE_QUOTED : Style.PLAIN;
    }

    private static boolean mayBePlain(int[] text) {
        if (text[0] == ' ' || text[text.length - 1] == ' ' || INDICATORS.indexOf(text[0]) >= 0 || isMarker(text)) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            boolean blankNext = i + 1 == text.length || text[i + 1] == ' ';
            boolean first = i == 0;
            if ((text[i] == ':' && blankNext)
                    || (first && (text[i] == '?' || text[i] == '-') && blankNext)
                    || (!first && text[i] == '#' && text[i - 1] == ' ')) {
                return false;
            }
        }
        return true;
    }

    /** Whether it begins like the marks between documents. */
    private static boolean isMarker(int[] text) {
        return text.length >= 3 && (text[0] == '-' || text[0] == '.') && text[1] == text[0] && text[2] == text[0];
    }

    /** {@return its code points, not a copy} */
    int[] text() {
        return text;
    }

    Style style() {
        return style;
    }

    /** Whether it fits into one line in front of a colon; otherwise it is written behind a question mark. */
    boolean isSimpleKey() {
        return !multiline && new String(text, 0, text.length).getBytes(StandardCharsets.UTF_8).length <= SIMPLE_KEY;
    }

    static boolean isBreak(int c) {
        return c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** Its printable characters are fewer than YAML's: no tab, and nothing beyond the first 65536. */
    static boolean isPrintable(int c) {
        return c == '\n' || (c >= 0x20 && c <= 0x7E) || (c >= 0xA0 && c <= 0xFFFD && !isSurrogate(c) && c != 0xFEFF);
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
