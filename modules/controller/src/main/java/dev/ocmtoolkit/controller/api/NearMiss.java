// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which of some names was meant by one that is none of them. */
final class NearMiss {
    /** How many letters may be wrong, missing or too many. */
    private static final int MOST_WRONG = 2;

    private NearMiss() {}

    static Optional<String> of(String name, List<String> known) {
        return known.stream()
                .filter(one -> wrong(name, one) <= MOST_WRONG)
                .min(Comparator.comparingInt(one -> wrong(name, one)));
    }

    /** The edit distance, capitals aside (Levenshtein). */
    private static int wrong(String name, String known) {
        if (Math.abs(name.length() - known.length()) > MOST_WRONG) {
            return MOST_WRONG + 1;
        }
        String a = name.toLowerCase(Locale.ROOT);
        String b = known.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
