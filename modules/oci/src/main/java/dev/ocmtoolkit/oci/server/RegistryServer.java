// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.Text;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves a registry over HTTP or HTTPS on one address, as the OCI distribution specification 1.1 says.
 *
 * <p>A server that may write holds the registry's write scope while it runs, so an archive is locked for others; each change is
 * committed before it is answered. Manifests up to {@link dev.ocmtoolkit.oci.Document#LIMIT} are taken; blobs are streamed. At
 * most 1,000 uploads are open, and each is forgotten after 10 minutes without a request. There is no authentication: it is for
 * a trusted network, or the local host.
 *
 * <p>At most 512 connections are open (the system property {@code jdk.httpserver.maxConnections} sets another number); others
 * are closed at once. At most 16 manifests are taken at a time. A client that sends or takes nothing for
 * {@link ServerOptions#idle} in the middle of a request is cut, as is one whose TLS handshake and head take longer than that;
 * how long a body takes that goes on coming is not limited.
 */
public final class RegistryServer implements AutoCloseable {
    /** The most connections at a time. */
    static final int CONNECTIONS = 512;

    private static final int UPLOADS = 1_000;
    private static final Duration UPLOAD_PATIENCE = Duration.ofMinutes(10);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(15);

    static {
        // Without it, an answer waits up to 40 ms for the client's acknowledgement of its headers.
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        setUnlessSet("jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS));
    }

    private final HttpServer http;
    private final ExecutorService threads;
    private final Thread rounds;
    private final UploadSessions sessions;
    private final Optional<Writes> writes;

    private RegistryServer(
            HttpServer http, ExecutorService threads, Thread rounds, UploadSessions sessions, Optional<Writes> writes) {
        this.http = http;
        this.threads = threads;
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
        HttpServer http = bind(address, options);
        Optional<Writes> writes;
        try {
            writes = options.writable() ? Optional.of(new Writes(served)) : Optional.empty();
        } catch (Failure e) {
            http.stop(0);
            throw e;
        }
        UploadSessions sessions = new UploadSessions(UPLOADS, UPLOAD_PATIENCE, System::nanoTime);
        Watchdog watchdog = new Watchdog(options.idle());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        http.setExecutor(task -> threads.execute(watchdog.guard(task)));
        http.createContext("/v2", new RegistryHandler(served, writes, sessions, watchdog, options.listener()));
        Thread rounds = Thread.ofVirtual().start(() -> makeRounds(watchdog, sessions, round(options.idle())));
        http.start();
        return new RegistryServer(http, threads, rounds, sessions, writes);
    }

    /** {@return the address on which it listens, with the actual port} */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    /** Cuts all connections, lets running requests end, and gives the registry's write scope back. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        rounds.interrupt();
        sessions.close();
        writes.ifPresent(Writes::close);
    }

    /** Sets what the JDK's server reads once, when the first one is made. */
    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static HttpServer bind(InetSocketAddress address, ServerOptions options) {
        try {
            if (options.tls().isEmpty()) {
                return HttpServer.create(address, 0);
            }
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(options.tls().get()));
            return https;
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
