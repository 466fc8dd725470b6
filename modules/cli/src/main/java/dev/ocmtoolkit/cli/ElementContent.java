// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.BlobContent;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.ArtifactSetContent;
import dev.ocmtoolkit.oci.copy.Closure;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.Optional;

/** Gets at the content of resources. */
final class ElementContent {
    private ElementContent() {}

    /**
     * The content of a resource, which is verified as it is written.
     *
     * @param element the resource
     * @param version its component version
     * @param repositories opens the registries of images
     * @return the content; an image or other artifact as an artifact set
     * @throws Failure UNSUPPORTED when its access says that it is where it cannot be read, NOT_FOUND and CORRUPT when what is there is
     *     not what was recorded
     */
    static Body of(Element element, ComponentVersion version, Repositories repositories) {
        return switch (element.access()) {
            case Access.LocalBlob blob -> local(element, blob, version);
            case Access.OciArtifact artifact -> artifact(element, artifact, repositories);
            case Access.None none -> throw unsupported(element, none);
            case Access.Opaque opaque -> throw unsupported(element, opaque);
        };
    }

    private static Body local(Element element, Access.LocalBlob access, ComponentVersion version) {
        if (access.reference().size() == 1) {
            requireRecorded(
                    element,
                    element.digest().flatMap(ArtifactDigest::ofBlob),
                    access.reference().getFirst());
        }
        return new BlobContent(
                version.repository(),
                access.reference().stream().map(version::localBlob).toList());
    }

    private static Body artifact(Element element, Access.OciArtifact access, Repositories repositories) {
        Reference reference = Reference.parse(access.imageReference());
        OciStore from = repositories.artifact(reference);
        Digest digest = from.resolve(reference.ref())
                .map(Descriptor::digest)
                .orElseThrow(() -> new Failure(
                        Failure.Kind.NOT_FOUND,
                        "%s is not there: %s".formatted(element, Text.printable(access.imageReference()))));
        requireRecorded(element, element.digest().flatMap(ArtifactDigest::ofManifest), digest);
        Closure closure = Closure.read(from, digest);
        return new ArtifactSetContent(from, closure.manifests(), closure.blobs(), reference.tag());
    }

    private static void requireRecorded(Element element, Optional<Digest> recorded, Digest found) {
        if (recorded.isPresent() && !recorded.get().equals(found)) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    "%s is another than its component version recorded: %s instead of %s"
                            .formatted(element, found, recorded.get()));
        }
    }

    private static Failure unsupported(Element element, Access access) {
        return new Failure(
                Failure.Kind.UNSUPPORTED,
                "%s cannot be downloaded, since its access is %s".formatted(element, Text.printable(access.type())));
    }
}
