// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go reads and writes them, and so as they stand in manifests: {@code 1m30s}, {@code 1.5h}, {@code 100ms}. */
public final class GoDuration {
    private static final Pattern FORM =
            Pattern.compile("[-+]?(?:0|(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h))+)");
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final int LIMIT = 64;
    private static final long SECOND = 1_000_000_000L;
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /**
     * Reads a duration.
     *
     * @param text the text
     * @param what what it is, for the message
     * @return the duration
     * @throws Failure INVALID when it is none
     */
    public static Duration parse(String text, String what) {
        if (text.length() > LIMIT || !FORM.matcher(text).matches()) {
            throw invalid(text, what);
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanos(part.group(2)))));
        }
        if (nanos.compareTo(LONGEST) > 0) {
            throw invalid(text, what);
        }
        Duration duration = Duration.ofNanos(nanos.longValue());
        return text.startsWith("-") ? duration.negated() : duration;
    }

    private static Failure invalid(String text, String what) {
        return new Failure(Failure.Kind.INVALID, "%s \"%s\" is no duration".formatted(what, Text.printable(text)))
                .hint("write one such as 30s, 10m or 1h30m");
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "ms" -> 1_000_000;
            case "s" -> SECOND;
            case "m" -> 60 * SECOND;
            case "h" -> 3600 * SECOND;
            default -> 1_000;
        };
    }

    /**
     * Writes a duration.
     *
     * @param duration the duration
     * @return the text
     */
    public static String format(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos < 0) {
            return "-" + format(duration.negated());
        }
        if (nanos < SECOND) {
            return small(nanos);
        }
        long hours = nanos / (3600 * SECOND);
        long minutes = nanos / (60 * SECOND) % 60;
        String seconds = decimal(nanos % (60 * SECOND), SECOND) + "s";
        if (hours > 0) {
            return hours + "h" + minutes + "m" + seconds;
        }
        return minutes > 0 ? minutes + "m" + seconds : seconds;
    }

    private static String small(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        return nanos < 1_000_000 ? decimal(nanos, 1_000) + "µs" : decimal(nanos, 1_000_000) + "ms";
    }

    private static String decimal(long value, long unit) {
        return BigDecimal.valueOf(value)
                .divide(BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
