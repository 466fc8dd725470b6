// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.Sentence;
import dev.ocmtoolkit.controller.core.Turn.Occasion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The turns of one object, one after the other, in a virtual thread: when it is woken, and when its time has come. */
final class ObjectLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectLoop.class);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Turns turns;
    private boolean woken;
    private boolean stopped;
    private long due;
    private boolean hasDue = true;
    private volatile @Nullable Thread thread;

    /** What a turn is. */
    interface Turns {
        /**
         * Makes one turn.
         *
         * @param occasion why
         * @return when the next is due, if ever
         */
        Optional<Duration> next(Occasion occasion);
    }

    /**
     * A loop.
     *
     * @param turns what a turn is
     * @param first when the first one is due
     */
    ObjectLoop(Turns turns, Duration first) {
        this.turns = turns;
        this.due = System.nanoTime() + first.toNanos();
    }

    void start(String name, Occasion first) {
        thread = Thread.ofVirtual().name(name).start(() -> run(first));
    }

    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of the turn that is under way when it was stopped. */
    void await(Duration patience) throws InterruptedException {
        Thread running = thread;
        if (running != null && !running.join(patience)) {
            running.interrupt();
        }
    }

    private void run(Occasion first) {
        Occasion occasion = first;
        while (awaitTurn()) {
            Optional<Duration> next = turn(occasion);
            occasion = Occasion.USUAL;
            lock.lock();
            try {
                hasDue = next.isPresent();
                due = System.nanoTime() + next.map(Duration::toNanos).orElse(0L);
            } finally {
                lock.unlock();
            }
        }
    }

    /** A turn tells of its object's faults itself; what is left is about this program, and the object shall go on. */
    private Optional<Duration> turn(Occasion occasion) {
        try {
            return turns.next(occasion);
        } catch (RuntimeException | Error fault) {
            LOG.error("{}: {}", Thread.currentThread().getName(), Sentence.ofUnforeseen(fault));
            LOG.debug("{}", Thread.currentThread().getName(), fault);
            return Optional.of(AFTER_FAULT);
        }
    }

    private boolean awaitTurn() {
        lock.lock();
        try {
            while (!woken && !stopped) {
                long left = due - System.nanoTime();
                if (hasDue && left <= 0) {
                    break;
                }
                if (hasDue) {
                    boolean early = changed.await(left, TimeUnit.NANOSECONDS);
                    if (!early) {
                        break;
                    }
                } else {
                    changed.await();
                }
            }
            woken = false;
            return !stopped;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }
}
