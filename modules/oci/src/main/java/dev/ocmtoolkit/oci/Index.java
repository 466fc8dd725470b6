// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parsed view of an index: the manifests it lists (OCI image specification, image-index.md; Docker manifest list).
 *
 * @param manifests what it lists, in order
 * @param subject the manifest that this one refers to
 * @param annotations its annotations
 */
public record Index(List<Descriptor> manifests, Optional<Descriptor> subject, Map<String, String> annotations) {

    /** Copies the lists. */
    public Index {
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Parses a document that is an index.
     *
     * @param document the document
     * @return its view
     * @throws Failure INVALID when it is malformed
     */
    public static Index parse(Document document) {
        String where = "index " + document.digest();
        JsonNode root = Json.object(document.bytes(), where);
        return new Index(
                Json.descriptors(root.get("manifests"), where),
                Json.optionalDescriptor(root.get("subject"), where),
                Json.annotations(root, where));
    }
}
