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
import java.util.function.Supplier;

/** Answers with short texts over plain HTTP. Ended by {@link #close}. */
final class TextServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * What is answered.
     *
     * @param status of HTTP
     * @param type the media type
     * @param text the body
     */
    record Answer(int status, String type, String text) {}

    /**
     * Listens; {@link #start} has it answer.
     *
     * @param address such as {@code :8081} or {@code 127.0.0.1:8081}
     * @param purpose what for
     * @param flag where the address comes from
     * @throws Failure INVALID when it is no address, CONFLICT when it cannot be listened on
     */
    TextServer(String address, String purpose, String flag) {
        InetSocketAddress where = socket(address);
        try {
            server = HttpServer.create(where, 0);
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.CONFLICT,
                    Failure.Side.NONE,
                    "cannot listen on %s for %s".formatted(address, purpose),
                    "set %s to another one, or to 0".formatted(flag),
                    e);
        }
        server.setExecutor(threads);
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

    /** What is answered to a path. */
    void on(String path, Supplier<Answer> answer) {
        server.createContext(path, exchange -> answer(exchange, answer.get()));
    }

    void start() {
        server.start();
    }

    /** The port that is listened on. */
    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), text.length);
            exchange.getResponseBody().write(text);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
