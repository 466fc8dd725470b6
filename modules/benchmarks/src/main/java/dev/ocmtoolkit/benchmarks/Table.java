// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** A table in Markdown, as it goes into a document. */
final class Table {
    private final List<String> lines = new ArrayList<>();

    Table(String... titles) {
        row((Object[]) titles);
        lines.add("|" + String.join("|", Collections.nCopies(titles.length, "---")) + "|");
    }

    Table row(Object... cells) {
        lines.add(List.of(cells).stream().map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |")));
        return this;
    }

    void print() {
        lines.forEach(System.out::println);
    }
}
