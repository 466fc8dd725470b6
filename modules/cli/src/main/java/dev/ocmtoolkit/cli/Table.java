// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A table as version 1 of the OCM tools prints it: columns as wide as their widest cell, one blank between, the last one not padded.
 */
final class Table {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        this(List.of(header));
    }

    Table(List<String> header) {
        this.header = List.copyOf(header);
    }

    void add(String... cells) {
        add(List.of(cells));
    }

    /** Adds a row; what would move a terminal's cursor is not printed. */
    void add(List<String> cells) {
        rows.add(cells.stream().map(Text::oneLine).toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * Sorts the rows by a column; those that are equal there keep their order.
     *
     * @param column its header
     * @throws Failure INVALID when there is no such column
     */
    void sortBy(String column) {
        int index = header.indexOf(column);
        if (index < 0) {
            throw new Failure(
                            Failure.Kind.INVALID,
                            "there is no column \"%s\" to sort by".formatted(Text.printable(column)))
                    .hint("the columns are " + String.join(", ", header));
        }
        Comparator<String> order = column.equals("VERSION") ? Table::compareVersions : Comparator.naturalOrder();
        rows.sort(Comparator.comparing(row -> row.get(index), order));
    }

    /** What is no version stands behind the versions. */
    private static int compareVersions(String one, String other) {
        Optional<Version> version = Version.parse(one);
        Optional<Version> otherVersion = Version.parse(other);
        if (version.isPresent() && otherVersion.isPresent()) {
            return version.get().compareTo(otherVersion.get());
        }
        return version.isPresent() || otherVersion.isPresent() ? (version.isPresent() ? -1 : 1) : one.compareTo(other);
    }

    /** {@return the lines, the header first} */
    List<String> lines() {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int last = header.size() - 1;
        int[] widths = new int[last + 1];
        for (List<String> row : all) {
            for (int i = 0; i <= last; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : all) {
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
