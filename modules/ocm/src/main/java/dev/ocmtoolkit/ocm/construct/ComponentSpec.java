// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import java.util.List;
import java.util.Optional;

/**
 * A component version as a constructor file asks for it.
 *
 * @param where file, document and place in it, for messages
 * @param id name and version
 * @param provider the provider, with labels perhaps
 * @param labels its labels, a list or missing
 * @param elements sources, resources and references, in this order
 */
public record ComponentSpec(
        String where, ComponentId id, ObjectNode provider, JsonNode labels, List<ElementSpec> elements) {

    /** Copies the list. */
    public ComponentSpec {
        elements = List.copyOf(elements);
    }

    /**
     * An element as a constructor file asks for it.
     *
     * @param kind which kind
     * @param json what will stand in the descriptor, but for access and digest
     * @param versionGiven whether the file gave its version; else it has that of the component
     * @param input from what its content is made
     * @param access where its content is, if it is not made
     * @param skipDigest whether no digest is to be recorded
     */
    public record ElementSpec(
            Element.Kind kind,
            ObjectNode json,
            boolean versionGiven,
            Optional<Input> input,
            Optional<ObjectNode> access,
            boolean skipDigest) {}

    /**
     * The elements of a kind.
     *
     * @param kind the kind
     * @return them, in order
     */
    public List<ElementSpec> elements(Element.Kind kind) {
        return elements.stream().filter(e -> e.kind() == kind).toList();
    }
}
