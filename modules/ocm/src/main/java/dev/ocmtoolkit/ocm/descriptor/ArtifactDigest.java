// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Digest;
import java.util.Locale;
import java.util.Optional;

/**
 * The recorded digest of an element's content (OCM specification, "Artifact Digest").
 *
 * @param hashAlgorithm such as {@code SHA-256}
 * @param normalisation what was hashed, such as {@link #GENERIC_BLOB}
 * @param value in lower-case hexadecimal digits
 */
public record ArtifactDigest(String hashAlgorithm, String normalisation, String value) {
    /** The digest is that of the blob's bytes. */
    public static final String GENERIC_BLOB = "genericBlobDigest/v1";
    /** The digest is that of the manifest of an OCI artifact. */
    public static final String OCI_ARTIFACT = "ociArtifactDigest/v1";

    private static final String OCI_ARTIFACT_LEGACY = "ociArtefactDigest/v1";

    /**
     * The recorded form of a digest.
     *
     * @param normalisation what was hashed
     * @param digest the digest
     * @return the recorded form
     */
    public static ArtifactDigest of(String normalisation, Digest digest) {
        return new ArtifactDigest(
                digest.algorithm().equals("sha512") ? "SHA-512" : "SHA-256", normalisation, digest.hex());
    }

    static Optional<ArtifactDigest> read(ObjectNode element) {
        if (!(element.get("digest") instanceof ObjectNode digest)) {
            return Optional.empty();
        }
        return Optional.of(new ArtifactDigest(
                digest.path("hashAlgorithm").asText(),
                digest.path("normalisationAlgorithm").asText(),
                digest.path("value").asText()));
    }

    /** {@return the form in which it stands in a descriptor} */
    public ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("hashAlgorithm", hashAlgorithm)
                .put("normalisationAlgorithm", normalisation)
                .put("value", value);
    }

    /** {@return whether it says that the element is not to be part of a signature} */
    public boolean isExcluded() {
        return hashAlgorithm.equals("NO-DIGEST");
    }

    /** {@return the digest of the blob, where that is what was hashed} */
    public Optional<Digest> ofBlob() {
        return normalisation.equals(GENERIC_BLOB) ? digest() : Optional.empty();
    }

    /** {@return the digest of the manifest, where that is what was hashed} */
    public Optional<Digest> ofManifest() {
        boolean manifest = normalisation.equals(OCI_ARTIFACT) || normalisation.equals(OCI_ARTIFACT_LEGACY);
        return manifest ? digest() : Optional.empty();
    }

    private Optional<Digest> digest() {
        return switch (hashAlgorithm.toLowerCase(Locale.ROOT)) {
            case "sha-256", "sha256" -> Optional.of(new Digest("sha256", value));
            case "sha-512", "sha512" -> Optional.of(new Digest("sha512", value));
            default -> Optional.empty();
        };
    }
}
