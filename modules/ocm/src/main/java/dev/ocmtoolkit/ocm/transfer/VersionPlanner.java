// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.ImagePlanner;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.DescriptorMerge;
import dev.ocmtoolkit.ocm.descriptor.Equivalence;
import dev.ocmtoolkit.ocm.repository.ComponentLayout;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.ElementPlanner.Elements;
import dev.ocmtoolkit.ocm.transfer.Planned.Node;
import dev.ocmtoolkit.ocm.transfer.Planned.Standing;
import dev.ocmtoolkit.ocm.transfer.TransferOptions.Existing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decides one component version: computes the exact bytes that the target is to hold, and asks the target for them once. Only where it
 * has others its descriptor is read and compared.
 */
final class VersionPlanner {
    private final SourceVersions from;
    private final ComponentRepository to;
    private final TransferOptions options;
    private final ElementPlanner elementPlanner;

    VersionPlanner(
            SourceVersions from, ComponentRepository to, TransferOptions options, ElementPlanner elementPlanner) {
        this.from = from;
        this.to = to;
        this.options = options;
        this.elementPlanner = elementPlanner;
    }

    /** What the unit of a component version brings about. */
    static UnitKey key(ComponentRepository to, ComponentId id) {
        return new UnitKey(to.store(id.name()).location(), ComponentRepository.tag(id.version()));
    }

    /**
     * Decides.
     *
     * @param node which component version
     * @param source what the source holds
     * @param references the units that have to be done before
     */
    Planned plan(Node node, ComponentVersion source, Set<UnitKey> references) {
        OciStore store = to.store(node.id().name());
        Optional<Descriptor> there =
                target(() -> store.resolve(ComponentRepository.tag(node.id().version())));
        if (there.isPresent() && options.existing() == Existing.PASS_OVER) {
            return passOver(node, there.get());
        }
        boolean asIfAbsent = there.isEmpty() || options.existing() == Existing.REPLACE;
        Optional<ComponentVersion> compared = asIfAbsent || !elementPlanner.packs(source)
                ? Optional.empty()
                : Optional.of(target(() -> to.get(node.id(), there.get())));
        Elements wanted = elementPlanner.plan(source, compared);
        if (asIfAbsent) {
            return copy(node, new Standing.Absent(), source, Optional.empty(), wanted, references);
        }
        if (wanted.packings().isEmpty()) {
            ComponentLayout layout = layout(wanted.descriptor(), source, compared);
            if (there.get().digest().equals(layout.root().digest())) {
                return keep(
                        node,
                        new Standing.Present(),
                        wanted,
                        layout.root(),
                        layout.parts(),
                        layout.contents(),
                        references);
            }
        }
        ComponentVersion present = compared.orElseGet(() -> target(() -> to.get(node.id(), there.get())));
        Equivalence difference = Equivalence.of(source.descriptor(), present.descriptor());
        if (!difference.sameWhenSigned() && !options.overwrite()) {
            return new Planned.Conflict(node, difference);
        }
        if (!difference.equivalent() && options.overwrite()) {
            return overwrite(node, new Standing.Overwritten(difference), source, present, references);
        }
        if (!difference.equivalent() && options.existing() == Existing.LEAVE) {
            return keep(node, new Standing.LeftAsItIs(), wanted, present, references);
        }
        if (!difference.equivalent()) {
            ComponentDescriptor merged = DescriptorMerge.merge(source.descriptor(), present.descriptor());
            Elements elements = new Elements(merged, List.of(), wanted.artifacts(), List.of());
            return copy(node, new Standing.Outdated(), source, Optional.of(present), elements, references);
        }
        if (elementPlanner.lacksContent(source, present)) {
            return overwrite(node, new Standing.LacksContent(), source, present, references);
        }
        return keep(node, new Standing.Present(), wanted, present, references);
    }

    private Planned passOver(Node node, Descriptor there) {
        Move seen = new Move.Keep(to.store(node.id().name()), there, new Evidence.Seen());
        Unit unit = new Unit(key(to, node.id()), Set.of(), List.of(seen));
        return new Planned.Copy(node, new Standing.PassedOver(), List.of(), List.of(unit));
    }

    private Planned overwrite(
            Node node, Standing standing, ComponentVersion source, ComponentVersion present, Set<UnitKey> references) {
        Elements elements = elementPlanner.planOver(source, present);
        return copy(node, standing, source, Optional.of(present), elements, references);
    }

    /** A registry is where a component version lives from now on; an archive only carries it. */
    private ComponentDescriptor inContext(ComponentDescriptor descriptor) {
        if (!(to.spec() instanceof RepositorySpec.Registry registry)
                || descriptor.effectiveContext().filter(registry.json()::equals).isPresent()) {
            return descriptor;
        }
        return descriptor.withRepositoryContext(registry.json());
    }

    private Planned copy(
            Node node,
            Standing standing,
            ComponentVersion source,
            Optional<ComponentVersion> present,
            Elements elements,
            Set<UnitKey> references) {
        List<Move> moves = moves(node, source, present, elements);
        Unit unit = new Unit(key(to, node.id()), after(elements, references), moves);
        return new Planned.Copy(node, standing, elements.plans(), units(elements, unit));
    }

    private List<Move> moves(
            Node node, ComponentVersion source, Optional<ComponentVersion> present, Elements elements) {
        OciStore store = to.store(node.id().name());
        Tag tag = ComponentRepository.tag(node.id().version());
        ComponentLayout layout = layout(elements.descriptor(), source, present);
        List<Move> moves = new ArrayList<>();
        for (Descriptor content : layout.contents()) {
            moves.addAll(content(content, source, present, store));
        }
        if (elements.packings().isEmpty()) {
            moves.addAll(layout.moves(store, tag));
        } else {
            elements.packings().forEach(packing -> moves.add(packing.move(store)));
            moves.add(new Move.Assemble(
                    packed -> assembled(elements, source, present, packed).moves(store, tag)));
        }
        return moves;
    }

    /** The moves for a component version of which the target turned out not to have everything. */
    private List<Move> anew(Node node) {
        ComponentVersion source = from.get(node);
        return moves(node, source, Optional.empty(), elementPlanner.plan(source, Optional.empty()));
    }

    private ComponentLayout assembled(
            Elements elements,
            ComponentVersion source,
            Optional<ComponentVersion> present,
            Map<String, Descriptor> packed) {
        ComponentDescriptor descriptor = elements.descriptor();
        Map<Digest, Descriptor> blobs = new HashMap<>();
        for (Packing packing : elements.packings()) {
            Descriptor blob = packing.blob(packed);
            descriptor = packing.describe(descriptor, blob);
            blobs.putIfAbsent(blob.digest(), blob);
        }
        return ComponentLayout.of(inContext(descriptor), digest -> {
            Descriptor blob = blobs.get(digest);
            return blob != null ? blob : localBlob(source, present, digest);
        });
    }

    private ComponentLayout layout(
            ComponentDescriptor descriptor, ComponentVersion source, Optional<ComponentVersion> present) {
        return ComponentLayout.of(inContext(descriptor), digest -> localBlob(source, present, digest));
    }

    private static List<Move> content(
            Descriptor content, ComponentVersion source, Optional<ComponentVersion> present, OciTarget store) {
        if (present.isPresent() && present.get().findLocalBlob(content.digest()).isPresent()) {
            Evidence vouched = new Evidence.Implied(present.get().root().digest());
            return List.of(new Move.Keep(store, content, vouched));
        }
        return MediaTypes.isManifest(content.mediaType())
                ? ImagePlanner.closure(source.repository(), content.digest(), store)
                : List.of(new Move.CopyBlob(source.repository(), store, content));
    }

    private Planned keep(
            Node node, Standing standing, Elements wanted, ComponentVersion present, Set<UnitKey> references) {
        return keep(node, standing, wanted, present.root(), present.parts(), present.contents(), references);
    }

    private Planned keep(
            Node node,
            Standing standing,
            Elements wanted,
            Document root,
            List<Descriptor> parts,
            List<Descriptor> contents,
            Set<UnitKey> references) {
        OciStore store = to.store(node.id().name());
        Evidence implied = new Evidence.Implied(root.digest());
        List<Move> moves = new ArrayList<>();
        moves.add(new Move.Keep(store, root.descriptor(), new Evidence.Seen()));
        parts.forEach(part -> moves.add(new Move.Keep(store, part, implied)));
        contents.forEach(content -> moves.add(new Move.Keep(store, content, implied)));
        // What is left as it is, is not made whole either.
        Optional<Supplier<List<Move>>> anew =
                standing instanceof Standing.Present ? Optional.of(() -> anew(node)) : Optional.empty();
        Unit unit = new Unit(key(to, node.id()), after(wanted, references), moves, anew);
        return new Planned.Copy(node, standing, wanted.plans(), units(wanted, unit));
    }

    /** A component version is done when its images and its references are, though it may itself be there already. */
    private static Set<UnitKey> after(Elements elements, Set<UnitKey> references) {
        Set<UnitKey> after = new HashSet<>(references);
        elements.artifacts().forEach(artifact -> after.add(artifact.key()));
        return after;
    }

    private static List<Unit> units(Elements elements, Unit version) {
        List<Unit> units = new ArrayList<>(elements.artifacts());
        units.add(version);
        return units;
    }

    private static Descriptor localBlob(ComponentVersion source, Optional<ComponentVersion> present, Digest digest) {
        try {
            return present.flatMap(p -> p.findLocalBlob(digest)).orElseGet(() -> source.localBlob(digest));
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
    }

    private static <T> T target(Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw failure.on(Failure.Side.TARGET);
        }
    }
}
