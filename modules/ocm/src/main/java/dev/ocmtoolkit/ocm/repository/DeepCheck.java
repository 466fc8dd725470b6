// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.archive.ArtifactSet;
import dev.ocmtoolkit.oci.copy.Claim;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.ProofLevel;
import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads component versions again, with all that they consist of in their own registry or archive, and compares it with every digest and
 * size that is recorded. Content in other places is not looked at. What several component versions share of images is read once. Used
 * by one thread.
 */
public final class DeepCheck {
    private final CopyEngine engine;
    private final Cancellation cancellation;
    private final Map<Image, List<Failure>> images = new HashMap<>();

    private record Image(Location where, Digest digest) {}

    /**
     * What was found of one component version.
     *
     * @param faults what is missing or damaged; the sentence of each names the object
     * @param references what it refers to, as far as it could be read
     */
    public record Result(List<Failure> faults, List<ComponentId> references) {
        /** Copies the lists. */
        public Result {
            faults = List.copyOf(faults);
            references = List.copyOf(references);
        }
    }

    /**
     * A check.
     *
     * @param engine what reads
     * @param cancellation stops it
     */
    public DeepCheck(CopyEngine engine, Cancellation cancellation) {
        this.engine = engine;
        this.cancellation = cancellation;
    }

    /**
     * Checks a component version.
     *
     * @param repository where
     * @param id which
     * @return what was found
     * @throws Failure NOT_FOUND when there is no such component version, or why it cannot be {@linkplain #isFault looked at}
     */
    public Result of(ComponentRepository repository, ComponentId id) {
        OciSource store = repository.store(id.name());
        Tag tag = ComponentRepository.tag(id.version());
        Optional<Descriptor> there = store.resolve(tag);
        if (there.isEmpty()) {
            return new Result(List.of(missing(store, tag, repository, id)), List.of());
        }
        Descriptor root = there.get();
        List<Failure> faults = new ArrayList<>(prove(new Claim(store, tag, root)));
        ComponentVersion version;
        try {
            version = repository.get(id, root);
        } catch (Failure failure) {
            // What makes it unreadable was mostly found before.
            if (faults.isEmpty()) {
                faults.add(fault(failure));
            }
            return new Result(faults, List.of());
        }
        Stream.of(Element.Kind.RESOURCE, Element.Kind.SOURCE)
                .flatMap(kind -> version.descriptor().elements(kind).stream())
                .forEach(element -> check(element, version, repository, faults));
        return new Result(
                faults,
                version.descriptor().references().stream().map(Element::target).toList());
    }

    /** An archive may list a version whose manifest is gone. */
    private static Failure missing(OciSource store, Tag tag, ComponentRepository repository, ComponentId id) {
        try (Stream<String> tags = store.tags()) {
            if (tags.anyMatch(tag.name()::equals)) {
                return new Failure(
                        Failure.Kind.NOT_FOUND,
                        "component version \"%s\" is listed in %s, and its manifest is not there"
                                .formatted(id, repository.spec()));
            }
        }
        throw new Failure(
                Failure.Kind.NOT_FOUND, "component version \"%s\" not found in %s".formatted(id, repository.spec()));
    }

    private List<Failure> prove(Claim claim) {
        return engine.prove(List.of(claim), ProofLevel.REREAD, RunListener.SILENT, cancellation).stream()
                .map(gap -> fault(gap.failure()))
                .toList();
    }

    /**
     * Whether a failure says something about the content; others only say that it could not be looked at.
     *
     * @param failure the failure
     * @return true where something is missing, damaged or malformed
     */
    public static boolean isFault(Failure failure) {
        return switch (failure.kind()) {
            case NOT_FOUND, CORRUPT, INVALID, CONFLICT -> true;
            case UNAUTHORIZED, FORBIDDEN, UNREACHABLE, UNAVAILABLE, UNSUPPORTED, STORAGE, CANCELLED -> false;
        };
    }

    private static Failure fault(Failure failure) {
        if (!isFault(failure)) {
            throw failure;
        }
        return failure;
    }

    private void check(
            Element element, ComponentVersion version, ComponentRepository repository, List<Failure> faults) {
        String what = "%s of %s".formatted(element, version.descriptor().id());
        try {
            switch (element.access()) {
                case Access.LocalBlob local -> checkLocal(element, what, version, local, faults);
                case Access.OciArtifact artifact -> checkImage(element, what, artifact, repository, faults);
                case Access.None none -> {}
                case Access.Opaque opaque -> {}
            }
        } catch (Failure failure) {
            faults.add(fault(failure).within(what));
        }
    }

    private void checkLocal(
            Element element, String what, ComponentVersion version, Access.LocalBlob local, List<Failure> faults) {
        List<Descriptor> blobs =
                local.reference().stream().map(version::localBlob).toList();
        if (blobs.size() > 1) {
            return;
        }
        Descriptor blob = blobs.getFirst();
        element.digest()
                .flatMap(ArtifactDigest::ofBlob)
                .filter(digest -> digest.algorithm().equals(blob.digest().algorithm()))
                .ifPresent(digest -> requireSame(digest, blob.digest()));
        Optional<Digest> manifest = element.digest().flatMap(ArtifactDigest::ofManifest);
        if (MediaTypes.isManifest(blob.mediaType())) {
            manifest.ifPresent(digest -> requireSame(digest, blob.digest()));
        } else if (ArtifactSet.isOne(local.mediaType())) {
            try (ArtifactSet set = ArtifactSet.open(version.repository(), blob, cancellation)) {
                Descriptor main = set.main();
                manifest.ifPresent(digest -> requireSame(digest, main.digest()));
                prove(new Claim(set, main.digest(), main)).forEach(failure -> faults.add(failure.within(what)));
            }
        }
    }

    private void checkImage(
            Element element,
            String what,
            Access.OciArtifact artifact,
            ComponentRepository repository,
            List<Failure> faults) {
        Reference reference = Reference.parse(artifact.imageReference());
        if (!(repository.spec() instanceof RepositorySpec.Registry registry)
                || !registry.hostPort().equals(reference.hostPort())) {
            return;
        }
        OciSource store = repository.registry().repository(reference.repository());
        Descriptor there = store.resolve(reference.ref())
                .orElseThrow(() -> new Failure(
                        Failure.Kind.NOT_FOUND,
                        "image %s in %s is not there".formatted(reference.ref(), store.location())));
        element.digest().flatMap(ArtifactDigest::ofManifest).ifPresent(digest -> requireSame(digest, there.digest()));
        List<Failure> found = images.computeIfAbsent(
                new Image(store.location(), there.digest()), image -> prove(new Claim(store, there.digest(), there)));
        found.forEach(failure -> faults.add(failure.within(what)));
    }

    private static void requireSame(Digest recorded, Digest actual) {
        if (!recorded.equals(actual)) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    "the recorded digest is %s, and the content has %s".formatted(recorded, actual));
        }
    }
}
