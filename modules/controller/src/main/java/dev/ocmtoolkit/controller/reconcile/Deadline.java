// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Failure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** How long a turn may read the network, at most. */
final class Deadline {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Deadline() {}

    /** Does something that has to end in time. */
    static <T> T keep(Function<Cancellation, T> action) {
        Cancellation cancellation = new Cancellation();
        CompletableFuture<Void> late = CompletableFuture.runAsync(
                cancellation::cancel, CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        try {
            return action.apply(cancellation);
        } catch (Failure failure) {
            if (failure.kind() == Failure.Kind.CANCELLED && cancellation.isCancelled()) {
                throw new Failure(
                        Failure.Kind.UNREACHABLE,
                        failure.side(),
                        "no answer within %d s".formatted(LIMIT.toSeconds()),
                        null,
                        failure);
            }
            throw failure;
        } finally {
            late.cancel(false);
        }
    }
}
