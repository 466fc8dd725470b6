// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A table as version 1 of the OCM tools prints it: columns as wide as their widest cell, one blank between, the last one not padded.
 */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(List.of(header));
    }

    void add(String... cells) {
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    /** {@return the lines, the header first} */
    List<String> lines() {
        int last = rows.getFirst().size() - 1;
        int[] widths = new int[last + 1];
        for (List<String> row : rows) {
            for (int i = 0; i <= last; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < last; i++) {
                line.append(row.get(i)).repeat(" ", widths[i] - length(row.get(i)) + 1);
            }
            lines.add(line.append(row.get(last)).toString());
        }
        return lines;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
