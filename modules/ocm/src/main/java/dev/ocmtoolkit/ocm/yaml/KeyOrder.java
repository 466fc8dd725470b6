// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import java.util.Comparator;

/**
 * The order of keys in what yaml.v2 writes: other characters before letters, runs of digits by their value, so
 * {@code a2 < a10 < aB < ab}.
 *
 * <p>Like its model it is no true order: {@code 10 < 1a}, {@code 1a < 01} and {@code 01 < 2 < 10}. Where keys form such a
 * circle, Go itself writes them in another order each time.
 */
final class KeyOrder implements Comparator<String> {

    @Override
    public int compare(String one, String two) {
        int[] a = one.codePoints().toArray();
        int[] b = two.codePoints().toArray();
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            if (a[i] != b[i]) {
                return compareFrom(a, b, i);
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static int compareFrom(int[] a, int[] b, int at) {
        boolean letter = Character.isLetter(a[at]);
        boolean otherLetter = Character.isLetter(b[at]);
        if (letter && otherLetter) {
            return Integer.compare(a[at], b[at]);
        }
        if (letter || otherLetter) {
            return letter ? 1 : -1;
        }
        // A zero that continues a number other than zero counts, one that begins it does not.
        long start = (a[at] == '0' || b[at] == '0') && continuesNumber(a, at) ? 1 : 0;
        int order = Long.compare(number(a, at, start), number(b, at, start));
        if (order == 0) {
            order = Integer.compare(endOfDigits(a, at), endOfDigits(b, at));
        }
        return order == 0 ? Integer.compare(a[at], b[at]) : order;
    }

    private static boolean continuesNumber(int[] text, int at) {
        for (int i = at - 1; i >= 0 && Character.isDigit(text[i]); i--) {
            if (text[i] != '0') {
                return true;
            }
        }
        return false;
    }

    /** Wraps around at 64 bits, like its model. */
    private static long number(int[] text, int at, long start) {
        long value = start;
        int end = endOfDigits(text, at);
        for (int i = at; i < end; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return value;
    }

    private static int endOfDigits(int[] text, int at) {
        int end = at;
        while (end < text.length && Character.isDigit(text[end])) {
            end++;
        }
        return end;
    }
}
