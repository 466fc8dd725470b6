// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.archive.ArtifactSet;
import dev.ocmtoolkit.ocm.access.Contents;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.Element;
import java.util.Set;

/** In which form a resource is downloaded. */
enum DownloadForm {
    /** As it is. */
    PLAIN,
    /** As a file that can be run. */
    EXECUTABLE,
    /** As a package of Helm, also where it is stored as an artifact of a registry. */
    CHART,
    /** As a directory with the files that are in it. */
    TREE;

    private static final Set<String> TREES =
            Set.of("directoryTree", "filesystem", "blueprint", "landscaper.gardener.cloud/blueprint");
    private static final Set<String> TARS = Set.of(
            "application/x-tar",
            "application/x-tgz",
            "application/x-tar+gzip",
            "application/vnd.gardener.landscaper.blueprint.v1+tar",
            "application/vnd.gardener.landscaper.blueprint.v1+tar+gzip",
            "application/vnd.gardener.landscaper.blueprint.layer.v1.tar",
            "application/vnd.gardener.landscaper.blueprint.layer.v1.tar+gzip");

    /**
     * The form that suits a resource, by its type and by how it is stored.
     *
     * @param element the resource
     * @return the form
     * @throws Failure UNSUPPORTED for files that are in the layers of an image
     */
    static DownloadForm of(Element element) {
        String type = element.type();
        if (type.equals("executable")) {
            return EXECUTABLE;
        }
        if (type.equals("helmChart") || type.equals("helm.io/chart")) {
            return isArtifact(element) || mediaType(element).equals(Contents.CHART) || isOfHelm(element)
                    ? CHART
                    : PLAIN;
        }
        if (TREES.contains(type) && isArtifact(element)) {
            throw new Failure(
                            Failure.Kind.UNSUPPORTED,
                            "%s is an image, whose layers are not put together to a directory".formatted(element))
                    .hint("download it without --download-handlers");
        }
        return TREES.contains(type) && TARS.contains(mediaType(element)) ? TREE : PLAIN;
    }

    private static boolean isArtifact(Element element) {
        return element.access() instanceof Access.OciArtifact || ArtifactSet.isOne(mediaType(element));
    }

    private static String mediaType(Element element) {
        return element.access() instanceof Access.LocalBlob blob ? blob.mediaType() : "";
    }

    private static boolean isOfHelm(Element element) {
        return element.access().type().matches("[hH]elm(/v1)?");
    }
}
