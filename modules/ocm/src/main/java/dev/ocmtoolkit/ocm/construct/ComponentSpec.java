// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Schema;
import java.util.List;
import java.util.Optional;

/**
 * A component version as a constructor file asks for it.
 *
 * @param where file, document and place in it, for messages
 * @param id name and version
 * @param schema the form of its descriptor
 * @param provider the provider, with labels perhaps
 * @param labels its labels, a list or missing
 * @param elements sources, resources and references, in this order
 * @param json what stands in the file, all places filled
 */
public record ComponentSpec(
        String where,
        ComponentId id,
        Schema schema,
        ObjectNode provider,
        JsonNode labels,
        List<ElementSpec> elements,
        ObjectNode json) {

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
}
