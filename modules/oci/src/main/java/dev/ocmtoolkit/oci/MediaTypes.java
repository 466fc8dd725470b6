// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.List;

/** The media types of manifests and indexes, OCI's and Docker's. */
public final class MediaTypes {
    /** OCI image manifest. */
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    /** OCI image index. */
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    /** The withdrawn OCI artifact manifest, still to be found. */
    public static final String ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json";
    /** Docker image manifest, schema 2. */
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    /** Docker manifest list. */
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    /** Bytes of which nothing is known. */
    public static final String OCTET_STREAM = "application/octet-stream";

    /** All manifest types, in the order in which a registry is asked for them. */
    public static final List<String> MANIFESTS = List.of(MANIFEST, INDEX, DOCKER_MANIFEST, DOCKER_LIST, ARTIFACT);

    private MediaTypes() {}

    /**
     * Whether something of this type lists manifests.
     *
     * @param mediaType the type
     * @return true for the two index types
     */
    public static boolean isIndex(String mediaType) {
        return mediaType.equals(INDEX) || mediaType.equals(DOCKER_LIST);
    }

    /**
     * Whether something of this type is kept as a manifest, not as a blob.
     *
     * @param mediaType the type
     * @return true for manifests and indexes
     */
    public static boolean isManifest(String mediaType) {
        return MANIFESTS.contains(mediaType);
    }

    /**
     * Whether a layer of this type may be absent from registries: its licence forbids to pass it on.
     *
     * @param mediaType the type
     * @return true for foreign and non-distributable layers
     */
    public static boolean isForeign(String mediaType) {
        return mediaType.startsWith("application/vnd.docker.image.rootfs.foreign.")
                || mediaType.startsWith("application/vnd.oci.image.layer.nondistributable.");
    }
}
