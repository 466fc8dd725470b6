// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.cli.OutputFormat.Mode;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Identity;
import dev.ocmtoolkit.ocm.yaml.JsonText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/**
 * What tables and trees show of elements.
 *
 * @param kind their kind
 * @param mode the form of output
 */
record ElementColumns(Element.Kind kind, Mode mode) {
    /** The order in which a component version's elements are shown. */
    static final Comparator<Element> BY_IDENTITY = Comparator.comparing(Element::name)
            .thenComparing(ElementColumns::extraIdentity)
            .thenComparing(Element::version);

    List<String> header() {
        List<String> header = new ArrayList<>(
                switch (kind) {
                    case RESOURCE -> List.of("NAME", "VERSION", "IDENTITY", "TYPE", "RELATION");
                    case SOURCE -> List.of("NAME", "VERSION", "IDENTITY", "TYPE");
                    case REFERENCE -> List.of("NAME", "COMPONENT", "VERSION");
                });
        if (kind == Element.Kind.REFERENCE) {
            if (mode != Mode.TABLE) {
                header.add("IDENTITY");
            }
        } else if (mode == Mode.WIDE) {
            header.addAll(List.of("ACCESSTYPE", "ACCESSSPEC"));
        } else if (mode == Mode.TREE_WIDE) {
            header.add("ACCESS");
        }
        return header;
    }

    List<String> cells(Element element) {
        List<String> cells = new ArrayList<>(
                switch (kind) {
                    case RESOURCE ->
                        List.of(
                                element.name(),
                                element.version(),
                                extraIdentity(element),
                                element.type(),
                                element.json().path("relation").asText());
                    case SOURCE -> List.of(element.name(), element.version(), extraIdentity(element), element.type());
                    case REFERENCE ->
                        List.of(
                                element.name(),
                                element.json().path("componentName").asText(),
                                element.version());
                });
        if (kind == Element.Kind.REFERENCE) {
            if (mode != Mode.TABLE) {
                cells.add(wholeIdentity(element));
            }
        } else if (mode.isWide()) {
            JsonNode access = element.json().path("access");
            cells.add(access.path("type").asText());
            if (mode == Mode.WIDE) {
                cells.add(specification(access));
            }
        }
        return cells;
    }

    /** The line of a component version in a tree of elements. */
    List<String> cells(VersionNode node) {
        List<String> cells = new ArrayList<>(List.of(
                node.reference().map(VersionNode.Reference::name).orElse(""),
                node.id().version(),
                node.reference().map(VersionNode.Reference::extraIdentity).orElse("")));
        cells.addAll(Collections.nCopies(header().size() - cells.size(), ""));
        return cells;
    }

    static String extraIdentity(Element element) {
        return new Identity(element.extraIdentity()).toString();
    }

    private static String wholeIdentity(Element element) {
        SortedMap<String, String> identity = element.extraIdentity();
        identity.put("name", element.name());
        return new Identity(identity).toString();
    }

    private static String specification(JsonNode access) {
        if (!(access instanceof ObjectNode object)) {
            return "";
        }
        return JsonText.compact(FieldOrder.byName(object.deepCopy().without("type")));
    }
}
