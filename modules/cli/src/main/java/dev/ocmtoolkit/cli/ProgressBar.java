// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.ByteCount;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Shows on stderr how many bytes went, how fast, and how long the rest will take: on a terminal as a line that changes, elsewhere as a
 * line every few seconds, and only once something lasts.
 */
final class ProgressBar implements AutoCloseable {
    private static final Duration TERMINAL_TICK = Duration.ofMillis(200);
    private static final Duration LINE_TICK = Duration.ofSeconds(5);
    private static final String ERASE = "\r\u001b[K";

    private final Session session;
    private final boolean terminal;
    private final LongAdder expected = new LongAdder();
    private final LongAdder done = new LongAdder();
    private @Nullable Thread ticker;
    private boolean shown;

    ProgressBar(Session session) {
        this.session = session;
        this.terminal = Boolean.getBoolean("ocm.terminal");
    }

    /** More is to be expected. */
    void expect(long bytes) {
        expected.add(bytes);
        start();
    }

    /** Something went; negative when it is begun anew. */
    void add(long bytes) {
        done.add(bytes);
    }

    private synchronized void start() {
        if (ticker == null) {
            long begun = System.nanoTime();
            Thread thread = new Thread(() -> tick(begun), "progress");
            thread.setDaemon(true);
            thread.start();
            ticker = thread;
        }
    }

    private void tick(long begun) {
        try {
            Thread.sleep(terminal ? Duration.ofSeconds(1) : LINE_TICK);
            while (true) {
                show(Duration.ofNanos(System.nanoTime() - begun));
                Thread.sleep(terminal ? TERMINAL_TICK : LINE_TICK);
            }
        } catch (InterruptedException e) {
            // The command has ended.
        }
    }

    private synchronized void show(Duration elapsed) {
        String line = line(done.sum(), expected.sum(), elapsed);
        session.err().print(terminal ? ERASE + line : line + System.lineSeparator());
        session.err().flush();
        shown = true;
    }

    /** What is shown: bytes, rate and time left. */
    static String line(long done, long expected, Duration elapsed) {
        double seconds = Math.max(elapsed.toMillis() / 1000.0, 0.001);
        double rate = done / seconds;
        long left = Math.max(0, expected - done);
        String rest = rate < 1 ? "" : ", %d s left".formatted(Math.round(left / rate));
        return "%s of %s, %s/s%s"
                .formatted(ByteCount.text(done), ByteCount.text(expected), ByteCount.text((long) rate), rest);
    }

    @Override
    public synchronized void close() {
        if (ticker != null) {
            ticker.interrupt();
        }
        if (terminal && shown) {
            session.err().print(ERASE);
            session.err().flush();
        }
    }
}
