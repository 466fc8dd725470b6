// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.Locale;

/** A number of bytes, for people. */
public final class ByteCount {
    private ByteCount() {}

    /**
     * Writes a number of bytes in the largest unit up to TiB that leaves at least one.
     *
     * @param count how many
     * @return such as {@code 1.5 MiB}
     */
    public static String text(long count) {
        if (count < 1024) {
            return count + " B";
        }
        double value = count;
        String unit = "B";
        for (String next : new String[] {"KiB", "MiB", "GiB", "TiB"}) {
            if (value < 1024) {
                break;
            }
            value /= 1024;
            unit = next;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, unit);
    }
}
