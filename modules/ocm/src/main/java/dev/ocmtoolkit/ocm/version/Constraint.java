// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.version;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What versions are admitted: {@code >=1.0 <2}, {@code ~1.2}, {@code ^1}, {@code 1.x}, {@code 1.2 - 1.4}, {@code 1.2 || 3}.
 *
 * <p>Prereleases are admitted only where the constraint names one itself, as in {@code >=1.0.0-0}; how far that reaches is a
 * matter of the {@link Reading}.
 */
public final class Constraint {
    /** The most bytes that a constraint may have. */
    public static final int LIMIT = 512;
    /** The most groups that a constraint may have. */
    public static final int GROUPS = 32;

    /** Whose reading counts: the Go library Masterminds/semver changed its mind, and its releases are all in use. */
    public enum Reading {
        /**
         * Release 3.3, with which the controllers read. Each comparison admits prereleases for itself only, so that
         * {@code >=1.0.0-0 <2.0.0} admits none; a complete {@code !=1.0.0} lets all of them pass. Numbers have no leading zeros.
         */
        SEMVER_3_3,
        /**
         * Release 3.4 and later, with which the commands read. A comparison that names a prerelease admits them for its whole group
         * (what stands between two {@code ||}).
         */
        SEMVER_3_4
    }

    private static final String PART = "[0-9xX*]++";
    private static final String WORDS = "[0-9A-Za-z-]++(?:\\.[0-9A-Za-z-]++)*+";
    private static final String BOUND =
            "v?P(?:\\.P)?+(?:\\.P)?+(?:-W)?+(?:\\+W)?+".replace("P", PART).replace("W", WORDS);
    private static final String OPERATOR = "(?:!=|>=|=>|<=|=<|~>|=|>|<|~|\\^)?+";
    private static final Pattern RANGE = Pattern.compile("\\s*+(B)\\s++-\\s++(B)\\s*+".replace("B", BOUND));
    private static final Pattern COMPARISON = Pattern.compile("(" + OPERATOR + ")\\s*+(" + BOUND + ")");
    private static final Pattern SEPARATOR = Pattern.compile("\\s*+,\\s*+|\\s++");

    private static final Pattern LEADING_ZERO = Pattern.compile("v?(?:[0-9]++\\.){0,2}0[0-9].*");

    private final String text;
    private final Reading reading;
    private final List<List<Comparison>> groups;

    private Constraint(String text, Reading reading, List<List<Comparison>> groups) {
        this.text = text;
        this.reading = reading;
        this.groups = groups;
    }

    /**
     * Reads a constraint as the commands do ({@link Reading#SEMVER_3_4}).
     *
     * @param text the text
     * @return the constraint; empty when it is none
     */
    public static Optional<Constraint> parse(String text) {
        return parse(text, Reading.SEMVER_3_4);
    }

    /**
     * Reads a constraint.
     *
     * @param text the text
     * @param reading whose reading counts
     * @return the constraint; empty when it is none (also the empty text), or larger than {@link #LIMIT} or
     *     {@link #GROUPS}
     */
    public static Optional<Constraint> parse(String text, Reading reading) {
        if (text.getBytes(StandardCharsets.UTF_8).length > LIMIT) {
            return Optional.empty();
        }
        String[] parts = RANGE.matcher(text).replaceAll(">=$1,<=$2 ").split("\\|\\|", -1);
        if (parts.length > GROUPS) {
            return Optional.empty();
        }
        List<List<Comparison>> groups = new ArrayList<>(parts.length);
        for (String part : parts) {
            Optional<List<Comparison>> group = group(part.strip(), reading);
            if (group.isEmpty()) {
                return Optional.empty();
            }
            groups.add(group.get());
        }
        return Optional.of(new Constraint(text, reading, List.copyOf(groups)));
    }

    private static Optional<List<Comparison>> group(String text, Reading reading) {
        List<Comparison> all = new ArrayList<>();
        Matcher comparison = COMPARISON.matcher(text);
        Matcher separator = SEPARATOR.matcher(text);
        int at = 0;
        while (true) {
            if (!comparison.region(at, text.length()).lookingAt()) {
                return Optional.empty();
            }
            String bound = comparison.group(2);
            Optional<Comparison> one = Comparison.parse(comparison.group(1), bound);
            if (one.isEmpty() || (reading == Reading.SEMVER_3_3 && hasLeadingZero(bound))) {
                return Optional.empty();
            }
            all.add(one.get());
            if (comparison.end() == text.length()) {
                return Optional.of(List.copyOf(all));
            }
            if (!separator.region(comparison.end(), text.length()).lookingAt()) {
                return Optional.empty();
            }
            at = separator.end();
        }
    }

    private static boolean hasLeadingZero(String bound) {
        return LEADING_ZERO.matcher(bound).matches();
    }

    /**
     * Whether a version is admitted.
     *
     * @param version the version
     * @return true when all comparisons of one group admit it
     */
    public boolean admits(Version version) {
        return groups.stream().anyMatch(group -> admits(group, version));
    }

    private boolean admits(List<Comparison> group, Version version) {
        return (version.prerelease().isEmpty() || seesPrereleases(group))
                && group.stream().allMatch(c -> c.admits(version));
    }

    private boolean seesPrereleases(List<Comparison> group) {
        return switch (reading) {
            case SEMVER_3_3 -> group.stream().allMatch(c -> c.namesPrerelease() || c.isCompleteInequality());
            case SEMVER_3_4 -> group.stream().anyMatch(Comparison::namesPrerelease);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Constraint that && text.equals(that.text) && reading == that.reading;
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
