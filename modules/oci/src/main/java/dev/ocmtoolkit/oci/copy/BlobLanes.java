// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.OciTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Has blobs of one run copied, put and packed in the lanes: each at most once to a place, and at most once at a time to an origin. */
final class BlobLanes {
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

    BlobLanes(ExecutorService lanes, Ledger ledger, RunListener listener, Cancellation cancellation) {
        this.lanes = lanes;
        this.ledger = ledger;
        this.cancellation = cancellation;
        this.listener = counting(listener);
        this.blobMove = new BlobMove(this.listener, cancellation);
    }

    long bytesSent() {
        return bytes.sum();
    }

    CompletableFuture<Void> copy(UnitKey unit, Move.CopyBlob move) {
        return single(unit, move.to(), move.blob(), () -> copy(move));
    }

    CompletableFuture<Void> put(UnitKey unit, Move.PutBlob move) {
        return single(unit, move.to(), move.blob(), () -> blobMove.put(move));
    }

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
    CompletableFuture<Void> pack(UnitKey unit, Move.Pack pack, Map<String, Descriptor> packed) {
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
