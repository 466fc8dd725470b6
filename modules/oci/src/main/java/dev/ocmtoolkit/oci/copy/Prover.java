// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;

/**
 * Looks whether claims hold. What belongs to a manifest is taken from the bytes that the repository gives for it, never from what
 * somebody meant to put there; so what a gap hides is not looked for. In memory are the names of the objects, and per lane one manifest
 * or one buffer. Used once.
 */
final class Prover {
    /** A component version may list an artifact that is nested as deep as one may be. */
    private static final int DEPTH = Closure.DEPTH + 1;

    private record Place(Location where, Digest digest) {}

    /** What was not found, and the claims from which one comes to it; of an object that several claims share, those of the first. */
    record Missing(Gap gap, Set<Claim> claims) {}

    private record Item(OciSource at, Descriptor object, boolean manifest, Set<Tag> tags, Set<Claim> claims) {
        Place place() {
            return new Place(at.location(), object.digest());
        }

        Item child(Descriptor child, boolean isManifest) {
            return new Item(at, child, isManifest, Set.of(), claims);
        }

        String name() {
            return "%s %s (%s) in %s"
                    .formatted(manifest ? "manifest" : "blob", object.digest(), object.mediaType(), at.location());
        }
    }

    private final ExecutorService lanes;
    private final int width;
    private final boolean deep;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final Set<Place> known = ConcurrentHashMap.newKeySet();
    private final Queue<Missing> missing = new ConcurrentLinkedQueue<>();

    /**
     * A prover.
     *
     * @param lanes what its work is done in
     * @param width how many objects are looked at at a time
     * @param deep whether blobs are read, not only asked for
     * @param listener is told of every object that was found
     * @param cancellation stops it
     */
    Prover(ExecutorService lanes, int width, boolean deep, RunListener listener, Cancellation cancellation) {
        this.lanes = lanes;
        this.width = width;
        this.deep = deep;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    /** Proves claims; returns what is not proven, in an order that is always the same. */
    List<Missing> prove(Collection<Claim> claims) {
        Map<Place, Item> roots = new LinkedHashMap<>();
        for (Claim claim : claims) {
            Item item = roots.computeIfAbsent(
                    new Place(claim.at().location(), claim.manifest().digest()),
                    place -> new Item(
                            claim.at(),
                            claim.manifest(),
                            true,
                            new TreeSet<>(Comparator.comparing(Tag::name)),
                            new HashSet<>()));
            item.claims().add(claim);
            if (claim.ref() instanceof Tag tag) {
                item.tags().add(tag);
            }
        }
        known.addAll(roots.keySet());
        Queue<Item> level = new ConcurrentLinkedQueue<>(roots.values());
        for (int depth = 0; !level.isEmpty(); depth++) {
            level = below(level, depth);
        }
        return missing.stream()
                .sorted(Comparator.comparing(one -> one.gap().failure().sentence()))
                .toList();
    }

    /** Looks at objects, and returns those that they refer to. */
    private Queue<Item> below(Queue<Item> level, int depth) {
        Queue<Item> next = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> work = new ArrayList<>();
        for (int i = Math.min(width, level.size()); i > 0; i--) {
            work.add(CompletableFuture.runAsync(
                    () -> {
                        for (Item item = level.poll(); item != null; item = level.poll()) {
                            next.addAll(look(item, depth));
                        }
                    },
                    lanes));
        }
        try {
            UnitRun.await(work);
        } finally {
            UnitRun.settle(work);
        }
        return next;
    }

    private List<Item> look(Item item, int depth) {
        try {
            if (!item.manifest()) {
                Evidence evidence = deep ? read(item) : see(item);
                listener.confirmed(item.at().location(), item.object(), evidence);
                return List.of();
            }
            if (depth > DEPTH) {
                throw new Failure(Failure.Kind.INVALID, "it is nested more than %d deep".formatted(DEPTH));
            }
            item.tags().forEach(tag -> requireTagged(item, tag));
            Document document =
                    BlobMove.again(() -> item.at().manifest(item.object().digest()), cancellation);
            List<Item> children = children(item, Links.of(document));
            listener.confirmed(item.at().location(), item.object(), new Evidence.Reread());
            return children;
        } catch (Failure failure) {
            if (failure.kind() == Failure.Kind.CANCELLED) {
                throw failure;
            }
            Gap gap = new Gap(item.at().location(), item.object(), named(item, failure));
            missing.add(new Missing(gap, item.claims()));
            return List.of();
        }
    }

    private static Failure named(Item item, Failure failure) {
        return failure.kind() == Failure.Kind.NOT_FOUND
                ? new Failure(failure.kind(), failure.side(), item.name() + " is not there", failure.wayOut(), failure)
                : failure.within(item.name());
    }

    private void requireTagged(Item item, Tag tag) {
        Digest there = BlobMove.again(() -> item.at().resolve(tag), cancellation)
                .map(Descriptor::digest)
                .orElseThrow(() -> new Failure(Failure.Kind.CONFLICT, "the tag %s is not there".formatted(tag)));
        if (!there.equals(item.object().digest())) {
            throw new Failure(Failure.Kind.CONFLICT, "the tag %s stands for %s".formatted(tag, there));
        }
    }

    private List<Item> children(Item parent, Links links) {
        List<Item> children = new ArrayList<>();
        for (Descriptor child : links.manifests()) {
            children.add(parent.child(child, MediaTypes.isManifest(child.mediaType())));
        }
        for (Descriptor blob : links.blobs()) {
            if (!MediaTypes.isForeign(blob.mediaType())) {
                children.add(parent.child(blob, false));
            }
        }
        children.removeIf(child -> !known.add(child.place()));
        return children;
    }

    private Evidence see(Item item) {
        long size = BlobMove.again(() -> item.at().blob(item.object().digest()), cancellation)
                .orElseThrow(() -> new Failure(Failure.Kind.NOT_FOUND, "it is not there"))
                .size();
        if (size != item.object().size()) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    "it has %d bytes, and should have %d"
                            .formatted(size, item.object().size()));
        }
        return new Evidence.Seen();
    }

    private Evidence read(Item item) {
        return BlobMove.again(
                () -> {
                    byte[] buffer = BlobMove.BUFFERS.get();
                    try (VerifiedReader reader = new VerifiedReader(item.at(), item.object())) {
                        while (reader.read(buffer, 0, buffer.length) >= 0) {
                            cancellation.check();
                        }
                    }
                    return new Evidence.Reread();
                },
                cancellation);
    }
}
