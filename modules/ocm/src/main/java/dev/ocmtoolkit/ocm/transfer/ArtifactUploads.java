// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.ContentPlanner.Placed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The artifacts that a run brings to a registry beside its component versions, each planned once, however many elements refer to it. */
final class ArtifactUploads {
    private final OciRegistry target;
    private final RepositorySpec.Registry spec;
    private final Map<UnitKey, Upload> uploads = new HashMap<>();

    private record Upload(Digest digest, Unit unit) {}

    ArtifactUploads(OciRegistry target, RepositorySpec.Registry spec) {
        this.target = target;
        this.spec = spec;
    }

    /**
     * Plans an artifact for an element.
     *
     * @param element whose content it is
     * @param repository its repository at the target
     * @param tag under which tag; empty: only under its digest
     * @param digest its digest
     * @param plan plans it for a store
     * @return where it is then
     * @throws Failure CONFLICT when another element needs another artifact to be there
     */
    Placed.Uploaded upload(
            Element element, String repository, Optional<Tag> tag, Digest digest, Function<OciStore, Unit> plan) {
        OciStore store = target.repository(repository);
        Ref key = tag.isPresent() ? tag.get() : digest;
        Upload upload =
                uploads.computeIfAbsent(new UnitKey(store.location(), key), k -> new Upload(digest, plan.apply(store)));
        if (!upload.digest().equals(digest)) {
            throw new Failure(
                    Failure.Kind.CONFLICT,
                    Failure.Side.TARGET,
                    "%s needs %s in %s to be %s, and another element needs it to be %s"
                            .formatted(element, key, store.location(), digest, upload.digest()),
                    null,
                    null);
        }
        String reference =
                spec.baseUrl() + "/" + repository + tag.map(t -> ":" + t).orElse("") + "@" + digest;
        return new Placed.Uploaded(Access.ociArtifact(reference), upload.unit());
    }
}
