// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A relay in front of a server. In one direction it lets a number of bytes pass and then none: who sends or waits stands still in the
 * middle of it, until {@link #letPass}.
 */
final class StallingRelay implements AutoCloseable {
    /** The direction that stalls. */
    enum Direction {
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
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /**
     * A relay on an address of its own.
     *
     * @param server where to
     * @param direction what stalls
     * @param limit after how many bytes, those of all connections together
     */
    StallingRelay(InetSocketAddress server, Direction direction, long limit) throws IOException {
        this.server = server;
        this.direction = direction;
        this.left = new AtomicLong(limit);
        Thread.ofVirtual().start(this::accept);
    }

    /** Host and port to connect to. */
    String address() {
        return listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort();
    }

    /** Waits until somebody stands still. */
    void awaitStall() throws InterruptedException {
        if (!stalled.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing came to a standstill");
        }
    }

    /** From now on everything passes. */
    void letPass() {
        open.countDown();
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
                if (stalls && left.addAndGet(-n) < 0) {
                    stalled.countDown();
                    open.await();
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One side is gone; the other one goes with it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
