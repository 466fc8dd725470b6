// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Tells how two contents in their canonical form differ: for each object what was recorded, with a minus, and what is, with a plus. */
final class Difference {
    private Difference() {}

    /** A page for people; empty when there is no difference. The deepest objects come first, the others follow from them. */
    static String between(Map<String, String> recorded, Map<String, String> actual) {
        TreeSet<String> names = new TreeSet<>(Comparator.comparingInt((String name) -> -name.split("/").length)
                .thenComparing(Comparator.naturalOrder()));
        names.addAll(recorded.keySet());
        names.addAll(actual.keySet());
        StringBuilder page = new StringBuilder();
        for (String name : names) {
            String before = recorded.getOrDefault(name, "");
            String after = actual.getOrDefault(name, "");
            if (!recorded.containsKey(name) || !actual.containsKey(name) || !before.equals(after)) {
                page.append("%n@@ %s%n".formatted(name)).append(lines(lines(before), lines(after)));
            }
        }
        return page.toString();
    }

    private static String lines(List<String> before, List<String> after) {
        int same = 0;
        int shorter = Math.min(before.size(), after.size());
        while (same < shorter && before.get(same).equals(after.get(same))) {
            same++;
        }
        int end = 0;
        while (end < shorter - same && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        StringBuilder text = new StringBuilder();
        before.subList(same, before.size() - end).forEach(line -> text.append("- %s%n".formatted(line)));
        after.subList(same, after.size() - end).forEach(line -> text.append("+ %s%n".formatted(line)));
        return text.toString();
    }

    /** Lines to compare: JSON, which is one line, is broken at its commas, and what cannot be seen is made visible. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("(?<=\n)|(?<=[,{\\[])(?=[\"{])", -1)) {
            StringBuilder visible = new StringBuilder();
            line.chars().forEach(c -> visible.append(c >= ' ' && c < 127 ? (char) c : "\\x%02x".formatted(c)));
            lines.add(visible.toString().replaceAll("(\\\\x00){3,}", "\\\\x00..."));
        }
        return lines;
    }
}
