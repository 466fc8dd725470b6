// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.Text;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Serves a registry over HTTP or HTTPS on one address, as the OCI distribution specification 1.1 says.
 *
 * <p>A server that may write holds the registry's write scope while it runs, so an archive is locked for others; each change is
 * committed before it is answered. Manifests up to {@link dev.ocmtoolkit.oci.Document#LIMIT} are taken; blobs are streamed. At
 * most 1,000 uploads are open, and each is forgotten after 10 minutes without a request. There is no authentication: it is for
 * a trusted network, or the local host.
 *
 * <p>At most 512 connections are open, and at most 256 of them from one address; others are closed at once. At most 16
 * manifests are taken at a time. A client that sends or takes nothing for {@link ServerOptions#idle} is cut, as is one whose TLS
 * handshake, or the wait for its next request and the head of that, takes longer; how long a body takes that goes on coming is
 * not limited. Who speaks TLS to a server that serves plain HTTP is told so at once.
 */
public final class RegistryServer implements AutoCloseable {
    /** The most connections at a time. */
    static final int CONNECTIONS = 512;

    /** The most connections at a time from one address. */
    static final int CONNECTIONS_PER_ADDRESS = 256;

    private static final int UPLOADS = 1_000;
    private static final Duration UPLOAD_PATIENCE = Duration.ofMinutes(10);
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(15);

    private final Listener listener;
    private final Thread rounds;
    private final UploadSessions sessions;
    private final Optional<Writes> writes;

    private RegistryServer(Listener listener, Thread rounds, UploadSessions sessions, Optional<Writes> writes) {
        this.listener = listener;
        this.rounds = rounds;
        this.sessions = sessions;
        this.writes = writes;
    }

    /**
     * Starts to serve.
     *
     * @param registry what, {@linkplain OciRegistry#perRepository with what each repository has}; not closed by the server
     * @param address where to listen, and nowhere else; port 0 asks the system for one
     * @param options how
     * @return the running server
     * @throws Failure UNREACHABLE when the address cannot be taken; what {@link OciRegistry#begin} throws
     */
    public static RegistryServer start(OciRegistry registry, InetSocketAddress address, ServerOptions options) {
        OciRegistry served = registry.perRepository();
        ServerSocket socket = bind(address);
        Optional<Writes> writes;
        try {
            writes = options.writable() ? Optional.of(new Writes(served)) : Optional.empty();
        } catch (Failure e) {
            release(socket);
            throw e;
        }
        UploadSessions sessions = new UploadSessions(UPLOADS, UPLOAD_PATIENCE, System::nanoTime);
        Watchdog watchdog = new Watchdog(options.idle());
        RegistryHandler handler = new RegistryHandler(served, writes, sessions);
        Admission admission = new Admission(CONNECTIONS, CONNECTIONS_PER_ADDRESS);
        Listener listener = new Listener(socket, admission, connection -> {
            Socket spoken = options.tls().isPresent()
                    ? secured(connection, options.tls().get(), watchdog)
                    : connection;
            new Conversation(spoken, watchdog, handler, options.listener()).run();
        });
        Thread rounds = Thread.ofVirtual().start(() -> makeRounds(watchdog, sessions, round(options.idle())));
        listener.start();
        return new RegistryServer(listener, rounds, sessions, writes);
    }

    /** {@return the address on which it listens, with the actual port} */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** Cuts all connections, lets running requests end, and gives the registry's write scope back. */
    @Override
    public void close() {
        listener.close();
        rounds.interrupt();
        sessions.close();
        writes.ifPresent(Writes::close);
    }

    private static Socket secured(Socket connection, SSLContext context, Watchdog watchdog) throws IOException {
        String client = connection.getInetAddress().getHostAddress();
        SSLSocket tls =
                (SSLSocket) context.getSocketFactory().createSocket(connection, client, connection.getPort(), true);
        tls.setUseClientMode(false);
        return watchdog.limit(() -> {
            tls.startHandshake();
            return tls;
        });
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody was let in, and the process gives it back.
        }
    }

    private static ServerSocket bind(InetSocketAddress address) {
        try {
            return new ServerSocket(address.getPort(), CONNECTIONS, address.getAddress());
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.UNREACHABLE,
                    Failure.Side.NONE,
                    "cannot listen on %s:%d: %s"
                            .formatted(
                                    address.getHostString(),
                                    address.getPort(),
                                    Text.printable(String.valueOf(e.getMessage()))),
                    "choose another address or port",
                    e);
        }
    }

    private static Duration round(Duration idle) {
        Duration quarter = idle.dividedBy(4);
        return quarter.compareTo(LONGEST_ROUND) < 0 ? quarter : LONGEST_ROUND;
    }

    private static void makeRounds(Watchdog watchdog, UploadSessions sessions, Duration every) {
        try {
            while (true) {
                Thread.sleep(every);
                watchdog.look();
                sessions.expire();
            }
        } catch (InterruptedException e) {
            // The server was closed.
        }
    }
}
