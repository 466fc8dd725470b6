// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

/**
 * Patterns of configurations, in which {@code *} stands for any text and {@code ?} for one character. Not by way of regular
 * expressions: with many stars those take time without end.
 */
public final class Wildcards {

    private Wildcards() {}

    /**
     * Whether a text is one that a pattern stands for; takes time in proportion to the product of their lengths at most.
     *
     * @param pattern the pattern
     * @param text the text
     * @return true when it is
     */
    public static boolean matches(String pattern, String text) {
        int in = 0;
        int at = 0;
        int star = -1;
        int starEnd = 0;
        while (at < text.length()) {
            char wanted = in < pattern.length() ? pattern.charAt(in) : 0;
            if (wanted == '*') {
                star = in++;
                starEnd = at;
            } else if (in < pattern.length() && (wanted == '?' || wanted == text.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                // The last star takes one more; what an earlier one took need never be tried again.
                in = star + 1;
                at = ++starEnd;
            } else {
                return false;
            }
        }
        return pattern.substring(in).chars().allMatch(c -> c == '*');
    }
}
