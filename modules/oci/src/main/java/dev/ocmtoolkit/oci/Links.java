// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a manifest or an index refers to, where it does not matter which of the two it is: what a store has to know of it.
 *
 * @param blobs the blobs it consists of; none for an index
 * @param manifests the manifests it lists; none for a manifest
 * @param subject the manifest that it refers to
 * @param artifactType the type under which a subject lists it; empty if it has none (OCI distribution specification, "Listing
 *     Referrers")
 * @param annotations its annotations
 */
public record Links(
        List<Descriptor> blobs,
        List<Descriptor> manifests,
        Optional<Descriptor> subject,
        Optional<String> artifactType,
        Map<String, String> annotations) {

    /** Copies the lists. */
    public Links {
        blobs = List.copyOf(blobs);
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Parses a document of either kind.
     *
     * @param document the document; one of an unknown type is an index if it lists manifests
     * @return what it refers to
     * @throws Failure INVALID when it is malformed
     */
    public static Links of(Document document) {
        String where = "manifest " + document.digest();
        JsonNode root = Json.object(document.bytes(), where);
        Optional<String> ownType = text(root, "artifactType");
        boolean index = MediaTypes.isManifest(document.mediaType())
                ? MediaTypes.isIndex(document.mediaType())
                : root.path("manifests").isArray();
        if (index) {
            Index parsed = Index.of(root, where);
            return new Links(List.of(), parsed.manifests(), parsed.subject(), ownType, parsed.annotations());
        }
        Manifest parsed = Manifest.of(root, where);
        Optional<String> type = ownType.or(() -> parsed.config().map(Descriptor::mediaType));
        return new Links(parsed.blobs(), List.of(), parsed.subject(), type, parsed.annotations());
    }

    /**
     * Parses a document that has to be what it is called: read as something else, it would refer to less than it does.
     *
     * @param document the document
     * @return what it refers to
     * @throws Failure INVALID when it is malformed, or says of itself that it is something else, or looks like it
     */
    public static Links ofHonest(Document document) {
        String type = document.mediaType();
        if (MediaTypes.isManifest(type)) {
            JsonNode root = Json.object(document.bytes(), "manifest " + document.digest());
            String says = text(root, "mediaType").orElse(type);
            boolean looks = MediaTypes.isIndex(type)
                    ? root.hasNonNull("layers") || root.hasNonNull("config") || root.hasNonNull("blobs")
                    : root.hasNonNull("manifests");
            if (!says.equals(type) || looks) {
                throw new Failure(
                                Failure.Kind.INVALID,
                                "manifest %s is stored as %s, and is something else".formatted(document.digest(), type))
                        .hint("store it there again, as what it is");
            }
        }
        return of(document);
    }

    /**
     * The type of a manifest whose bytes alone are known: what it says of itself, else what it looks like.
     *
     * @param bytes any content
     * @return its media type, empty when it is no manifest
     */
    public static Optional<String> mediaTypeOf(byte[] bytes) {
        JsonNode root;
        try {
            root = Json.object(bytes, "content");
        } catch (Failure e) {
            return Optional.empty();
        }
        Optional<String> declared = text(root, "mediaType").filter(MediaTypes::isManifest);
        if (declared.isPresent()) {
            return declared;
        }
        if (root.path("manifests").isArray()) {
            return Optional.of(MediaTypes.INDEX);
        }
        boolean manifest = root.path("config").path("digest").isTextual()
                && root.path("layers").isArray();
        return manifest ? Optional.of(MediaTypes.MANIFEST) : Optional.empty();
    }

    /**
     * {@return the digests that a store must have before it takes the document: all but the subject, and the layers that may
     * not be passed on}
     */
    public List<Digest> required() {
        return Stream.concat(blobs.stream().filter(blob -> !MediaTypes.isForeign(blob.mediaType())), manifests.stream())
                .map(Descriptor::digest)
                .distinct()
                .toList();
    }

    private static Optional<String> text(JsonNode root, String field) {
        return Optional.ofNullable(root.path(field).textValue()).filter(value -> !value.isEmpty());
    }
}
