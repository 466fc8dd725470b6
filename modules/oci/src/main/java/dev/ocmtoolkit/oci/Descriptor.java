// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.Map;
import java.util.TreeMap;

/**
 * What refers to content: its type, digest and size (OCI image specification, descriptor.md).
 *
 * <p>A descriptor is a view. What else stands in the JSON it was read from (platform, urls, data ...) stays in the
 * {@link Document} that holds it, which is never written anew.
 *
 * @param mediaType the type of the content
 * @param digest its digest
 * @param size its length in bytes, not negative
 * @param annotations its annotations, in the order of their keys; empty if there are none
 */
public record Descriptor(String mediaType, Digest digest, long size, Map<String, String> annotations) {

    /** Checks the size and copies the annotations. */
    public Descriptor {
        if (size < 0) {
            throw new Failure(Failure.Kind.INVALID, "descriptor of %s has a negative size".formatted(digest));
        }
        annotations = java.util.Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /**
     * A descriptor without annotations.
     *
     * @param mediaType the type of the content
     * @param digest its digest
     * @param size its length in bytes
     */
    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, Map.of());
    }

    /**
     * The descriptor of some bytes.
     *
     * @param mediaType their type
     * @param bytes the content
     * @return a descriptor with the canonical digest
     */
    public static Descriptor of(String mediaType, byte[] bytes) {
        return new Descriptor(mediaType, Digest.of(bytes), bytes.length);
    }
}
