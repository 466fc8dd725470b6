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
 * Cuts clients that do nothing in the middle of a request, or do not come to the end of its head. A thread that waits for one is interrupted, which closes the
 * connection it waits on; it is interrupted there and nowhere else, so never while it writes to a disk.
 */
final class Watchdog {
    private static final ScopedValue<Wait> HEAD = ScopedValue.newInstance();

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

    /** A task of the server, which waits for a client's handshake and head until {@link #headIsRead} is called in it. */
    Runnable guard(Runnable task) {
        return () -> {
            Wait wait = begin();
            try {
                ScopedValue.where(HEAD, wait).run(task);
            } finally {
                end(wait);
            }
        };
    }

    void headIsRead() {
        end(HEAD.get());
    }

    InputStream guard(InputStream in) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                Wait wait = begin();
                int n;
                try {
                    n = in.read(buffer, from, length);
                } finally {
                    end(wait);
                }
                wait.check();
                return n;
            }
        };
    }

    OutputStream guard(OutputStream out) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int from, int length) throws IOException {
                Wait wait = begin();
                try {
                    out.write(buffer, from, length);
                } finally {
                    end(wait);
                }
                wait.check();
            }

            @Override
            public void close() throws IOException {
                Wait wait = begin();
                try {
                    out.close();
                } finally {
                    end(wait);
                }
                wait.check();
            }
        };
    }

    private Wait begin() {
        Wait wait = new Wait();
        waits.add(wait);
        return wait;
    }

    private void end(Wait wait) {
        waits.remove(wait);
        wait.end();
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
