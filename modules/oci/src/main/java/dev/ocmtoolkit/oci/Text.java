// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/** Text from outside, made fit to stand in a message. */
public final class Text {
    private static final int LIMIT = 300;

    private Text() {}

    /**
     * Shortens to 300 characters and replaces what would move a terminal's cursor or break a line.
     *
     * @param text any text
     * @return text for one line
     */
    public static String printable(String text) {
        return oneLine(text.length() > LIMIT ? text.substring(0, LIMIT) + "..." : text);
    }

    /**
     * Replaces what would move a terminal's cursor or break a line, and shortens nothing.
     *
     * @param text any text
     * @return text for one line
     */
    public static String oneLine(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isPrintable(c) ? c : '?'));
        return out.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
