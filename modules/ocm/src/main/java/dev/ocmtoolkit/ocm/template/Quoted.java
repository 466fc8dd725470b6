// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.template;

import java.util.HexFormat;
import java.util.Locale;

/** Texts between double quotes, as Go writes them ("The Go Programming Language Specification", String literals). */
final class Quoted {
    private static final String NAMES = "abfnrtv\\\"";
    private static final String MEANT = "\u0007\b\f\n\r\t\u000b\\\"";

    private Quoted() {}

    /**
     * What a text means.
     *
     * @param text it, without the quotes
     * @param action where it stands
     * @return it, without escapes
     */
    static String read(String text, Action action) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escape = text.charAt(at++);
            int named = NAMES.indexOf(escape);
            if (named >= 0) {
                out.append(MEANT.charAt(named));
                continue;
            }
            int digits = escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
            if (digits == 0 || at + digits > text.length()) {
                throw action.refused("has a \\%c in a text, which is not known".formatted(escape));
            }
            out.append(character(text.substring(at, at + digits), action));
            at += digits;
        }
        return out.toString();
    }

    private static String character(String hex, Action action) {
        try {
            return Character.toString(HexFormat.fromHexDigits(hex));
        } catch (IllegalArgumentException e) {
            throw action.refused("has a \\u in a text that is no character");
        }
    }

    /**
     * A text with its quotes.
     *
     * @param text any text
     * @return it, in printable characters
     */
    static String write(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            int named = MEANT.indexOf(c);
            if (named >= 0) {
                out.append('\\').append(NAMES.charAt(named));
            } else if (isPrintable(c)) {
                out.appendCodePoint(c);
            } else if (c < 0x80) {
                out.append(String.format(Locale.ROOT, "\\x%02x", c));
            } else {
                out.append(String.format(Locale.ROOT, c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
            }
        });
        return out.append('"').toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> false;
            case Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
