// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.archive.ArtifactSet;
import dev.ocmtoolkit.oci.archive.ArtifactSetContent;
import dev.ocmtoolkit.oci.copy.Closure;
import dev.ocmtoolkit.oci.copy.ImagePlanner;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.ocm.access.Content;
import dev.ocmtoolkit.ocm.access.Contents;
import dev.ocmtoolkit.ocm.access.RemoteAccess;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides where the content of an element is at the target: an OCI artifact is one of its own in a registry, and a local blob, packed
 * into an artifact set, in an archive; all other content is a local blob. Used by one thread, for one run.
 */
final class ContentPlanner {
    private final ComponentRepository from;
    private final ComponentRepository to;
    private final Repositories repositories;
    private final Contents contents;
    private final Cancellation cancellation;
    private final boolean keepGlobalAccess;
    /** Empty where artifacts are stored with the component version. */
    private final Optional<ArtifactUploads> uploads;
    /** What references stand for that no digest is recorded of. */
    private final Map<Reference, Digest> resolved = new HashMap<>();
    /** Equal content is the same object, so that the engine packs it once. */
    private final Map<Reference, PackedSet> sets = new HashMap<>();

    /** Where content is at the target. */
    sealed interface Placed {
        /**
         * There, with nothing to do but what the access says.
         *
         * @param access the access
         */
        record At(Access access) implements Placed {}

        /**
         * In an artifact of its own.
         *
         * @param access the access to it
         * @param artifact what has to be done for it
         */
        record Uploaded(Access access, Unit artifact) implements Placed {}

        /**
         * In a local blob that is not known yet.
         *
         * @param packing what it is packed from
         */
        record Packed(Packing packing) implements Placed {}
    }

    private record PackedSet(String mediaType, ArtifactSetContent content) {}

    ContentPlanner(
            ComponentRepository from,
            ComponentRepository to,
            TransferOptions options,
            Repositories repositories,
            Contents contents,
            Cancellation cancellation) {
        this.from = from;
        this.to = to;
        this.repositories = repositories;
        this.contents = contents;
        this.cancellation = cancellation;
        this.keepGlobalAccess = options.keepGlobalAccess();
        this.uploads = to.spec() instanceof RepositorySpec.Registry registry && options.uploads()
                ? Optional.of(new ArtifactUploads(to.registry(), registry))
                : Optional.empty();
    }

    /** Whether content that is copied from such an access has to be packed. */
    boolean isPacked(Access access) {
        return switch (access) {
            case Access.OciArtifact artifact -> uploads.isEmpty();
            case Access.LocalBlob local -> false;
            case Access.None none -> false;
            case Access.Opaque opaque -> RemoteAccess.isOne(opaque);
        };
    }

    /** Whether an access at the target is to an artifact of its own there, of which the component version itself says nothing. */
    boolean isUploaded(Access there) {
        return there instanceof Access.OciArtifact && uploads.isPresent();
    }

    /**
     * Decides.
     *
     * @param source the component version
     * @param element one of its elements, whose content is to be brought to the target
     * @return where its content is there
     * @throws Failure when that cannot be done
     */
    Placed place(ComponentVersion source, Element element) {
        return switch (element.access()) {
            case Access.LocalBlob local -> localBlob(source, element, local);
            case Access.OciArtifact artifact -> artifact(element, artifact);
            case Access.None none -> new Placed.At(none);
            case Access.Opaque opaque -> remote(element, opaque);
        };
    }

    private Placed remote(Element element, Access.Opaque access) {
        Content content = contents.of(RemoteAccess.read(access, element.toString()), element.toString());
        Optional<Digest> expected =
                element.digest().flatMap(ArtifactDigest::ofBlob).or(content::digest);
        return new Placed.Packed(new Packing(
                element, content::mediaType, content, expected, Optional.empty(), RemoteAccess.hint(access)));
    }

    private Placed artifact(Element element, Access.OciArtifact artifact) {
        Reference reference = Reference.parse(artifact.imageReference());
        OciSource store = repositories.artifact(reference);
        Digest digest = digest(element, reference);
        ArtifactName name = ArtifactName.of(reference, from.spec());
        if (uploads.isPresent()) {
            return uploads.get()
                    .upload(
                            element,
                            to.path(name.repository()),
                            name.tagAtTarget(),
                            digest,
                            target -> ImagePlanner.plan(store, digest, target, name.tagAtTarget()));
        }
        PackedSet set = sets.computeIfAbsent(exactly(reference, digest), key -> pack(store, digest, name.tag()));
        return new Placed.Packed(new Packing(
                element,
                set::mediaType,
                set.content(),
                Optional.empty(),
                Optional.of(digest),
                Optional.of(name.toString())));
    }

    private static Reference exactly(Reference reference, Digest digest) {
        return new Reference(
                reference.scheme(),
                true,
                reference.hostPort(),
                reference.repository(),
                reference.tag(),
                Optional.of(digest));
    }

    private static PackedSet pack(OciSource store, Digest digest, Optional<Tag> tag) {
        Closure closure = Closure.read(store, digest);
        return new PackedSet(
                ArtifactSet.mediaType(closure.manifests().getLast().mediaType()),
                new ArtifactSetContent(store, closure.manifests(), closure.blobs(), tag));
    }

    private Placed localBlob(ComponentVersion source, Element element, Access.LocalBlob local) {
        Optional<ArtifactName> name = local.referenceName()
                .map(ArtifactName::read)
                .orElseGet(() ->
                        Optional.of(ArtifactName.ofOwner(source.descriptor().id())));
        return name.isPresent() && uploads.isPresent() && isSet(element, local)
                ? artifactAgain(source, element, local.reference().getFirst(), name.get())
                : new Placed.At(keepGlobalAccess ? local : local.withoutGlobalAccess());
    }

    /** Whether it is an artifact set that may become an artifact again; not where the recorded digest is that of the set itself. */
    private static boolean isSet(Element element, Access.LocalBlob local) {
        return ArtifactSet.isOne(local.mediaType())
                && local.reference().size() == 1
                && (element.digest().isEmpty()
                        || element.digest().flatMap(ArtifactDigest::ofManifest).isPresent());
    }

    private Placed artifactAgain(ComponentVersion source, Element element, Digest set, ArtifactName name) {
        Descriptor blob = source(() -> source.localBlob(set));
        OciSource store = source.repository();
        Digest digest = element.digest()
                .flatMap(ArtifactDigest::ofManifest)
                .orElseGet(() ->
                        source(() -> ArtifactSet.main(store, blob, cancellation).digest()));
        name.digest().ifPresent(said -> requireSame(element, said, digest));
        return uploads.orElseThrow()
                .upload(
                        element,
                        to.path(name.repository()),
                        name.tagAtTarget(),
                        digest,
                        target -> ImagePlanner.planUnpacked(
                                stop -> ArtifactSet.open(store, blob, stop), digest, target, name.tagAtTarget()));
    }

    /** What is recorded holds, though a tag may have moved since; what is not recorded is asked for once. */
    private Digest digest(Element element, Reference reference) {
        Optional<Digest> recorded = element.digest().flatMap(ArtifactDigest::ofManifest);
        recorded.ifPresent(known -> reference.digest().ifPresent(said -> requireSame(element, said, known)));
        return recorded.or(reference::digest)
                .orElseGet(() -> resolved.computeIfAbsent(reference, r -> resolve(element, r)));
    }

    private static void requireSame(Element element, Digest said, Digest recorded) {
        if (!said.equals(recorded)) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    Side.SOURCE,
                    "%s refers to %s, and its recorded digest is %s".formatted(element, said, recorded),
                    null,
                    null);
        }
    }

    private Digest resolve(Element element, Reference reference) {
        return source(() -> repositories.artifact(reference).resolve(reference.ref()))
                .map(Descriptor::digest)
                .orElseThrow(() -> new Failure(
                        Failure.Kind.NOT_FOUND,
                        Side.SOURCE,
                        "%s refers to %s, which is not there"
                                .formatted(element, reference.hostPort() + "/" + reference.name()),
                        null,
                        null));
    }

    private static <T> T source(Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw failure.on(Side.SOURCE);
        }
    }
}
