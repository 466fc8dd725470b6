// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.OciTarget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Leads the units of one run: sends their blobs into the lanes and writes their manifests. */
final class UnitRun {
    private record Shared(String origin, Digest digest) {}

    private record Content(String origin, Body content) {}

    private final ExecutorService lanes;
    private final Ledger ledger;
    private final Cancellation cancellation;
    private final RunListener listener;
    private final BlobMove blobMove;
    private final LongAdder bytes = new LongAdder();
    /** Single flight: the last move of a digest to an origin that is under way; the next one to want it waits for this. */
    private final Map<Shared, CompletableFuture<Void>> flights = new HashMap<>();
    /** The same for what is packed. */
    private final Map<Content, CompletableFuture<Descriptor>> packs = new HashMap<>();

    private final Claims claims = new Claims();
    private final Queue<Gap> lacks = new ConcurrentLinkedQueue<>();

    UnitRun(ExecutorService lanes, Ledger ledger, RunListener listener, Cancellation cancellation) {
        this.lanes = lanes;
        this.ledger = ledger;
        this.cancellation = cancellation;
        this.listener = counting(listener);
        this.blobMove = new BlobMove(this.listener, cancellation);
    }

    long bytesSent() {
        return bytes.sum();
    }

    /** What the units that ended well say to be at the target. */
    Map<UnitKey, List<Claim>> claims(Set<UnitKey> failed) {
        return claims.without(failed);
    }

    /** What the sources lacked. */
    List<Gap> lacks() {
        return List.copyOf(lacks);
    }

    /** Runs a unit to its end. */
    void run(Unit unit) {
        Deque<Move> moves = new ArrayDeque<>(unit.moves());
        List<CompletableFuture<Void>> underWay = new ArrayList<>();
        Map<String, Descriptor> packed = new HashMap<>();
        Set<Digest> lacking = new HashSet<>();
        Beliefs beliefs = new Beliefs(ledger);
        List<Runnable> closing = new ArrayList<>();
        try {
            while (!moves.isEmpty()) {
                cancellation.check();
                switch (moves.removeFirst()) {
                    case Move.Keep keep -> {
                        keep(unit.key(), keep);
                        beliefs.add(keep);
                    }
                    case Move.Lack lack -> {
                        lacking.add(lack.object().digest());
                        lacks.add(new Gap(lack.at().location(), lack.object(), lack.failure()));
                    }
                    case Move.CopyBlob copy -> {
                        underWay.add(single(unit.key(), copy.to(), copy.blob(), () -> copy(copy)));
                        beliefs.add(copy);
                    }
                    case Move.PutBlob put -> {
                        underWay.add(single(unit.key(), put.to(), put.blob(), () -> blobMove.put(put)));
                        beliefs.add(put);
                    }
                    case Move.Pack pack -> underWay.add(pack(unit.key(), pack, packed));
                    case Move.Unpack unpack -> {
                        Move.Unpacked opened = unpack.open().apply(cancellation);
                        closing.add(opened.close());
                        prepend(moves, opened.moves());
                    }
                    case Move.Assemble assemble -> {
                        await(underWay);
                        prepend(moves, assemble.make().apply(snapshot(packed)));
                    }
                    case Move.PutManifest put -> {
                        await(underWay);
                        prepend(moves, putManifest(unit.key(), put, lacking, beliefs));
                    }
                }
            }
        } finally {
            settle(underWay);
            closing.forEach(Runnable::run);
        }
        await(underWay);
    }

    private void keep(UnitKey unit, Move.Keep keep) {
        ledger.record(unit, keep.at().location(), keep.object(), keep.evidence(), Effort.NONE);
        claims.kept(unit, keep);
    }

    /** Moves a blob at most once to a place, and at most once at a time to an origin. */
    private CompletableFuture<Void> single(UnitKey unit, OciTarget to, Descriptor blob, Supplier<BlobMove.Moved> move) {
        Location where = to.location();
        Runnable work = () -> {
            if (ledger.find(where, blob.digest()).isEmpty()) {
                BlobMove.Moved moved = move.get();
                ledger.record(unit, where, blob, moved.evidence(), moved.effort());
            }
        };
        synchronized (flights) {
            Shared key = new Shared(where.origin(), blob.digest());
            CompletableFuture<Void> before = flights.getOrDefault(key, CompletableFuture.completedFuture(null));
            CompletableFuture<Void> flight =
                    before.handle((nothing, thrown) -> null).thenRunAsync(work, lanes);
            flights.put(key, flight);
            return flight.whenComplete((nothing, thrown) -> {
                synchronized (flights) {
                    flights.remove(key, flight);
                }
            });
        }
    }

    private BlobMove.Moved copy(Move.CopyBlob copy) {
        List<String> holders =
                new ArrayList<>(ledger.holders(copy.to().location(), copy.blob().digest()));
        Location from = copy.from().location();
        if (from.origin().equals(copy.to().location().origin())
                && !from.equals(copy.to().location())) {
            holders.add(from.repository());
        }
        return blobMove.copy(copy, holders);
    }

    /** Packs content once for an origin; where it is wanted again, its digest is known. */
    private CompletableFuture<Void> pack(UnitKey unit, Move.Pack pack, Map<String, Descriptor> packed) {
        Location where = pack.to().location();
        CompletableFuture<Descriptor> flight;
        synchronized (packs) {
            Content key = new Content(where.origin(), pack.content());
            CompletableFuture<Descriptor> before = packs.get(key);
            flight = before == null
                    ? CompletableFuture.supplyAsync(() -> pack(unit, pack, pack.expected()), lanes)
                    : before.handleAsync(
                            (made, thrown) -> pack(
                                    unit,
                                    pack,
                                    Optional.ofNullable(made)
                                            .map(Descriptor::digest)
                                            .or(pack::expected)),
                            lanes);
            packs.put(key, flight);
        }
        return flight.thenAccept(made -> {
            synchronized (packed) {
                packed.put(pack.name(), made);
            }
        });
    }

    private Descriptor pack(UnitKey unit, Move.Pack pack, Optional<Digest> known) {
        long begun = System.nanoTime();
        Location where = pack.to().location();
        List<String> holders =
                known.map(digest -> ledger.holders(where, digest)).orElse(List.of());
        PackMove move = new PackMove(pack, known, holders, listener, cancellation);
        PackMove.Packed made = move.run();
        ledger.record(unit, where, made.blob(), made.evidence(), move.effort(begun));
        return made.blob();
    }

    /** Puts a manifest; where the target misses content that was believed to be there, returns what is to be done first. */
    private List<Move> putManifest(UnitKey unit, Move.PutManifest put, Set<Digest> lacking, Beliefs beliefs) {
        Document manifest = put.manifest();
        requireChildren(put.to(), manifest, lacking);
        long begun = System.nanoTime();
        try {
            Evidence evidence = put.to().putManifest(manifest, put.tags()).evidence();
            ledger.record(
                    unit,
                    put.to().location(),
                    manifest.descriptor(),
                    evidence,
                    Effort.since(begun, manifest.size(), 0));
        } catch (Failure failure) {
            List<Move> first = failure.kind() == Failure.Kind.NOT_FOUND ? beliefs.drop() : List.of();
            if (first.isEmpty()) {
                throw failure.on(Failure.Side.TARGET);
            }
            return Stream.concat(first.stream(), Stream.of(put)).toList();
        }
        claims.put(unit, put);
        return List.of();
    }

    /** No manifest is written before there is evidence of everything that it needs. */
    private void requireChildren(OciTarget to, Document document, Set<Digest> lacking) {
        for (Digest child : Links.of(document).required()) {
            if (ledger.find(to.location(), child).isEmpty() && !lacking.contains(child)) {
                throw new Failure(
                        Failure.Kind.INVALID,
                        Failure.Side.TARGET,
                        "the plan for manifest %s in %s forgot its child %s"
                                .formatted(document.digest(), to.location(), child),
                        "this is a fault of the program, please report it",
                        null);
            }
        }
    }

    private static Map<String, Descriptor> snapshot(Map<String, Descriptor> packed) {
        synchronized (packed) {
            return Map.copyOf(packed);
        }
    }

    private static void prepend(Deque<Move> moves, List<Move> first) {
        first.reversed().forEach(moves::addFirst);
    }

    static void await(List<CompletableFuture<Void>> underWay) {
        for (CompletableFuture<Void> move : underWay) {
            try {
                move.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof Failure failure ? failure : e;
            }
        }
        underWay.clear();
    }

    /** Nothing of a unit is left running when it ends. */
    static void settle(List<CompletableFuture<Void>> underWay) {
        underWay.forEach(move -> move.handle((nothing, thrown) -> null).join());
    }

    private RunListener counting(RunListener to) {
        return new ForwardingListener(to) {
            @Override
            public void progress(long count) {
                bytes.add(count);
                super.progress(count);
            }
        };
    }
}
