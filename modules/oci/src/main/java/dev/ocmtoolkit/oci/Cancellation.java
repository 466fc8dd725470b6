// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells a run to stop, and closes what it waits for. Thread-safe. It is cancelled at most once and stays so.
 */
public final class Cancellation {
    private final Map<Object, Runnable> closers = new ConcurrentHashMap<>();
    private volatile boolean cancelled;

    /** A token that nobody cancelled yet. */
    public Cancellation() {}

    /** Cancels: everything registered is closed, and {@link #check} throws from now on. */
    public void cancel() {
        cancelled = true;
        for (Object key : List.copyOf(closers.keySet())) {
            runOnce(key);
        }
    }

    /** {@return whether it was cancelled} */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Goes on only if not cancelled.
     *
     * @throws Failure CANCELLED when it was
     */
    public void check() {
        if (cancelled) {
            throw new Failure(Failure.Kind.CANCELLED, "cancelled");
        }
    }

    /**
     * Registers what a cancellation closes, until the registration is closed. If it is cancelled already, that happens at
     * once.
     *
     * @param closer closes a socket or wakes a thread; must not throw or block
     * @return the registration
     */
    public Registration onCancel(Runnable closer) {
        Object key = new Object();
        closers.put(key, closer);
        if (cancelled) {
            runOnce(key);
        }
        return () -> closers.remove(key);
    }

    private void runOnce(Object key) {
        Runnable closer = closers.remove(key);
        if (closer != null) {
            closer.run();
        }
    }

    /** Something registered; closing it takes it off again. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
