// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a component descriptor must fulfil to be read or written (the rules that both generations of the OCM tools have). */
final class DescriptorRules {
    private static final Pattern ELEMENT_NAME = Pattern.compile("[a-z0-9]([-_+a-z0-9]*[a-z0-9])?");

    private DescriptorRules() {}

    static void check(ComponentDescriptor descriptor) {
        require(!descriptor.provider().isEmpty(), "a provider is needed");
        labels(descriptor.labels(), "component");
        for (Element.Kind kind : Element.Kind.values()) {
            elements(descriptor.elements(kind), kind);
        }
    }

    private static void elements(List<Element> elements, Element.Kind kind) {
        Set<Identity> seen = new HashSet<>();
        for (Element element : elements) {
            String name = element.name();
            require(
                    name.length() >= 2 && ELEMENT_NAME.matcher(name).matches(),
                    "%s %d has the name \"%s\": two or more lower-case letters, digits, '-', '_' and '+' are needed"
                            .formatted(kind.word(), element.index(), Text.printable(name)));
            require(!element.version().isEmpty(), "%s has no version".formatted(element));
            require(
                    !element.extraIdentity().containsKey("name"),
                    "%s has a name in its extra identity".formatted(element));
            labels(element.json().path("labels"), element.toString());
            if (kind == Element.Kind.REFERENCE) {
                element.target();
            } else {
                require(!element.type().isEmpty(), "%s has no type".formatted(element));
                element.access();
            }
            Identity identity = Identity.of(element, elements);
            require(seen.add(identity), "two %ss have the identity %s".formatted(kind.word(), identity));
        }
    }

    private static void labels(JsonNode labels, String owner) {
        Set<String> names = new HashSet<>();
        for (JsonNode label : labels) {
            String name = label.path("name").asText();
            require(!name.isEmpty(), "%s has a label without a name".formatted(owner));
            require(names.add(name), "%s has two labels of the name %s".formatted(owner, Text.printable(name)));
        }
    }

    private static void require(boolean fulfilled, String rule) {
        if (!fulfilled) {
            throw new Failure(Failure.Kind.INVALID, rule);
        }
    }
}
