// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
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
    private final Map<UnitKey, CompletableFuture<Void>> added = new LinkedHashMap<>();

    Schedule(ExecutorService leaders, ExecutorService lanes, RunListener listener, Cancellation cancellation) {
        this.leaders = leaders;
        this.cancellation = cancellation;
        this.listener = listener;
        this.ledger = new Ledger(listener);
        this.unitRun = new UnitRun(lanes, ledger, listener, cancellation);
    }

    /** Adds a unit, which begins once those before it are done; a unit with the key of an earlier one is that unit. */
    void add(Unit unit) {
        CompletableFuture<Void> end = end(unit.key());
        if (added.putIfAbsent(unit.key(), end) != null) {
            return;
        }
        CompletableFuture<?>[] before = unit.after().stream().map(this::end).toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> ready = CompletableFuture.allOf(before);
        boolean counted = ready.isDone();
        if (counted) {
            room.acquireUninterruptibly();
        }
        CompletableFuture<Void> run = ready.thenRunAsync(() -> unitRun.run(unit), leaders);
        run.whenComplete((nothing, thrown) -> {
            if (counted) {
                room.release();
            }
            finish(unit.key(), end, thrown);
        });
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

    /** Waits until every unit has ended; one that waits for a unit that was never added fails. */
    void awaitAll() {
        for (Map.Entry<UnitKey, CompletableFuture<Void>> entry : ends.entrySet()) {
            if (!added.containsKey(entry.getKey())) {
                entry.getValue()
                        .completeExceptionally(new Failure(
                                cancellation.isCancelled() ? Failure.Kind.CANCELLED : Failure.Kind.NOT_FOUND,
                                "%s was not transferred".formatted(entry.getKey())));
            }
        }
        added.values().forEach(end -> end.handle((nothing, thrown) -> null).join());
    }

    Map<UnitKey, Failure> failures() {
        Map<UnitKey, Failure> failures = new LinkedHashMap<>();
        added.forEach((key, end) -> {
            if (end.isCompletedExceptionally()) {
                failures.put(key, asFailure(end.exceptionNow()));
            }
        });
        return failures;
    }

    CopyReport report(Map<UnitKey, Failure> failures) {
        return new CopyReport(added.size() - failures.size(), ledger.size(), unitRun.bytesSent(), failures);
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
