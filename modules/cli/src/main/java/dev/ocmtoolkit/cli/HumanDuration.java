// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.time.Duration;

/** Ages as kubectl writes them: short, and coarser the longer they are. */
final class HumanDuration {
    private HumanDuration() {}

    static String format(Duration age) {
        long seconds = age.toSeconds();
        if (seconds < 120) {
            return Math.max(0, seconds) + "s";
        }
        long minutes = age.toMinutes();
        if (minutes < 10) {
            return minutes + "m" + rest(seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = age.toHours();
        if (hours < 8) {
            return hours + "h" + rest(minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = age.toDays();
        if (days < 8) {
            return days + "d" + rest(hours % 24, "h");
        }
        if (days < 2 * 365) {
            return days + "d";
        }
        return days / 365 + "y" + (days < 8 * 365 ? rest(days % 365, "d") : "");
    }

    private static String rest(long count, String unit) {
        return count == 0 ? "" : count + unit;
    }
}
