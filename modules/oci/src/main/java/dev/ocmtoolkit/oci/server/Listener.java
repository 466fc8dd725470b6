// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes connections, as far as there is {@link Admission}, and has each served in a virtual thread of its own. */
final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** How long to wait when the system gives no connection, because it has no more file descriptors, for instance. */
    private static final Duration BREATH = Duration.ofMillis(50);

    /** What is done with a connection; it is closed afterwards. */
    interface Service {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listening;
    private final Admission admission;
    private final Service service;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread acceptor = Thread.ofVirtual().unstarted(this::accept);

    Listener(ServerSocket listening, Admission admission, Service service) {
        this.listening = listening;
        this.admission = admission;
        this.service = service;
    }

    /** Begins to take connections. */
    void start() {
        acceptor.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                take(listening.accept());
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    LockSupport.parkNanos(BREATH.toNanos());
                }
            }
        }
    }

    private void take(Socket socket) throws IOException {
        if (!admission.enter(socket.getInetAddress())) {
            socket.close();
            return;
        }
        open.add(socket);
        threads.execute(() -> serve(socket));
    }

    private void serve(Socket socket) {
        try (socket) {
            // Without it, an answer waits up to 40 ms for the client's acknowledgement of its headers.
            socket.setTcpNoDelay(true);
            service.serve(socket);
        } catch (IOException e) {
            LOG.debug("a connection ended", e);
        } finally {
            open.remove(socket);
            admission.leave(socket.getInetAddress());
        }
    }

    /** Cuts all connections and lets what runs end. */
    @Override
    public void close() {
        try {
            closeQuietly(listening);
            acceptor.join();
            open.forEach(Listener::closeQuietly);
            threads.shutdown();
            if (!threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a connection cannot be closed", e);
        }
    }
}
