// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Identity;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.transfer.ContentPlanner.Placed;
import dev.ocmtoolkit.ocm.transfer.Planned.Delivery;
import dev.ocmtoolkit.ocm.transfer.Planned.ElementPlan;
import dev.ocmtoolkit.ocm.transfer.Planned.Handling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Decides what becomes of the resources and sources of a component version: which stay what they are, and which are brought along. */
final class ElementPlanner {
    private final ComponentRepository from;
    private final TransferOptions options;
    private final ContentPlanner contents;

    /**
     * What becomes of all elements.
     *
     * @param descriptor the source's descriptor with the accesses that hold at the target, but for those of what has to be packed
     * @param plans what becomes of each
     * @param artifacts the artifacts that have to be copied for it
     * @param packings the content that has to be packed for it
     */
    record Elements(
            ComponentDescriptor descriptor, List<ElementPlan> plans, List<Unit> artifacts, List<Packing> packings) {}

    /**
     * What becomes of one element.
     *
     * @param handling in a word
     * @param placed where its content is then
     */
    private record Decision(Handling handling, Placed placed) {}

    ElementPlanner(ComponentRepository from, TransferOptions options, ContentPlanner contents) {
        this.from = from;
        this.options = options;
        this.contents = contents;
    }

    /**
     * Decides all elements as if the target had none of them; but what would have to be packed, and is there with the same digest, stays
     * there what it is: only so what is there can be compared before anything is moved.
     *
     * @param source the component version
     * @param present what the target holds of it; needed only where something {@linkplain #packs is packed}
     * @return the decisions
     * @throws Failure when content has to be copied and cannot
     */
    Elements plan(ComponentVersion source, Optional<ComponentVersion> present) {
        return plan(source, present, this::isPacked);
    }

    /**
     * Decides all elements; what the target has with the same digest stays there what it is.
     *
     * @param source the component version
     * @param present what the target holds of it
     * @return the decisions
     * @throws Failure when content has to be copied and cannot
     */
    Elements planOver(ComponentVersion source, ComponentVersion present) {
        return plan(source, Optional.of(present), element -> true);
    }

    private Elements plan(ComponentVersion source, Optional<ComponentVersion> present, Predicate<Element> keeps) {
        ComponentDescriptor descriptor = source.descriptor();
        List<ElementPlan> plans = new ArrayList<>();
        List<Unit> artifacts = new ArrayList<>();
        List<Packing> packings = new ArrayList<>();
        for (Element.Kind kind : List.of(Element.Kind.RESOURCE, Element.Kind.SOURCE)) {
            List<Element> siblings = source.descriptor().elements(kind);
            for (Element element : siblings) {
                Optional<Element> old = present.filter(p -> keeps.test(element))
                        .flatMap(p -> p.descriptor().find(Identity.of(element, siblings), element.kind()));
                Decision decision = decide(source, element, old);
                switch (decision.placed()) {
                    case Placed.At(Access access) -> {
                        if (!access.equals(element.access())) {
                            descriptor = descriptor.withAccess(element, access);
                        }
                    }
                    case Placed.Uploaded(Access access, Unit artifact) -> {
                        descriptor = descriptor.withAccess(element, access);
                        artifacts.add(artifact);
                    }
                    case Placed.Packed(Packing packing) -> packings.add(packing);
                }
                plans.add(new ElementPlan(
                        element,
                        ArtifactName.hint(element.access(), from.spec()),
                        decision.handling(),
                        delivery(decision.placed())));
            }
        }
        return new Elements(descriptor, plans, artifacts, packings);
    }

    private static Delivery delivery(Placed placed) {
        return switch (placed) {
            case Placed.At(Access.LocalBlob local) -> new Delivery.LocalBlob(local.reference());
            case Placed.At at -> new Delivery.None();
            case Placed.Uploaded(Access access, Unit artifact) -> new Delivery.Artifact(artifact.key());
            case Placed.Packed(Packing packing) -> new Delivery.Packed(packing.name());
        };
    }

    /** Whether the digest of some content is known only after it was moved. */
    boolean packs(ComponentVersion source) {
        return Stream.of(Element.Kind.RESOURCE, Element.Kind.SOURCE)
                .flatMap(kind -> source.descriptor().elements(kind).stream())
                .anyMatch(this::isPacked);
    }

    private boolean isPacked(Element element) {
        return byValue(element) && contents.isPacked(element.access());
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

    private Decision decide(ComponentVersion source, Element element, Optional<Element> old) {
        if (!(element.access() instanceof Access.LocalBlob) && !byValue(element)) {
            return new Decision(Handling.BY_REFERENCE, new Placed.At(element.access()));
        }
        boolean changed = element.kind() == Element.Kind.SOURCE || changed(element, old);
        if (!changed && !refersToo(element, old.orElseThrow())) {
            if (contents.isUploaded(old.orElseThrow().access())) {
                return new Decision(Handling.ALREADY_PRESENT, contents.place(source, element));
            }
            return new Decision(
                    Handling.ALREADY_PRESENT, new Placed.At(old.orElseThrow().access()));
        }
        Handling handling = old.isEmpty() ? Handling.TRANSFERRED : changed ? Handling.OVERWRITTEN : Handling.COPIED;
        return new Decision(handling, contents.place(source, element));
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
}
