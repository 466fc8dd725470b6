// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parsed view of a manifest: what it consists of (OCI image specification, manifest.md; Docker schema 2; the withdrawn
 * artifact manifest, whose blobs are its layers here).
 *
 * @param config the configuration blob; empty for artifact manifests
 * @param layers the layers, in order
 * @param subject the manifest that this one refers to
 * @param annotations its annotations
 */
public record Manifest(
        Optional<Descriptor> config,
        List<Descriptor> layers,
        Optional<Descriptor> subject,
        Map<String, String> annotations) {

    /** Copies the lists. */
    public Manifest {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Parses a document that is no index.
     *
     * @param document the document
     * @return its view
     * @throws Failure INVALID when it is malformed
     */
    public static Manifest parse(Document document) {
        JsonNode root = Json.object(document.bytes(), "manifest " + document.digest());
        String where = "manifest " + document.digest();
        Optional<Descriptor> config =
                root.hasNonNull("config") ? Optional.of(Json.descriptor(root.get("config"), where)) : Optional.empty();
        List<Descriptor> layers = new ArrayList<>(Json.descriptors(root.get("layers"), where));
        layers.addAll(Json.descriptors(root.get("blobs"), where));
        return new Manifest(
                config, layers, Json.optionalDescriptor(root.get("subject"), where), Json.annotations(root, where));
    }

    /** {@return all blobs that the manifest needs: the configuration, then the layers} */
    public List<Descriptor> blobs() {
        List<Descriptor> all = new ArrayList<>(layers.size() + 1);
        config.ifPresent(all::add);
        all.addAll(layers);
        return all;
    }
}
