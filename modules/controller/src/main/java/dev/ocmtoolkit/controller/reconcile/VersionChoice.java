// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.version.Constraint;
import dev.ocmtoolkit.ocm.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * Which of a component's versions is meant.
 *
 * @param semver the constraint, as it was written
 * @param constraint the constraint
 * @param filter what versions have to match besides
 */
record VersionChoice(String semver, Constraint constraint, Optional<Pattern> filter) {
    static VersionChoice of(String semver, Optional<String> filter) {
        Constraint constraint = read(semver)
                .orElseThrow(() ->
                        terminal("failed to get valid latest version: improper constraint: " + Text.printable(semver)));
        return new VersionChoice(semver, constraint, filter.map(VersionChoice::pattern));
    }

    /** As the controllers that these replace read it, so that no object means another version all at once. */
    static Optional<Constraint> read(String semver) {
        return Constraint.parse(semver, Constraint.Reading.SEMVER_3_3);
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw terminal("failed to parse regexp filter: " + Text.printable(String.valueOf(e.getMessage())));
        }
    }

    /**
     * The newest version that passes. Of several that compare as the same, the one that the constraint spells out counts, else the last
     * one in the order of their texts.
     *
     * @param versions all versions; those that are none are passed over
     * @return the version, as it is written
     */
    String newest(List<String> versions) {
        Optional<Version> best = Optional.empty();
        for (String text : versions) {
            Optional<Version> version = Version.parse(text).filter(this::passes);
            if (version.isPresent()
                    && best.filter(b -> isBetter(b, version.get())).isEmpty()) {
                best = version;
            }
        }
        return best.map(Version::toString)
                .orElseThrow(() -> terminal("failed to get valid latest version: no version matches \"%s\"%s"
                        .formatted(
                                Text.printable(semver),
                                filter.map(f -> " and the filter " + Text.printable(f.pattern()))
                                        .orElse(""))));
    }

    private boolean passes(Version version) {
        return filter.filter(f -> !f.matcher(version.toString()).find()).isEmpty() && constraint.admits(version);
    }

    private boolean isBetter(Version one, Version other) {
        int order = one.compareTo(other);
        if (order != 0) {
            return order > 0;
        }
        if (one.toString().equals(semver) || other.toString().equals(semver)) {
            return one.toString().equals(semver);
        }
        return one.toString().compareTo(other.toString()) > 0;
    }

    /** The words are those of controllers that give up here; this one goes on looking. */
    static Failure terminal(String sentence) {
        return new Failure(Failure.Kind.INVALID, "terminal error: " + sentence);
    }
}
