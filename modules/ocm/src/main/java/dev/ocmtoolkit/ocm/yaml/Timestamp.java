// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.yaml;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts that are times, in the forms that Go's YAML libraries know. */
final class Timestamp {
    private static final Pattern FORM = Pattern.compile("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
            + "(?:(?:([Tt])| +)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]+))?(Z|[-+][0-9]{2}:[0-9]{2})?)?");
    private static final int NANOSECONDS = 9;

    private Timestamp() {}

    /** Whether a text is a time. */
    static boolean isOne(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches() && isTime(parts);
    }

    /** A time as RFC 3339 writes it, in UTC unless it says otherwise; another text as it is. */
    static String normal(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || !isTime(parts)) {
            return text;
        }
        String fraction = parts.group(8) == null ? "" : parts.group(8);
        String nanoseconds =
                fraction.substring(0, Math.min(NANOSECONDS, fraction.length())).replaceFirst("0+$", "");
        String zone = parts.group(9) == null || parts.group(9).endsWith("00:00") ? "Z" : parts.group(9);
        return "%s-%02d-%02dT%02d:%02d:%02d%s%s"
                .formatted(
                        parts.group(1),
                        number(parts, 2),
                        number(parts, 3),
                        number(parts, 5),
                        number(parts, 6),
                        number(parts, 7),
                        nanoseconds.isEmpty() ? "" : "." + nanoseconds,
                        zone);
    }

    private static boolean isTime(Matcher parts) {
        try {
            LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
        } catch (DateTimeException e) {
            return false;
        }
        if (parts.group(5) == null) {
            return true;
        }
        boolean zoned = parts.group(9) != null;
        return zoned == (parts.group(4) != null)
                && number(parts, 5) < 24
                && number(parts, 6) < 60
                && number(parts, 7) < 60
                && (!zoned || isZone(parts.group(9)));
    }

    private static boolean isZone(String zone) {
        return zone.equals("Z")
                || (Integer.parseInt(zone.substring(1, 3)) <= 24 && Integer.parseInt(zone.substring(4, 6)) <= 60);
    }

    private static int number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
