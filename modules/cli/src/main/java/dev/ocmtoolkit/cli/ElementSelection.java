// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which elements of component versions are meant: all of a kind, or those with the names and identities of the command line. */
final class ElementSelection {
    private record Wanted(String name, Map<String, String> attributes) {
        boolean matches(Element element) {
            return element.name().equals(name)
                    && attributes.entrySet().stream()
                            .allMatch(wanted -> wanted.getValue().equals(attribute(element, wanted.getKey())));
        }

        private static String attribute(Element element, String key) {
            return Optional.ofNullable(element.extraIdentity().get(key))
                    .orElse(key.equals("version") ? element.version() : "");
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(name);
            attributes.forEach(
                    (key, value) -> text.append(' ').append(key).append('=').append(value));
            return Text.printable(text.toString());
        }
    }

    private final Element.Kind kind;
    private final List<Wanted> wanted;
    private final Set<Wanted> found = new HashSet<>();

    /**
     * Reads what is meant.
     *
     * @param kind the kind of elements
     * @param words {@code NAME [KEY=VALUE...]}, any number of times; none for all elements
     * @throws Failure INVALID when the first word is no name
     */
    ElementSelection(Element.Kind kind, List<String> words) {
        this.kind = kind;
        this.wanted = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                wanted.add(new Wanted(word, new HashMap<>()));
            } else if (wanted.isEmpty()) {
                throw new Failure(
                                Failure.Kind.INVALID,
                                "\"%s\" stands before any name of a %s".formatted(Text.printable(word), kind.word()))
                        .hint("write NAME KEY=VALUE");
            } else {
                wanted.getLast().attributes().put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
    }

    /** {@return the elements of a component version that are meant, in the order of the words, else in its own} */
    List<Element> of(ComponentVersion version) {
        List<Element> all = version.descriptor().elements(kind);
        if (wanted.isEmpty()) {
            return all;
        }
        Set<Element> chosen = new LinkedHashSet<>();
        for (Wanted one : wanted) {
            List<Element> matching = all.stream().filter(one::matches).toList();
            chosen.addAll(matching);
            if (!matching.isEmpty()) {
                found.add(one);
            }
        }
        return List.copyOf(chosen);
    }

    /**
     * Sees to it that everything named was found, after all component versions were looked at.
     *
     * @param where what was looked at, for the message
     * @throws Failure NOT_FOUND when something was not
     */
    void requireFound(String where) {
        for (Wanted one : wanted) {
            if (!found.contains(one)) {
                throw new Failure(
                        Failure.Kind.NOT_FOUND,
                        "%s has no %s \"%s\"".formatted(Text.printable(where), kind.word(), one));
            }
        }
    }
}
