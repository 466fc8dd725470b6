// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.io.CloseMode;

/**
 * Ends writes that are stuck: a socket's timeout covers reads only.
 *
 * <p>A server that stopped reading may have answered already. Then only our direction of the connection is shut, so that the
 * writer wakes up and finds the answer.
 */
final class WriteWatch implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(250);

    private final ScheduledThreadPoolExecutor timer;

    WriteWatch() {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("write-watch").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    Watched watch(ManagedHttpClientConnection connection, Duration limit) {
        return new Watched(timer, connection, limit);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One upload. Its writer tells when a write begins and ends. */
    static final class Watched implements AutoCloseable {
        private final ManagedHttpClientConnection connection;
        private final Socket socket;
        private final boolean encrypted;
        private final Duration limit;
        private final ScheduledFuture<?> schedule;
        private volatile long writingSince;
        private volatile boolean writing;
        private volatile boolean stalled;

        private Watched(ScheduledThreadPoolExecutor timer, ManagedHttpClientConnection connection, Duration limit) {
            this.connection = connection;
            this.socket = connection.getSocket();
            this.encrypted = connection.getSSLSession() != null;
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

        /** Whether the server has said something; known only where nothing is encrypted. */
        boolean isAnswered() throws IOException {
            return !encrypted && socket.getInputStream().available() > 0;
        }

        boolean isStalled() {
            return stalled;
        }

        private void look() {
            long waited = writing ? System.nanoTime() - writingSince : 0;
            try {
                if (waited > limit.toNanos()) {
                    stalled = true;
                    connection.close(CloseMode.IMMEDIATE);
                } else if (waited > TICK.toNanos() && isAnswered()) {
                    socket.shutdownOutput();
                }
            } catch (IOException e) {
                // The writer sees the same.
            }
        }

        @Override
        public void close() {
            schedule.cancel(false);
        }
    }
}
