// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.io.CloseMode;

/**
 * Ends writes that are stuck: a socket's timeout covers reads only.
 *
 * <p>A server that stopped reading may have answered already. Then only our direction of the connection is shut, so that the
 * writer wakes up and finds the answer; an interim answer wakes nobody.
 */
final class WriteWatch implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(250);

    private final ScheduledThreadPoolExecutor timer;

    WriteWatch() {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("write-watch").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    Watched watch(ManagedHttpClientConnection connection, AnswerHead head, Duration limit) {
        return new Watched(timer, connection, head, limit);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One upload. Its writer tells when a write begins and ends. */
    static final class Watched implements AutoCloseable {
        private final ManagedHttpClientConnection connection;
        private final AnswerHead head;
        private final Duration limit;
        private final ScheduledFuture<?> schedule;
        private volatile long writingSince;
        private volatile boolean writing;
        private volatile boolean listening;
        private volatile boolean stalled;

        private Watched(
                ScheduledThreadPoolExecutor timer,
                ManagedHttpClientConnection connection,
                AnswerHead head,
                Duration limit) {
            this.connection = connection;
            this.head = head;
            this.limit = limit;
            long tick = Math.min(TICK.toNanos(), limit.toNanos());
            this.schedule = timer.scheduleWithFixedDelay(this::look, tick, tick, TimeUnit.NANOSECONDS);
        }

        void begin() {
            writingSince = System.nanoTime();
            writing = true;
        }

        void end() {
            writing = false;
        }

        /** Whether the server has answered; known only where nothing is encrypted. */
        boolean isAnswered() throws IOException {
            try {
                return head.look();
            } catch (HttpException e) {
                throw new IOException("what the server answers is not HTTP", e);
            }
        }

        boolean isStalled() {
            return stalled;
        }

        private synchronized void look() {
            long waited = writing ? System.nanoTime() - writingSince : 0;
            try {
                if (waited > limit.toNanos()) {
                    stalled = true;
                    connection.close(CloseMode.IMMEDIATE);
                } else if (waited > TICK.toNanos() && !listening && head.isReadable()) {
                    listening = true;
                    // A head may come slowly, and the timer has other uploads to look at.
                    Thread.ofVirtual().start(this::listen);
                }
            } catch (IOException e) {
                // The writer sees the same.
            }
        }

        private void listen() {
            try {
                if (isAnswered()) {
                    wake();
                }
            } catch (IOException e) {
                // The writer sees the same, or whoever waits for the answer.
            }
            listening = false;
        }

        private synchronized void wake() throws IOException {
            if (writing) {
                head.wakeWriter();
            }
        }

        /** Nothing happens to the connection from here on. */
        @Override
        public synchronized void close() {
            writing = false;
            schedule.cancel(false);
        }
    }
}
