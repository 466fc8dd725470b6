// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A relay in front of a server. In one direction it lets a number of bytes pass and then none: who sends or waits stands still in the
 * middle of it, until {@link #letPass}.
 */
public final class StallingRelay implements AutoCloseable {
    /** The direction that stalls. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final long PATIENCE_SECONDS = 60;

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress server;
    private final Direction direction;
    private final AtomicLong left;
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger standing = new AtomicInteger();
    private volatile boolean thrownAway;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /**
     * A relay on an address of its own.
     *
     * @param server where to
     * @param direction what stalls
     * @param limit after how many bytes, those of all connections together
     */
    public StallingRelay(InetSocketAddress server, Direction direction, long limit) throws IOException {
        this.server = server;
        this.direction = direction;
        this.left = new AtomicLong(limit);
        Thread.ofVirtual().start(this::accept);
    }

    /** Host and port to connect to. */
    public String address() {
        return listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort();
    }

    /** Waits until somebody stands still. */
    public void awaitStall() throws InterruptedException {
        if (!stalled.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing came to a standstill");
        }
    }

    /** From now on everything passes. */
    public void letPass() {
        open.countDown();
    }

    /**
     * Waits until all who stood still have hung up. What they sent meanwhile is thrown away, so it is over for who has not. Others pass.
     *
     * @param patience how long that may take
     */
    public void awaitHangUp(Duration patience) throws InterruptedException {
        thrownAway = true;
        letPass();
        long end = System.nanoTime() + patience.toNanos();
        while (standing.get() > 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError(standing + " connections are still there");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket upstream = new Socket(server.getAddress(), server.getPort());
                sockets.add(client);
                sockets.add(upstream);
                Thread.ofVirtual().start(() -> pump(client, upstream, direction == Direction.TO_SERVER));
                Thread.ofVirtual().start(() -> pump(upstream, client, direction == Direction.TO_CLIENT));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void pump(Socket from, Socket to, boolean stalls) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (stalls && left.addAndGet(-n) < 0 && open.getCount() > 0) {
                    standStill(in);
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One side is gone; the other one goes with it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void standStill(InputStream in) throws IOException, InterruptedException {
        standing.incrementAndGet();
        stalled.countDown();
        try {
            open.await();
            if (thrownAway) {
                in.transferTo(OutputStream.nullOutputStream());
                throw new EOFException("hung up");
            }
        } finally {
            standing.decrementAndGet();
        }
    }

    @Override
    public void close() {
        letPass();
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
