// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.regex.Pattern;

/** Text from outside, made fit to stand in a message. */
public final class Text {
    private static final int LIMIT = 300;
    /** Signed addresses have their secret there. */
    private static final Pattern QUERY = Pattern.compile("(://[^\\s?]*+)\\?[^\\s\"'<>]+");

    private Text() {}

    /**
     * Shortens to 300 characters, takes the query strings off addresses, and replaces what would move a terminal's cursor or
     * break a line.
     *
     * @param text any text
     * @return text for one line
     */
    public static String printable(String text) {
        String safe = QUERY.matcher(text).replaceAll("$1?...");
        return oneLine(safe.length() > LIMIT ? safe.substring(0, LIMIT) + "..." : safe);
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
