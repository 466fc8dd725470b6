// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.CopyReport;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.construct.ComponentSpec.ElementSpec;
import dev.ocmtoolkit.ocm.construct.DescriptorBuilder.Content;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Equivalence;
import dev.ocmtoolkit.ocm.repository.ComponentLayout;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Builds component versions: packs their content into a repository, and then their descriptors, which need the digests. All or none of
 * them get there. Safe for use by several threads.
 */
public final class ComponentConstructor {
    private final CopyEngine engine;
    private final Input.Sources sources;
    private final Instant created;
    private final Existing existing;

    /** What becomes of the elements of a component version that is there already. */
    public enum Existing {
        /** They go. */
        DROPPED,
        /** They stay, but for those whose name and extra identity a new one has. */
        KEPT,
    }

    /**
     * Builds with these means.
     *
     * @param engine what moves content
     * @param sources where content is found that is not in files, and artifacts whose digest is recorded
     * @param created the creation time that is recorded, in whole seconds
     * @param existing what becomes of the elements of a component version that is there already
     */
    public ComponentConstructor(CopyEngine engine, Input.Sources sources, Instant created, Existing existing) {
        this.engine = engine;
        this.sources = sources;
        this.created = created.truncatedTo(ChronoUnit.SECONDS);
        this.existing = existing;
    }

    /**
     * Builds component versions; those that are there already are replaced.
     *
     * @param specs which
     * @param target where to
     * @param listener is told how it goes
     * @param cancellation stops it
     * @throws Failure when anything fails; then the target is as it was
     */
    public void run(
            List<ComponentSpec> specs,
            ComponentRepository target,
            ConstructListener listener,
            Cancellation cancellation) {
        Set<ComponentId> seen = new HashSet<>();
        for (ComponentSpec spec : specs) {
            requireRules(spec);
            if (!seen.add(spec.id())) {
                throw new Failure(
                        Failure.Kind.INVALID, "%s asks for %s a second time".formatted(spec.where(), spec.id()));
            }
        }
        CopyReport report = engine.run(
                specs.stream().map(spec -> unit(spec, target, listener)).iterator(),
                target.registry(),
                CopyEngine.Commit.ALL_OR_NOTHING,
                listener,
                cancellation);
        for (Failure failure : report.failures().values()) {
            throw failure;
        }
    }

    private Unit unit(ComponentSpec spec, ComponentRepository target, ConstructListener listener) {
        listener.adding(spec.id());
        OciStore store = target.store(spec.id().name());
        Tag tag = ComponentRepository.tag(spec.id().version());
        List<Move> moves = new ArrayList<>();
        Map<ElementSpec, Digest> artifacts = new HashMap<>();
        Map<ElementSpec, Input.Content> contents = new HashMap<>();
        for (ElementSpec element : spec.elements()) {
            listener.adding(element);
            element.input().ifPresent(input -> {
                Input.Content content = input.open(sources);
                contents.put(element, content);
                moves.add(new Move.Pack(name(spec, element), store, content.mediaType(), content.body()));
            });
            artifactDigest(spec, element, artifacts);
        }
        moves.add(new Move.Assemble(packed -> {
            Optional<ComponentVersion> old = existing == Existing.KEPT ? target.find(spec.id()) : Optional.empty();
            ComponentDescriptor descriptor =
                    describe(spec, packed, contents, artifacts, old.map(ComponentVersion::descriptor));
            tellIfReplaced(descriptor, target, listener);
            return moves(descriptor, packed.values(), old, store);
        }));
        return new Unit(new UnitKey(store.location(), tag), Set.of(), moves);
    }

    private static List<Move> moves(
            ComponentDescriptor descriptor,
            Collection<Descriptor> packed,
            Optional<ComponentVersion> old,
            OciStore store) {
        Map<Digest, Descriptor> blobs = new HashMap<>();
        packed.forEach(blob -> blobs.put(blob.digest(), blob));
        ComponentLayout layout = ComponentLayout.of(
                descriptor,
                digest -> Optional.ofNullable(blobs.get(digest))
                        .orElseGet(() -> old.orElseThrow().localBlob(digest)));
        List<Move> moves = new ArrayList<>();
        for (Descriptor blob : layout.contents()) {
            if (!blobs.containsKey(blob.digest())) {
                Digest lists = old.orElseThrow().root().digest();
                moves.add(new Move.Keep(store, blob, new Evidence.Implied(lists)));
            }
        }
        moves.addAll(layout.moves(store, ComponentRepository.tag(descriptor.id().version())));
        return moves;
    }

    private static String name(ComponentSpec spec, ElementSpec element) {
        return element.kind() + " " + spec.elements().indexOf(element);
    }

    private void artifactDigest(ComponentSpec spec, ElementSpec element, Map<ElementSpec, Digest> artifacts) {
        if (!hasDigest(element)) {
            return;
        }
        String owner = "%s: resource \"%s\""
                .formatted(spec.where(), element.json().path("name").asText());
        element.access()
                .map(access -> Access.read(access, owner))
                .filter(Access.OciArtifact.class::isInstance)
                .map(Access.OciArtifact.class::cast)
                .ifPresent(artifact -> artifacts.put(element, resolve(artifact.imageReference(), owner)));
    }

    private Digest resolve(String imageReference, String owner) {
        try {
            Reference reference = Reference.parse(imageReference);
            return sources.repositories()
                    .artifact(reference)
                    .resolve(reference.ref())
                    .map(Descriptor::digest)
                    .orElseThrow(
                            () -> new Failure(Failure.Kind.NOT_FOUND, "%s is not there".formatted(imageReference)));
        } catch (Failure failure) {
            throw failure.within(owner).on(Failure.Side.SOURCE);
        }
    }

    /** What breaks a rule is told before any content is packed: the rules do not look at it. */
    private void requireRules(ComponentSpec spec) {
        new DescriptorBuilder(spec, created, Optional.empty())
                .build(element -> new Content(
                        element.input()
                                .map(input ->
                                        access(Optional.empty(), Descriptor.of(MediaTypes.OCTET_STREAM, new byte[0])))
                                .or(element::access),
                        Optional.empty()));
    }

    private ComponentDescriptor describe(
            ComponentSpec spec,
            Map<String, Descriptor> packed,
            Map<ElementSpec, Input.Content> contents,
            Map<ElementSpec, Digest> artifacts,
            Optional<ComponentDescriptor> old) {
        return new DescriptorBuilder(spec, created, old)
                .build(element -> Optional.ofNullable(contents.get(element))
                        .map(content -> made(element, content, Objects.requireNonNull(packed.get(name(spec, element)))))
                        .orElseGet(() -> new Content(
                                element.access(),
                                Optional.ofNullable(artifacts.get(element))
                                        .map(digest -> ArtifactDigest.of(ArtifactDigest.OCI_ARTIFACT, digest)))));
    }

    private static Content made(ElementSpec element, Input.Content content, Descriptor blob) {
        ArtifactDigest digest = content.artifact()
                .map(artifact -> ArtifactDigest.of(ArtifactDigest.OCI_ARTIFACT, artifact))
                .orElseGet(() -> ArtifactDigest.of(ArtifactDigest.GENERIC_BLOB, blob.digest()));
        return new Content(
                Optional.of(access(content.referenceName(), blob)),
                hasDigest(element) ? Optional.of(digest) : Optional.empty());
    }

    private static ObjectNode access(Optional<String> referenceName, Descriptor blob) {
        return Access.localBlob(blob.digest(), blob.mediaType(), referenceName).json();
    }

    private static boolean hasDigest(ElementSpec element) {
        return element.kind() == Element.Kind.RESOURCE && !element.skipDigest();
    }

    /** What was there under the name and cannot be read is another, too. */
    private static void tellIfReplaced(
            ComponentDescriptor descriptor, ComponentRepository target, ConstructListener listener) {
        boolean replaced;
        try {
            replaced = target.find(descriptor.id())
                    .filter(old -> !Equivalence.of(old.descriptor(), descriptor).equivalent())
                    .isPresent();
        } catch (Failure unreadable) {
            replaced = true;
        }
        if (replaced) {
            listener.replacing(descriptor.id());
        }
    }
}
