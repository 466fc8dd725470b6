// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;

/** Gets at the content of resources. */
final class ElementContent {
    private ElementContent() {}

    /**
     * The content of a resource, which is verified as it is written.
     *
     * @param element the resource
     * @param version its component version
     * @return the content
     * @throws Failure UNSUPPORTED when its access says that it is where it cannot be read
     */
    static Body of(Element element, ComponentVersion version) {
        return switch (element.access()) {
            case Access.LocalBlob blob ->
                new BlobContent(
                        version.repository(),
                        blob.reference().stream().map(version::localBlob).toList());
            case Access.OciArtifact artifact ->
                throw unsupported(element, artifact)
                        .hint("bring it into an archive with: ocm transfer artifacts %s ctf::PATH"
                                .formatted(Text.printable(artifact.imageReference())));
            case Access.None none -> throw unsupported(element, none);
            case Access.Opaque opaque -> throw unsupported(element, opaque);
        };
    }

    private static Failure unsupported(Element element, Access access) {
        return new Failure(
                Failure.Kind.UNSUPPORTED,
                "%s cannot be downloaded, since its access is %s".formatted(element, Text.printable(access.type())));
    }
}
