// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.ocm.descriptor.Element;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The trees in which elements hang below their component versions; those without any are left out. */
record ElementTree(ElementSelection elements, ElementColumns columns) {
    /** Resources or sources: below each component version its own, then the component versions that it refers to. */
    List<Tree> ofContent(List<VersionNode> nodes) {
        return nodes.stream().flatMap(node -> ofContent(node).stream()).toList();
    }

    private Optional<Tree> ofContent(VersionNode node) {
        List<Tree> below = new ArrayList<>();
        selected(node)
                .map(element -> new Tree("", columns.cells(element), List.of()))
                .forEach(below::add);
        below.addAll(ofContent(byName(node.nested())));
        return below.isEmpty()
                ? Optional.empty()
                : Optional.of(new Tree(node.id().name(), columns.cells(node), below));
    }

    /** References: below each the references of the component version that it leads to. */
    List<Tree> ofReferences(List<VersionNode> roots) {
        return roots.stream()
                .map(root -> new Tree(root.id().toString(), List.of("", "", "", ""), references(root)))
                .filter(tree -> !tree.below().isEmpty())
                .toList();
    }

    private List<Tree> references(VersionNode node) {
        return selected(node)
                .map(element -> new Tree(
                        "",
                        columns.cells(element),
                        node.nested().isEmpty()
                                ? List.of()
                                : references(node.nested().get(element.index()))))
                .toList();
    }

    private Stream<Element> selected(VersionNode node) {
        return node.version().stream()
                .flatMap(version -> elements.of(version).stream())
                .sorted(ElementColumns.BY_IDENTITY);
    }

    private static List<VersionNode> byName(List<VersionNode> nodes) {
        return nodes.stream()
                .sorted(Comparator.comparing(node ->
                        node.reference().map(VersionNode.Reference::identity).orElse("")))
                .toList();
    }
}
