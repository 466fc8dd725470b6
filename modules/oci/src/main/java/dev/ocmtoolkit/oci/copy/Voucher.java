// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.MediaTypes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A manifest that the target has, and took only with all that it needs; or none, which vouches for nothing.
 *
 * @param manifest its digest
 * @param needs what it needs, but for layers that may not be passed on
 * @param manifests the manifests that it lists
 */
record Voucher(Optional<Digest> manifest, Set<Digest> needs, List<Descriptor> manifests) {
    static Voucher of(Optional<Document> there) {
        if (there.isEmpty()) {
            return new Voucher(Optional.empty(), Set.of(), List.of());
        }
        Links links = Links.of(there.get());
        return new Voucher(Optional.of(there.get().digest()), Set.copyOf(links.required()), links.manifests());
    }

    boolean vouchesFor(Digest object) {
        return needs.contains(object);
    }

    /** Why something that this vouches for is known to be there. */
    Evidence evidence() {
        return new Evidence.Implied(manifest.orElseThrow());
    }

    /** What is listed in the same place, such as the image for the same platform, unless it is listed again; it is worth one question. */
    Optional<Descriptor> counterpart(int place, Set<Digest> listed) {
        if (place >= manifests.size()) {
            return Optional.empty();
        }
        Descriptor old = manifests.get(place);
        return listed.contains(old.digest()) || !MediaTypes.isManifest(old.mediaType())
                ? Optional.empty()
                : Optional.of(old);
    }
}
