// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers the probes of the kubelet: {@code /healthz} while the process lives, {@code /readyz} once it works or stands by. Ended by {@link
 * #close}.
 */
final class Probes implements AutoCloseable {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ready;

    /**
     * Starts.
     *
     * @param address such as {@code :8081} or {@code 127.0.0.1:8081}
     * @throws Failure INVALID when it is no address, CONFLICT when it cannot be listened on
     */
    Probes(String address) {
        InetSocketAddress where = socket(address);
        try {
            server = HttpServer.create(where, 0);
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.CONFLICT,
                    Failure.Side.NONE,
                    "cannot listen on %s for probes".formatted(address),
                    "set --health-probe-bind-address to another one, or to 0",
                    e);
        }
        server.createContext("/healthz", exchange -> answer(exchange, true));
        server.createContext("/readyz", exchange -> answer(exchange, ready));
        server.setExecutor(threads);
        server.start();
    }

    private static InetSocketAddress socket(String address) {
        int colon = address.lastIndexOf(':');
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            String host = colon <= 0 ? "" : address.substring(0, colon);
            return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        } catch (IllegalArgumentException e) {
            throw new Failure(Failure.Kind.INVALID, "%s is no address to listen on".formatted(address));
        }
    }

    void ready() {
        ready = true;
    }

    /** The port that is listened on. */
    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, boolean well) throws IOException {
        try (exchange) {
            byte[] text = (well ? "ok" : "not ready").getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(well ? OK : UNAVAILABLE, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
