// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.version;

import java.util.List;
import java.util.Optional;

/**
 * One comparison of a constraint, as {@code >=1.2} or {@code ~1.x}.
 *
 * <p>What an unfinished bound means depends on the operator: {@code >1.2} is satisfied from 1.3 on, {@code <=1.2} up to all
 * of 1.2, while {@code <1.2} and {@code >=1.2} take it as 1.2.0.
 *
 * @param operator what is compared
 * @param bound with what; wildcards are zero there
 * @param open where the bound leaves off
 */
record Comparison(Operator operator, Version bound, Open open) {

    enum Operator {
        EQUAL,
        NOT_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        TILDE,
        CARET
    }

    /** The first number of a bound that is missing or a wildcard. */
    enum Open {
        MAJOR,
        MINOR,
        PATCH,
        NOTHING
    }

    static Optional<Comparison> parse(String operator, String bound) {
        int end = endOfNumbers(bound);
        List<String> numbers =
                List.of(bound.substring(bound.startsWith("v") ? 1 : 0, end).split("\\.", -1));
        Open open = open(numbers);
        if (open == Open.NOTHING) {
            return Version.parse(bound).map(version -> new Comparison(operator(operator), version, open));
        }
        String prerelease = bound.substring(end).replaceFirst("\\+.*", "");
        String closed = open == Open.MAJOR
                ? "0.0.0"
                : open == Open.MINOR ? numbers.get(0) + ".0.0" : numbers.get(0) + "." + numbers.get(1) + ".0";
        return Version.parse(closed + prerelease).map(version -> new Comparison(operator(operator), version, open));
    }

    private static int endOfNumbers(String bound) {
        int at = 0;
        while (at < bound.length() && bound.charAt(at) != '-' && bound.charAt(at) != '+') {
            at++;
        }
        return at;
    }

    private static Open open(List<String> numbers) {
        for (int i = 0; i < 3; i++) {
            if (i == numbers.size() || isWildcard(numbers.get(i))) {
                return Open.values()[i];
            }
        }
        return Open.NOTHING;
    }

    private static boolean isWildcard(String number) {
        return number.equals("x") || number.equals("X") || number.equals("*");
    }

    private static Operator operator(String text) {
        return switch (text) {
            case "!=" -> Operator.NOT_EQUAL;
            case ">" -> Operator.GREATER;
            case ">=", "=>" -> Operator.GREATER_OR_EQUAL;
            case "<" -> Operator.LESS;
            case "<=", "=<" -> Operator.LESS_OR_EQUAL;
            case "~", "~>" -> Operator.TILDE;
            case "^" -> Operator.CARET;
            default -> Operator.EQUAL;
        };
    }

    /** Whether the comparison holds; that prereleases may be looked at is decided before. */
    boolean admits(Version version) {
        int order = version.compareTo(bound);
        return switch (operator) {
            case EQUAL -> open == Open.NOTHING ? order == 0 : tilde(version);
            case NOT_EQUAL -> differs(version);
            case GREATER ->
                switch (open) {
                    case MAJOR, NOTHING -> order > 0;
                    case MINOR -> compareMajors(version) > 0;
                    case PATCH -> compareMinors(version) > 0;
                };
            case GREATER_OR_EQUAL -> order >= 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL ->
                switch (open) {
                    case MAJOR, PATCH -> compareMinors(version) <= 0;
                    case MINOR -> compareMajors(version) <= 0;
                    case NOTHING -> order <= 0;
                };
            case TILDE -> tilde(version);
            case CARET -> caret(version);
        };
    }

    boolean namesPrerelease() {
        return !bound.prerelease().isEmpty();
    }

    boolean isCompleteInequality() {
        return operator == Operator.NOT_EQUAL && open == Open.NOTHING;
    }

    private boolean differs(Version version) {
        return switch (open) {
            case MAJOR, NOTHING -> version.compareTo(bound) != 0;
            case MINOR -> compareMajors(version) != 0;
            case PATCH -> compareMinors(version) != 0 || !version.prerelease().equals(bound.prerelease());
        };
    }

    /** The last number may grow; {@code ~0.0.0} and {@code *} admit everything from there, as in the Go library. */
    private boolean tilde(Version version) {
        if (version.compareTo(bound) < 0) {
            return false;
        }
        return switch (open) {
            case MAJOR -> true;
            case MINOR -> compareMajors(version) == 0;
            case PATCH -> compareMinors(version) == 0;
            case NOTHING -> isZero(bound) || compareMinors(version) == 0;
        };
    }

    /** Everything right of the first number that is not zero may grow. */
    private boolean caret(Version version) {
        if (version.compareTo(bound) < 0) {
            return false;
        }
        if (bound.major() != 0 || open == Open.MINOR) {
            return compareMajors(version) == 0;
        }
        if (bound.minor() != 0 || open == Open.PATCH) {
            return compareMinors(version) == 0;
        }
        return compareMinors(version) == 0 && version.patch() == bound.patch();
    }

    private static boolean isZero(Version version) {
        return version.major() == 0 && version.minor() == 0 && version.patch() == 0;
    }

    private int compareMajors(Version version) {
        return Long.compareUnsigned(version.major(), bound.major());
    }

    private int compareMinors(Version version) {
        int order = compareMajors(version);
        return order != 0 ? order : Long.compareUnsigned(version.minor(), bound.minor());
    }
}
