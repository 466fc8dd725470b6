// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cuts clients that do nothing. A virtual thread that waits for one is interrupted, which closes the connection it waits on; it is
 * interrupted there and nowhere else, so never while it writes to a disk.
 */
final class Watchdog {
    private final long patience;
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

    Watchdog(Duration patience) {
        this.patience = patience.toNanos();
    }

    /** Looks once; to be called now and then. */
    void look() {
        long now = System.nanoTime();
        for (Wait wait : waits) {
            if (now - wait.since > patience) {
                wait.cut();
            }
        }
    }

    /**
     * Something that waits for a client.
     *
     * @param <T> what comes of it
     * @param <E> what it throws besides
     */
    interface Act<T, E extends Exception> {
        T run() throws IOException, E;
    }

    /** Waits for a client, who is cut if the whole act takes too long, in however many steps. */
    <T, E extends Exception> T limit(Act<T, E> act) throws IOException, E {
        Wait wait = new Wait();
        waits.add(wait);
        T result;
        try {
            result = act.run();
        } finally {
            waits.remove(wait);
            wait.end();
        }
        wait.check();
        return result;
    }

    /** A stream each of whose steps is limited. */
    InputStream guard(InputStream in) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return limit(in::read);
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                return limit(() -> in.read(buffer, from, length));
            }
        };
    }

    /** A stream each of whose steps is limited. */
    OutputStream guard(OutputStream out) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int from, int length) throws IOException {
                limit(() -> {
                    out.write(buffer, from, length);
                    return length;
                });
            }
        };
    }

    private static final class Wait {
        private final Thread thread = Thread.currentThread();
        private final long since = System.nanoTime();
        private boolean over;
        private boolean cut;

        synchronized void cut() {
            if (!over && !cut) {
                cut = true;
                thread.interrupt();
            }
        }

        synchronized void end() {
            over = true;
            if (cut) {
                Thread.interrupted();
            }
        }

        synchronized void check() throws IOException {
            if (cut) {
                throw new InterruptedIOException("the client did nothing for too long");
            }
        }
    }
}
