// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import java.util.List;
import java.util.Optional;

/**
 * A component version that was read from a repository.
 *
 * @param descriptor what it consists of
 * @param root the manifest or index under its tag
 * @param parts what carries the descriptor: its layer, the configuration and, where the root is an index, the manifest
 * @param contents its local blobs
 * @param repository the OCI repository that holds it
 */
public record ComponentVersion(
        ComponentDescriptor descriptor,
        Document root,
        List<Descriptor> parts,
        List<Descriptor> contents,
        OciTarget repository) {

    /** Copies the lists. */
    public ComponentVersion {
        parts = List.copyOf(parts);
        contents = List.copyOf(contents);
    }

    /**
     * A local blob of it.
     *
     * @param digest which
     * @return type and size
     * @throws Failure NOT_FOUND when the component version has no such blob
     */
    public Descriptor localBlob(Digest digest) {
        return findLocalBlob(digest)
                .orElseThrow(() -> new Failure(
                        Failure.Kind.NOT_FOUND,
                        "component version %s in %s has no local blob %s"
                                .formatted(descriptor.id(), repository.location(), digest)));
    }

    /**
     * A local blob that it may have.
     *
     * @param digest which
     * @return type and size, empty when it has no such blob
     */
    public Optional<Descriptor> findLocalBlob(Digest digest) {
        return contents.stream()
                .filter(content -> content.digest().equals(digest))
                .findFirst()
                .map(content -> new Descriptor(content.mediaType(), content.digest(), content.size()));
    }
}
