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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

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
    /** What each unit brought about: the last manifest that it put, or else the first thing that it kept. */
    private final Map<UnitKey, Claim> claims = new ConcurrentHashMap<>();

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
    Map<UnitKey, Claim> claims(Set<UnitKey> failed) {
        Map<UnitKey, Claim> good = new HashMap<>(claims);
        good.keySet().removeAll(failed);
        return good;
    }

    /** Runs a unit to its end. */
    void run(Unit unit) {
        Deque<Move> moves = new ArrayDeque<>(unit.moves());
        List<CompletableFuture<Void>> underWay = new ArrayList<>();
        Map<String, Descriptor> packed = new HashMap<>();
        List<Runnable> closing = new ArrayList<>();
        try {
            while (!moves.isEmpty()) {
                cancellation.check();
                switch (moves.removeFirst()) {
                    case Move.Keep keep -> {
                        ledger.record(keep.at().location(), keep.object(), keep.evidence());
                        claims.putIfAbsent(
                                unit.key(), new Claim(keep.at(), unit.key().ref(), keep.object()));
                    }
                    case Move.CopyBlob copy -> underWay.add(single(copy.to(), copy.blob(), () -> copy(copy)));
                    case Move.PutBlob put -> underWay.add(single(put.to(), put.blob(), () -> blobMove.put(put)));
                    case Move.Pack pack -> underWay.add(pack(pack, packed));
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
                        putManifest(put);
                        claims.put(
                                unit.key(),
                                new Claim(
                                        put.to(),
                                        unit.key().ref(),
                                        put.manifest().descriptor()));
                    }
                }
            }
        } finally {
            settle(underWay);
            closing.forEach(Runnable::run);
        }
        await(underWay);
    }

    /** Moves a blob at most once to a place, and at most once at a time to an origin. */
    private CompletableFuture<Void> single(OciTarget to, Descriptor blob, Supplier<Evidence> move) {
        Location where = to.location();
        Runnable work = () -> {
            if (ledger.find(where, blob.digest()).isEmpty()) {
                ledger.record(where, blob, move.get());
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

    private Evidence copy(Move.CopyBlob copy) {
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
    private CompletableFuture<Void> pack(Move.Pack pack, Map<String, Descriptor> packed) {
        Location where = pack.to().location();
        CompletableFuture<Descriptor> flight;
        synchronized (packs) {
            Content key = new Content(where.origin(), pack.content());
            CompletableFuture<Descriptor> before = packs.get(key);
            flight = before == null
                    ? CompletableFuture.supplyAsync(() -> pack(pack, pack.expected()), lanes)
                    : before.handleAsync(
                            (made, thrown) -> pack(
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

    private Descriptor pack(Move.Pack pack, Optional<Digest> known) {
        Location where = pack.to().location();
        List<String> holders =
                known.map(digest -> ledger.holders(where, digest)).orElse(List.of());
        PackMove.Packed made = new PackMove(pack, known, holders, listener, cancellation).run();
        ledger.record(where, made.blob(), made.evidence());
        return made.blob();
    }

    private void putManifest(Move.PutManifest put) {
        requireChildren(put.to(), put.manifest());
        try {
            Evidence evidence = put.to().putManifest(put.manifest(), put.tags()).evidence();
            ledger.record(put.to().location(), put.manifest().descriptor(), evidence);
        } catch (Failure failure) {
            throw failure.on(Failure.Side.TARGET);
        }
    }

    /** No manifest is written before there is evidence of everything that it needs. */
    private void requireChildren(OciTarget to, Document document) {
        for (Digest child : Links.of(document).required()) {
            if (ledger.find(to.location(), child).isEmpty()) {
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
