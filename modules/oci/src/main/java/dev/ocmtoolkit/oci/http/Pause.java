// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time, and waiting for it to pass; replaced in tests, which do not wait. */
public interface Pause {
    /** The time of the machine. */
    Pause REAL = new Pause() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration duration, Cancellation cancellation) {
            CountDownLatch cancelled = new CountDownLatch(1);
            try (var _ = cancellation.onCancel(cancelled::countDown)) {
                if (cancelled.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                    cancellation.check();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure(Failure.Kind.CANCELLED, "cancelled");
            }
        }
    };

    /** {@return what time it is} */
    Instant now();

    /**
     * Waits.
     *
     * @param duration how long
     * @param cancellation ends it at once
     * @throws Failure CANCELLED when it was ended
     */
    void sleep(Duration duration, Cancellation cancellation);
}
