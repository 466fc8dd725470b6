// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.Element;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Content of an element that becomes a local blob, of which the digest is known only when it was moved.
 *
 * @param element whose content it is
 * @param mediaType its type, asked for afterwards: before it was read, only the server may know it
 * @param content the content
 * @param expected its digest, if that is recorded
 * @param artifact the digest of the artifact that is packed, if it is one
 * @param referenceName the name under which it is known
 */
record Packing(
        Element element,
        Supplier<String> mediaType,
        Body content,
        Optional<Digest> expected,
        Optional<Digest> artifact,
        Optional<String> referenceName) {

    /** The move that brings it to a store. */
    Move.Pack move(OciTarget store) {
        return new Move.Pack(name(), store, MediaTypes.OCTET_STREAM, content, expected);
    }

    /** What it became, out of all that was packed. */
    Descriptor blob(Map<String, Descriptor> packed) {
        Descriptor blob = Objects.requireNonNull(packed.get(name()));
        return new Descriptor(mediaType.get(), blob.digest(), blob.size());
    }

    /** {@return what its move is called} */
    String name() {
        return "%s %d \"%s\"".formatted(element.kind().word(), element.index(), element.name());
    }

    /** A descriptor in which the element refers to what its content became, with its digest, which may not have been recorded. */
    ComponentDescriptor describe(ComponentDescriptor descriptor, Descriptor blob) {
        ComponentDescriptor described =
                descriptor.withAccess(element, Access.localBlob(blob.digest(), blob.mediaType(), referenceName));
        if (element.kind() != Element.Kind.RESOURCE || element.json().has("digest")) {
            return described;
        }
        ArtifactDigest digest = artifact.map(of -> ArtifactDigest.of(ArtifactDigest.OCI_ARTIFACT, of))
                .orElseGet(() -> ArtifactDigest.of(ArtifactDigest.GENERIC_BLOB, blob.digest()));
        return described.withDigest(element, digest);
    }
}
