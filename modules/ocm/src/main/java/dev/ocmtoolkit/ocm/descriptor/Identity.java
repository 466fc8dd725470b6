// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What tells an element from its siblings: its name, its extra identity and, only where those are not enough, its version (OCM
 * specification, "Element Identity").
 *
 * @param attributes in the order of their keys
 */
public record Identity(SortedMap<String, String> attributes) {

    /** Copies the attributes. */
    public Identity {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /**
     * The identity of an element among its siblings.
     *
     * @param element the element
     * @param siblings all elements of its kind, itself included
     * @return its identity
     */
    public static Identity of(Element element, List<Element> siblings) {
        SortedMap<String, String> attributes = element.extraIdentity();
        boolean ambiguous = siblings.stream()
                .filter(other -> other.index() != element.index())
                .anyMatch(other -> other.name().equals(element.name())
                        && withoutVersion(other.extraIdentity()).equals(withoutVersion(element.extraIdentity())));
        attributes.put("name", element.name());
        if (ambiguous) {
            attributes.putIfAbsent("version", element.version());
        }
        return new Identity(attributes);
    }

    private static SortedMap<String, String> withoutVersion(SortedMap<String, String> attributes) {
        SortedMap<String, String> rest = new TreeMap<>(attributes);
        rest.remove("version");
        return rest;
    }

    /** {@return {@code "key"="value"} pairs, joined by commas} */
    @Override
    public String toString() {
        StringJoiner all = new StringJoiner(",");
        attributes.forEach((key, value) -> all.add("\"" + key + "\"=\"" + value + "\""));
        return all.toString();
    }
}
