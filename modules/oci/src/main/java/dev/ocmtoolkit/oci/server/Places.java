// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Places for requests that need much memory: so many at a time, while the others wait for their turn, but not for ever. */
final class Places {
    private final Semaphore free;
    private final Duration patience;

    Places(int number, Duration patience) {
        this.free = new Semaphore(number, true);
        this.patience = patience;
    }

    /**
     * Takes one, which has to be left again.
     *
     * @throws Refusal TOOMANYREQUESTS when none was left in time
     */
    void take() {
        if (!isTaken()) {
            throw new Refusal(ErrorCode.TOOMANYREQUESTS, "too many such requests are running: try again later");
        }
    }

    void leave() {
        free.release();
    }

    private boolean isTaken() {
        try {
            return free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
