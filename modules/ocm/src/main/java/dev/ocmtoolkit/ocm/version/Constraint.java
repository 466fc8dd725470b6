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
 * <p>A prerelease is admitted only by a group (what stands between two {@code ||}) that names a prerelease itself, as in
 * {@code >=1.0.0-0}.
 */
public final class Constraint {
    /** The most bytes that a constraint may have. */
    public static final int LIMIT = 512;
    /** The most groups that a constraint may have. */
    public static final int GROUPS = 32;

    private static final String PART = "[0-9xX*]++";
    private static final String WORDS = "[0-9A-Za-z-]++(?:\\.[0-9A-Za-z-]++)*+";
    private static final String BOUND =
            "v?P(?:\\.P)?+(?:\\.P)?+(?:-W)?+(?:\\+W)?+".replace("P", PART).replace("W", WORDS);
    private static final String OPERATOR = "(?:!=|>=|=>|<=|=<|~>|=|>|<|~|\\^)?+";
    private static final Pattern RANGE = Pattern.compile("\\s*+(B)\\s++-\\s++(B)\\s*+".replace("B", BOUND));
    private static final Pattern COMPARISON = Pattern.compile("(" + OPERATOR + ")\\s*+(" + BOUND + ")");
    private static final Pattern SEPARATOR = Pattern.compile("\\s*+,\\s*+|\\s++");

    private final String text;
    private final List<List<Comparison>> groups;

    private Constraint(String text, List<List<Comparison>> groups) {
        this.text = text;
        this.groups = groups;
    }

    /**
     * Reads a constraint.
     *
     * @param text the text
     * @return the constraint; empty when it is none (also the empty text), or larger than {@link #LIMIT} or
     *     {@link #GROUPS}
     */
    public static Optional<Constraint> parse(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > LIMIT) {
            return Optional.empty();
        }
        String[] parts = RANGE.matcher(text).replaceAll(">=$1,<=$2 ").split("\\|\\|", -1);
        if (parts.length > GROUPS) {
            return Optional.empty();
        }
        List<List<Comparison>> groups = new ArrayList<>(parts.length);
        for (String part : parts) {
            Optional<List<Comparison>> group = group(part.strip());
            if (group.isEmpty()) {
                return Optional.empty();
            }
            groups.add(group.get());
        }
        return Optional.of(new Constraint(text, List.copyOf(groups)));
    }

    private static Optional<List<Comparison>> group(String text) {
        List<Comparison> all = new ArrayList<>();
        Matcher comparison = COMPARISON.matcher(text);
        Matcher separator = SEPARATOR.matcher(text);
        int at = 0;
        while (true) {
            if (!comparison.region(at, text.length()).lookingAt()) {
                return Optional.empty();
            }
            Optional<Comparison> one = Comparison.parse(comparison.group(1), comparison.group(2));
            if (one.isEmpty()) {
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

    /**
     * Whether a version is admitted.
     *
     * @param version the version
     * @return true when all comparisons of one group admit it
     */
    public boolean admits(Version version) {
        return groups.stream().anyMatch(group -> admits(group, version));
    }

    private static boolean admits(List<Comparison> group, Version version) {
        boolean prereleases =
                group.stream().anyMatch(c -> !c.bound().prerelease().isEmpty());
        return (version.prerelease().isEmpty() || prereleases) && group.stream().allMatch(c -> c.admits(version));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Constraint that && text.equals(that.text);
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
