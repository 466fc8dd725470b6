// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a tree, and the lines below it.
 *
 * @param label what stands beside the branch; where it is empty, a line with others below it has a mark there
 * @param cells what stands in the columns after that
 * @param below the lines below it
 */
record Tree(String label, List<String> cells, List<Tree> below) {
    private static final String MARK = "⊗";

    /** Copies the lists. */
    Tree {
        cells = List.copyOf(cells);
        below = List.copyOf(below);
    }

    /** Adds trees to a table whose first column is theirs. */
    static void addTo(Table table, List<Tree> trees) {
        add(table, trees, "");
    }

    private static void add(Table table, List<Tree> trees, String indent) {
        for (int i = 0; i < trees.size(); i++) {
            Tree tree = trees.get(i);
            boolean last = i + 1 == trees.size();
            String label = tree.label.isEmpty() && !tree.below.isEmpty() ? MARK : tree.label;
            List<String> row = new ArrayList<>();
            row.add((indent + (last ? "└─ " : "├─ ") + label).stripTrailing());
            row.addAll(tree.cells);
            table.add(row);
            add(table, tree.below, indent + (last ? "   " : "│  "));
        }
    }
}
