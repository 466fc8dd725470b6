// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines whose cells are aligned as Go's {@code text/tabwriter} aligns them, with a padding of two: a column is as wide as its widest cell
 * in the run of consecutive lines that have it; the last cell of a line belongs to no column.
 */
final class TabbedText {
    private static final int PADDING = 2;

    private final List<List<String>> lines = new ArrayList<>();

    /** Adds a line of one or more cells. */
    void line(int level, String... cells) {
        List<String> line = new ArrayList<>(List.of(cells));
        line.set(0, "  ".repeat(level) + line.getFirst());
        lines.add(line);
    }

    List<String> lines() {
        List<StringBuilder> out = new ArrayList<>();
        lines.forEach(line -> out.add(new StringBuilder()));
        align(0, lines.size(), 0, out);
        return out.stream().map(StringBuilder::toString).toList();
    }

    private void align(int from, int to, int column, List<StringBuilder> out) {
        int at = from;
        while (at < to) {
            if (!hasColumn(at, column)) {
                lines.get(at).stream().skip(column).findFirst().ifPresent(out.get(at)::append);
                at++;
                continue;
            }
            int end = at;
            int width = 0;
            while (end < to && hasColumn(end, column)) {
                width = Math.max(width, length(lines.get(end).get(column)));
                end++;
            }
            for (int i = at; i < end; i++) {
                String cell = lines.get(i).get(column);
                out.get(i).append(cell).repeat(" ", width + PADDING - length(cell));
            }
            align(at, end, column + 1, out);
            at = end;
        }
    }

    private boolean hasColumn(int line, int column) {
        return column < lines.get(line).size() - 1;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
