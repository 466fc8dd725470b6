// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.OciTarget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

/** Leads the units of one run: sends their blobs into the lanes and writes their manifests. */
final class UnitRun {
    private final BlobLanes lanes;
    private final Ledger ledger;
    private final Cancellation cancellation;
    private final Claims claims = new Claims();
    private final Queue<Gap> lacks = new ConcurrentLinkedQueue<>();

    UnitRun(ExecutorService lanes, Ledger ledger, RunListener listener, Cancellation cancellation) {
        this.lanes = new BlobLanes(lanes, ledger, listener, cancellation);
        this.ledger = ledger;
        this.cancellation = cancellation;
    }

    long bytesSent() {
        return lanes.bytesSent();
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
                        underWay.add(lanes.copy(unit.key(), copy));
                        beliefs.add(copy);
                    }
                    case Move.PutBlob put -> {
                        underWay.add(lanes.put(unit.key(), put));
                        beliefs.add(put);
                    }
                    case Move.Pack pack -> underWay.add(lanes.pack(unit.key(), pack, packed));
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
}
