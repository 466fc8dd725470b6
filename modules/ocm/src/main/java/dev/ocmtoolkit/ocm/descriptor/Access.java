// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an element's content is (OCM specification, "Access Types"). Each keeps the JSON it stands for; what is not
 * known here is carried unchanged as {@link Opaque}.
 */
public sealed interface Access {
    /** {@return the JSON, not to be changed} */
    ObjectNode json();

    /** {@return the type as it is written, perhaps with a version behind a slash} */
    default String type() {
        return json().path("type").asText();
    }

    /**
     * The content is stored with the component version.
     *
     * @param json the JSON
     * @param reference the digests of the blobs that make up the content, in order; one, except where a registry's limit made it
     *     necessary to split
     * @param mediaType the type of the content
     * @param referenceName the name under which it was known where it came from
     */
    record LocalBlob(ObjectNode json, List<Digest> reference, String mediaType, Optional<String> referenceName)
            implements Access {
        private static final String GLOBAL_ACCESS = "globalAccess";

        /** Copies the list. */
        public LocalBlob {
            reference = List.copyOf(reference);
        }

        /** {@return the access without the address under which the content may be had elsewhere} */
        public LocalBlob withoutGlobalAccess() {
            if (!json.has(GLOBAL_ACCESS)) {
                return this;
            }
            ObjectNode local = json.deepCopy();
            local.remove(GLOBAL_ACCESS);
            return new LocalBlob(local, reference, mediaType, referenceName);
        }
    }

    /**
     * The content is an artifact in an OCI registry.
     *
     * @param json the JSON
     * @param imageReference where, as it is written
     */
    record OciArtifact(ObjectNode json, String imageReference) implements Access {}

    /**
     * There is no content.
     *
     * @param json the JSON
     */
    record None(ObjectNode json) implements Access {}

    /**
     * Any other access, of a type known elsewhere or nowhere.
     *
     * @param json the JSON
     */
    record Opaque(ObjectNode json) implements Access {}

    /**
     * A view of an access.
     *
     * @param json the JSON
     * @param owner whose access it is, for the message
     * @return the view
     * @throws Failure INVALID when a known access lacks what it needs
     */
    static Access read(ObjectNode json, String owner) {
        return switch (kind(json.path("type").asText())) {
            case "localBlob", "LocalBlob" ->
                new LocalBlob(
                        json,
                        digests(required(json, "localReference", owner)),
                        required(json, "mediaType", owner),
                        Optional.ofNullable(json.path("referenceName").textValue())
                                .filter(name -> !name.isEmpty()));
            case "ociArtifact", "OCIArtifact", "ociRegistry", "ociImage", "OCIImage" ->
                new OciArtifact(json, required(json, "imageReference", owner));
            case "none", "None" -> new None(json);
            default -> new Opaque(json);
        };
    }

    /**
     * An access to an artifact in an OCI registry.
     *
     * @param imageReference where
     * @return the access
     */
    static OciArtifact ociArtifact(String imageReference) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("imageReference", imageReference)
                .put("type", "ociArtifact");
        return new OciArtifact(json, imageReference);
    }

    /**
     * An access to a blob that is stored with the component version.
     *
     * @param blob its digest
     * @param mediaType its type
     * @return the access
     */
    static LocalBlob localBlob(Digest blob, String mediaType) {
        return localBlob(blob, mediaType, Optional.empty());
    }

    /**
     * An access to a blob that is stored with the component version.
     *
     * @param blob its digest
     * @param mediaType its type
     * @param referenceName the name under which it was known where it came from
     * @return the access
     */
    static LocalBlob localBlob(Digest blob, String mediaType, Optional<String> referenceName) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("localReference", blob.toString())
                .put("mediaType", mediaType)
                .put("type", "localBlob");
        referenceName.ifPresent(name -> json.put("referenceName", name));
        return new LocalBlob(json, List.of(blob), mediaType, referenceName);
    }

    private static String kind(String type) {
        return type.endsWith("/v1") ? type.substring(0, type.length() - "/v1".length()) : type;
    }

    private static String required(ObjectNode json, String field, String owner) {
        String value = json.path(field).textValue();
        if (value == null || value.isEmpty()) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s: access of type %s lacks its field %s"
                            .formatted(owner, Text.printable(json.path("type").asText()), field));
        }
        return value;
    }

    private static List<Digest> digests(String reference) {
        List<Digest> all = new ArrayList<>();
        for (String part : reference.split(",", -1)) {
            all.add(Digest.parse(part.strip()));
        }
        return all;
    }
}
