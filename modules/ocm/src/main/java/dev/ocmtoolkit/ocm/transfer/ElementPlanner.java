// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.copy.ImagePlanner;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Identity;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.Planned.ElementPlan;
import dev.ocmtoolkit.ocm.transfer.Planned.Handling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides what becomes of the resources and sources of a component version, and what their accesses are at the target. */
final class ElementPlanner {
    private final ComponentRepository from;
    private final ComponentRepository to;
    private final TransferOptions options;
    private final Repositories repositories;
    /** Images that this run plans, each asked for once, however many elements refer to it. */
    private final Map<UnitKey, Image> images = new HashMap<>();
    /** What references stand for that no digest is recorded of. */
    private final Map<Reference, Digest> resolved = new HashMap<>();

    /**
     * What becomes of all elements.
     *
     * @param descriptor the source's descriptor with the accesses that hold at the target
     * @param plans what becomes of each
     * @param images the artifacts that have to be copied for it
     */
    record Elements(ComponentDescriptor descriptor, List<ElementPlan> plans, List<Unit> images) {}

    private record Image(Digest digest, Unit unit) {}

    /**
     * What becomes of one element.
     *
     * @param handling in a word
     * @param access its access at the target
     * @param image the artifact that has to be copied for it
     */
    private record Decision(Handling handling, Access access, Optional<Unit> image) {}

    ElementPlanner(
            ComponentRepository from, ComponentRepository to, TransferOptions options, Repositories repositories) {
        this.from = from;
        this.to = to;
        this.options = options;
        this.repositories = repositories;
    }

    /**
     * Decides all elements.
     *
     * @param source the component version
     * @param present what the target holds of it, where content of that is to be kept
     * @return the decisions
     * @throws Failure when content has to be copied and cannot
     */
    Elements plan(ComponentVersion source, Optional<ComponentVersion> present) {
        ComponentDescriptor descriptor = source.descriptor();
        List<ElementPlan> plans = new ArrayList<>();
        List<Unit> units = new ArrayList<>();
        for (Element.Kind kind : List.of(Element.Kind.RESOURCE, Element.Kind.SOURCE)) {
            List<Element> siblings = source.descriptor().elements(kind);
            for (Element element : siblings) {
                Optional<Element> old =
                        present.flatMap(p -> p.descriptor().find(Identity.of(element, siblings), element.kind()));
                Decision decision = decide(element, old);
                if (!decision.access().equals(element.access())) {
                    descriptor = descriptor.withAccess(element, decision.access());
                }
                decision.image().ifPresent(units::add);
                plans.add(new ElementPlan(element, hint(element.access()), decision.handling()));
            }
        }
        return new Elements(descriptor, plans, units);
    }

    /** Whether the target's version only refers to content that is to be copied. */
    boolean lacksContent(ComponentVersion source, ComponentVersion present) {
        List<Element> resources = source.descriptor().resources();
        return resources.stream()
                .filter(this::byValue)
                .anyMatch(resource -> present.descriptor()
                        .find(Identity.of(resource, resources), Element.Kind.RESOURCE)
                        .filter(old -> !changed(resource, Optional.of(old)) && refersToo(resource, old))
                        .isPresent());
    }

    private Decision decide(Element element, Optional<Element> old) {
        if (!(element.access() instanceof Access.LocalBlob) && !byValue(element)) {
            return new Decision(Handling.BY_REFERENCE, element.access(), Optional.empty());
        }
        boolean changed = element.kind() == Element.Kind.SOURCE || changed(element, old);
        if (!changed && !refersToo(element, old.orElseThrow())) {
            return new Decision(Handling.ALREADY_PRESENT, old.orElseThrow().access(), Optional.empty());
        }
        Handling handling = old.isEmpty() ? Handling.TRANSFERRED : changed ? Handling.OVERWRITTEN : Handling.COPIED;
        return switch (element.access()) {
            case Access.LocalBlob local ->
                new Decision(
                        handling, options.keepGlobalAccess() ? local : local.withoutGlobalAccess(), Optional.empty());
            case Access.OciArtifact artifact -> image(element, artifact, handling);
            case Access.None none -> new Decision(Handling.BY_REFERENCE, none, Optional.empty());
            case Access.Opaque opaque ->
                throw new Failure(
                        Failure.Kind.UNSUPPORTED,
                        Side.SOURCE,
                        "%s has the access type \"%s\", whose content cannot be copied"
                                .formatted(element, Text.printable(opaque.type())),
                        "transfer without copying its content, or omit the access type in the transport configuration",
                        null);
        };
    }

    private boolean byValue(Element element) {
        Access access = element.access();
        if (access instanceof Access.None || isOmitted(access.type())) {
            return false;
        }
        return switch (element.kind()) {
            case RESOURCE -> options.copyResources() || (options.copyLocalResources() && element.isLocalRelation());
            case SOURCE -> options.copySources();
            case REFERENCE -> false;
        };
    }

    private boolean isOmitted(String type) {
        int slash = type.indexOf('/');
        return options.omitAccessTypes().contains(type)
                || (slash > 0 && options.omitAccessTypes().contains(type.substring(0, slash)));
    }

    private static boolean changed(Element element, Optional<Element> old) {
        Optional<ArtifactDigest> there = old.flatMap(Element::digest);
        return there.isEmpty() || !there.equals(element.digest());
    }

    /** Whether the target's element is still an access to the same place outside. */
    private static boolean refersToo(Element element, Element old) {
        return !(element.access() instanceof Access.LocalBlob)
                && element.access().json().equals(old.access().json());
    }

    private Decision image(Element element, Access.OciArtifact artifact, Handling handling) {
        if (!(to.spec() instanceof RepositorySpec.Registry registry)) {
            throw new Failure(
                    Failure.Kind.UNSUPPORTED,
                    Side.TARGET,
                    "%s is an artifact in a registry, which cannot be copied into archive %s"
                            .formatted(element, to.spec()),
                    "transfer without --copy-resources, or to a registry",
                    null);
        }
        Reference reference = Reference.parse(artifact.imageReference());
        String name = to.path(nameOf(reference));
        OciStore store = to.registry().repository(name);
        Ref key = reference.tag().isPresent() ? reference.tag().get() : reference.ref();
        Digest digest = digest(element, reference);
        Image image = images.computeIfAbsent(
                new UnitKey(store.location(), key),
                k -> new Image(
                        digest, ImagePlanner.plan(repositories.artifact(reference), digest, store, reference.tag())));
        if (!image.digest().equals(digest)) {
            throw new Failure(
                    Failure.Kind.CONFLICT,
                    Side.TARGET,
                    "%s needs %s in %s to be %s, and another element needs it to be %s"
                            .formatted(element, key, store.location(), digest, image.digest()),
                    null,
                    null);
        }
        String access = registry.baseUrl() + "/" + name
                + reference.tag().map(t -> ":" + t).orElse("") + "@" + digest;
        return new Decision(handling, Access.ociArtifact(access), Optional.of(image.unit()));
    }

    /** What is recorded holds, though a tag may have moved since; what is not recorded is asked for once. */
    private Digest digest(Element element, Reference reference) {
        Optional<Digest> recorded = element.digest().flatMap(ArtifactDigest::ofManifest);
        if (recorded.isPresent() && reference.digest().isPresent() && !recorded.equals(reference.digest())) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    Side.SOURCE,
                    "%s refers to %s, and its recorded digest is %s"
                            .formatted(element, reference.digest().get(), recorded.get()),
                    null,
                    null);
        }
        return recorded.or(reference::digest)
                .orElseGet(() -> resolved.computeIfAbsent(reference, r -> resolve(element, r)));
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

    private Optional<String> hint(Access access) {
        return switch (access) {
            case Access.LocalBlob local -> local.referenceName();
            case Access.OciArtifact artifact -> name(artifact);
            case Access.None none -> Optional.empty();
            case Access.Opaque opaque -> Optional.empty();
        };
    }

    /** A reference that cannot be read is no obstacle where it only stays what it is. */
    private Optional<String> name(Access.OciArtifact artifact) {
        try {
            Reference reference = Reference.parse(artifact.imageReference());
            return Optional.of(
                    nameOf(reference) + reference.tag().map(t -> ":" + t).orElse(""));
        } catch (Failure failure) {
            return Optional.empty();
        }
    }

    /** A name under the source's own sub path is the name that it had before it came there. */
    private String nameOf(Reference reference) {
        String name = reference.repository();
        return from.spec() instanceof RepositorySpec.Registry r
                        && r.hostPort().equals(reference.hostPort())
                        && !r.subPath().isEmpty()
                        && name.startsWith(r.subPath() + "/")
                ? name.substring(r.subPath().length() + 1)
                : name;
    }

    private static <T> T source(Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw failure.on(Side.SOURCE);
        }
    }
}
