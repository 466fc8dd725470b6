// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.BlobContent;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Manifest;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.ArtifactSet;
import dev.ocmtoolkit.oci.archive.ArtifactSetContent;
import dev.ocmtoolkit.oci.copy.Closure;
import dev.ocmtoolkit.ocm.access.Content;
import dev.ocmtoolkit.ocm.access.Contents;
import dev.ocmtoolkit.ocm.access.RemoteAccess;
import dev.ocmtoolkit.ocm.access.Web;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gets at the content of resources, wherever their accesses say that it is.
 *
 * @param session connections and credentials for what is outside of repositories
 * @param repositories opens the registries of images
 */
record ElementContent(Session session, Repositories repositories) {

    /**
     * The content of a resource, which is verified as it is written.
     *
     * @param element the resource
     * @param version its component version
     * @return the content; an image or other artifact as an artifact set
     * @throws Failure UNSUPPORTED when its access says that it is where it cannot be read, NOT_FOUND and CORRUPT when what is there is
     *     not what was recorded
     */
    Body of(Element element, ComponentVersion version) {
        Body content = switch (element.access()) {
            case Access.LocalBlob blob -> local(element, blob, version);
            case Access.OciArtifact artifact -> artifact(element, artifact);
            case Access.None none -> throw unsupported(element, none);
            case Access.Opaque opaque -> remote(element, opaque);
        };
        return new Cancellable(content, session.cancellation());
    }

    /**
     * The package of a Helm chart, also where it is a layer of an artifact.
     *
     * @param element the resource
     * @param version its component version
     * @return the content, as {@link #of}
     * @throws Failure as {@link #of}, INVALID when the artifact holds no chart
     */
    Body chart(Element element, ComponentVersion version) {
        if (element.access() instanceof Access.OciArtifact artifact) {
            Reference reference = Reference.parse(artifact.imageReference());
            OciStore from = repositories.artifact(reference);
            return new Cancellable(
                    chart(element, from, digest(element, artifact, from, reference)), session.cancellation());
        }
        if (element.access() instanceof Access.LocalBlob blob && ArtifactSet.isOne(blob.mediaType())) {
            return new Cancellable(new ChartOfSet(element, version, blob), session.cancellation());
        }
        return of(element, version);
    }

    private static Body chart(Element element, OciSource from, Digest manifest) {
        Descriptor layer = Manifest.parse(from.manifest(manifest)).layers().stream()
                .filter(one -> one.mediaType().equals(Contents.CHART))
                .findFirst()
                .orElseThrow(() -> new Failure(Failure.Kind.INVALID, "%s holds no chart".formatted(element))
                        .hint("download it without --download-handlers"));
        return new BlobContent(from, List.of(layer));
    }

    /** The chart in an artifact set, which is open only as long as it is read. */
    final class ChartOfSet implements Body {
        private final Element element;
        private final ComponentVersion version;
        private final Access.LocalBlob blob;

        ChartOfSet(Element element, ComponentVersion version, Access.LocalBlob blob) {
            this.element = element;
            this.version = version;
            this.blob = blob;
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.empty();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Descriptor stored = version.localBlob(blob.reference().getFirst());
            try (ArtifactSet set = ArtifactSet.open(version.repository(), stored, session.cancellation())) {
                Digest main = set.main().digest();
                requireRecorded(element, element.digest().flatMap(ArtifactDigest::ofManifest), main);
                chart(element, set, main).writeTo(out);
            }
        }
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

    private Body artifact(Element element, Access.OciArtifact access) {
        Reference reference = Reference.parse(access.imageReference());
        OciStore from = repositories.artifact(reference);
        Closure closure = Closure.read(from, digest(element, access, from, reference));
        return new ArtifactSetContent(from, closure.manifests(), closure.blobs(), reference.tag());
    }

    private static Digest digest(Element element, Access.OciArtifact access, OciStore from, Reference reference) {
        Digest digest = from.resolve(reference.ref())
                .map(Descriptor::digest)
                .orElseThrow(() -> new Failure(
                        Failure.Kind.NOT_FOUND,
                        "%s is not there: %s".formatted(element, Text.printable(access.imageReference()))));
        requireRecorded(element, element.digest().flatMap(ArtifactDigest::ofManifest), digest);
        return digest;
    }

    private Body remote(Element element, Access.Opaque access) {
        if (!RemoteAccess.isOne(access)) {
            throw unsupported(element, access);
        }
        Web web = new Web(session.origins(), session.config().credentials(), session.cancellation());
        String owner = element.toString();
        Content content = new Contents(web, repositories::artifact).of(RemoteAccess.read(access, owner), owner);
        return element.digest()
                .flatMap(ArtifactDigest::ofBlob)
                .or(content::digest)
                .<Body>map(expected -> checked(element, content, expected))
                .orElse(content);
    }

    /** Content that fails at its end when it is another than was recorded. */
    private static Body checked(Element element, Body content, Digest expected) {
        return new Body() {
            @Override
            public OptionalLong length() {
                return content.length();
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                MessageDigest hash = Digest.newHash(expected.algorithm());
                content.writeTo(new DigestOutputStream(out, hash));
                requireRecorded(element, Optional.of(expected), Digest.ofHash(expected.algorithm(), hash.digest()));
            }
        };
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
