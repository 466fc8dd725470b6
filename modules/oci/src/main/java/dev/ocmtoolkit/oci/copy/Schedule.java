// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The units of one run: which wait for which, and how each ended. Used by the thread that plans. */
final class Schedule {
    /** How many units may be under way or about to be, before planning pauses. */
    private static final int AHEAD = 32;

    private final ExecutorService leaders;
    private final Cancellation cancellation;
    private final RunListener listener;
    private final Ledger ledger;
    private final UnitRun unitRun;
    private final Semaphore room = new Semaphore(AHEAD);
    private final Map<UnitKey, CompletableFuture<Void>> ends = new LinkedHashMap<>();
    private final SequencedMap<UnitKey, Added> added = new LinkedHashMap<>();

    /** A unit that was added: what it waits for, and its run, which ends after everybody was told of it. */
    private record Added(Set<UnitKey> after, CompletableFuture<Void> run) {}

    Schedule(ExecutorService leaders, ExecutorService lanes, RunListener listener, Cancellation cancellation) {
        this.leaders = leaders;
        this.cancellation = cancellation;
        this.listener = listener;
        this.ledger = new Ledger(listener);
        this.unitRun = new UnitRun(lanes, ledger, listener, cancellation);
    }

    /** Adds a unit, which begins once those before it are done; a unit with the key of an earlier one is that unit. */
    void add(Unit unit) {
        if (added.containsKey(unit.key())) {
            return;
        }
        CompletableFuture<Void> end = end(unit.key());
        CompletableFuture<?>[] before = unit.after().stream().map(this::end).toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> ready = CompletableFuture.allOf(before);
        boolean counted = ready.isDone();
        if (counted) {
            room.acquireUninterruptibly();
        }
        CompletableFuture<Void> run = ready.thenRunAsync(() -> unitRun.run(unit), leaders)
                .whenComplete((nothing, thrown) -> {
                    if (counted) {
                        room.release();
                    }
                    finish(unit.key(), end, thrown);
                });
        added.put(unit.key(), new Added(unit.after(), run));
    }

    private void finish(UnitKey key, CompletableFuture<Void> end, @Nullable Throwable thrown) {
        if (thrown == null) {
            listener.done(key);
            end.complete(null);
            return;
        }
        Failure failure = asFailure(thrown);
        listener.failed(key, failure);
        end.completeExceptionally(failure);
    }

    /** Waits until every unit has ended; one that waits for a unit that was never added, or for itself, fails. */
    void awaitAll() {
        ends.forEach((key, end) -> {
            if (!added.containsKey(key)) {
                end.completeExceptionally(new Failure(
                        cancellation.isCancelled() ? Failure.Kind.CANCELLED : Failure.Kind.NOT_FOUND,
                        "%s was not transferred".formatted(key)));
            }
        });
        for (UnitKey key : inCircles()) {
            end(key).completeExceptionally(
                            new Failure(Failure.Kind.INVALID, "%s waits for itself to be transferred".formatted(key)));
        }
        added.values()
                .forEach(unit -> unit.run().handle((nothing, thrown) -> null).join());
    }

    /** The units that can never begin. Most were added before those that they wait for. */
    private Set<UnitKey> inCircles() {
        Map<UnitKey, Added> left = new LinkedHashMap<>(added.reversed());
        boolean fewer;
        do {
            fewer = left.values().removeIf(unit -> Collections.disjoint(unit.after(), left.keySet()));
        } while (fewer);
        return left.keySet();
    }

    Map<UnitKey, Failure> failures() {
        Map<UnitKey, Failure> failures = new LinkedHashMap<>();
        added.keySet().forEach(key -> {
            CompletableFuture<Void> end = end(key);
            if (end.isCompletedExceptionally()) {
                failures.put(key, asFailure(end.exceptionNow()));
            }
        });
        return failures;
    }

    Map<UnitKey, List<Claim>> claims(Map<UnitKey, Failure> failures) {
        return unitRun.claims(failures.keySet());
    }

    int size() {
        return added.size();
    }

    long bytesSent() {
        return unitRun.bytesSent();
    }

    CopyReport report(Map<UnitKey, Failure> failures, List<Gap> unproven, long bytesSent) {
        List<Gap> gaps = new ArrayList<>(unitRun.lacks());
        Set<Descriptor> lacking = gaps.stream().map(Gap::object).collect(Collectors.toSet());
        unproven.stream().filter(gap -> !lacking.contains(gap.object())).forEach(gaps::add);
        return new CopyReport(added.size() - failures.size(), ledger.size(), bytesSent, failures, gaps);
    }

    private CompletableFuture<Void> end(UnitKey key) {
        return ends.computeIfAbsent(key, k -> new CompletableFuture<>());
    }

    private static Failure asFailure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof Failure failure) {
            return failure;
        }
        return new Failure(
                Failure.Kind.INVALID,
                Failure.Side.NONE,
                "unexpected %s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage()),
                "this is a fault of the program, please report it",
                cause);
    }
}
