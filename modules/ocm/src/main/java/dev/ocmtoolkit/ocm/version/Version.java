// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.version;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A semantic version as people write it: {@code 1}, {@code 1.2}, {@code v1.2.3}, {@code 1.2.3-rc.1+build}, also with leading
 * zeros in its numbers.
 *
 * <p>The order is that of Semantic Versioning 2, section 11, so {@code 1.0}, {@code v1.0.0} and {@code 1.0.0+b} compare as
 * the same, while {@link #equals} tells their texts apart.
 */
public final class Version implements Comparable<Version> {
    /** The most bytes that a version may have. */
    public static final int LIMIT = 256;

    private static final String NUMBER = "[0-9]++";
    private static final String WORD = "[0-9A-Za-z-]++";
    private static final Pattern FORM =
            Pattern.compile("v?(N)(?:\\.(N))?+(?:\\.(N))?+(?:-(W(?:\\.W)*+))?+(?:\\+(W(?:\\.W)*+))?+"
                    .replace("N", NUMBER)
                    .replace("W", WORD));

    private final String text;
    private final long major;
    private final long minor;
    private final long patch;
    private final String prerelease;
    private final String metadata;

    private Version(String text, long major, long minor, long patch, String prerelease, String metadata) {
        this.text = text;
        this.major = major;
        this.minor = minor;
        this.patch = patch;
        this.prerelease = prerelease;
        this.metadata = metadata;
    }

    /**
     * Reads a version.
     *
     * @param text the text
     * @return the version; empty when it is none: other characters, a number of more than 64 bits, a numeric part of the
     *     prerelease with a leading zero, more than {@link #LIMIT} bytes
     */
    public static Optional<Version> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.length() > LIMIT || !matcher.matches()) {
            return Optional.empty();
        }
        String prerelease = orEmpty(matcher.group(4));
        if (hasLeadingZero(prerelease)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Version(
                    text,
                    number(matcher.group(1)),
                    number(matcher.group(2)),
                    number(matcher.group(3)),
                    prerelease,
                    orEmpty(matcher.group(5))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseUnsignedLong(digits);
    }

    private static String orEmpty(@Nullable String part) {
        return part == null ? "" : part;
    }

    private static boolean hasLeadingZero(String prerelease) {
        for (String part : prerelease.split("\\.", -1)) {
            if (part.length() > 1 && part.startsWith("0") && part.chars().allMatch(Version::isDigit)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** {@return the first number, unsigned} */
    long major() {
        return major;
    }

    /** {@return the second number, unsigned; 0 where there is none} */
    long minor() {
        return minor;
    }

    /** {@return the third number, unsigned; 0 where there is none} */
    long patch() {
        return patch;
    }

    /** {@return what stands between {@code -} and {@code +}; empty for a release} */
    public String prerelease() {
        return prerelease;
    }

    /** {@return the version in full, without {@code v} and leading zeros: {@code major.minor.patch[-prerelease][+metadata]}} */
    public String normalized() {
        return core() + (prerelease.isEmpty() ? "" : "-" + prerelease) + (metadata.isEmpty() ? "" : "+" + metadata);
    }

    private String core() {
        return Long.toUnsignedString(major) + "." + Long.toUnsignedString(minor) + "." + Long.toUnsignedString(patch);
    }

    /** {@inheritDoc} Metadata does not count. */
    @Override
    public int compareTo(Version other) {
        int order = Long.compareUnsigned(major, other.major);
        if (order == 0) {
            order = Long.compareUnsigned(minor, other.minor);
        }
        if (order == 0) {
            order = Long.compareUnsigned(patch, other.patch);
        }
        return order == 0 ? comparePrereleases(prerelease, other.prerelease) : order;
    }

    private static int comparePrereleases(String one, String two) {
        if (one.isEmpty() || two.isEmpty()) {
            return Boolean.compare(one.isEmpty(), two.isEmpty());
        }
        String[] left = one.split("\\.", -1);
        String[] right = two.split("\\.", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = compareParts(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    /** Numbers come before words; a number of more than 64 bits counts as a word there, and so here. */
    private static int compareParts(String one, String two) {
        Optional<Long> left = partNumber(one);
        Optional<Long> right = partNumber(two);
        if (left.isPresent() && right.isPresent()) {
            return Long.compareUnsigned(left.get(), right.get());
        }
        if (left.isPresent() || right.isPresent()) {
            return left.isPresent() ? -1 : 1;
        }
        return one.compareTo(two);
    }

    private static Optional<Long> partNumber(String part) {
        if (!part.chars().allMatch(Version::isDigit)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseUnsignedLong(part));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** {@return the text that was read} */
    @Override
    public String toString() {
        return text;
    }
}
