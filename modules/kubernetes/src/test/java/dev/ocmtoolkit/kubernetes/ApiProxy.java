// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Stands between a controller and the API server and does what that cannot be made to do. Speaks plain HTTP to the controller, one request
 * per connection, and lets a connection that becomes a WebSocket be one.
 */
final class ApiProxy implements AutoCloseable {
    private static final int LIMIT = 64 * 1024;

    private final ServerSocket listening;
    private final int apiServer;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private volatile Rule rule = Rule.PASS;

    /** What happens to a request; called in a thread of its own, so that it may wait. */
    interface Rule {
        Rule PASS = request -> Optional.empty();

        /** The answer in place of that of the API server; empty: its own. */
        Optional<Answer> answer(Request request);
    }

    /**
     * What is asked.
     *
     * @param method the method
     * @param target path and query
     */
    record Request(String method, String target) {
        boolean isWatch() {
            return target.contains("watch=true");
        }

        /** Whether it changes the status of an object of the namespace {@code default}. */
        boolean isStatusOf(String plural, String name) {
            return method.equals("PATCH")
                    && target.contains("/namespaces/default/%s/%s/status".formatted(plural, name));
        }

        boolean isEvent() {
            return method.equals("POST") && target.contains("/events");
        }
    }

    /**
     * An answer that is not the API server's.
     *
     * @param code of HTTP
     * @param header a line, or nothing
     * @param body JSON
     */
    record Answer(int code, String header, String body) {
        /** In the form in which the API server refuses. */
        static Answer refusal(int code, String reason) {
            return new Answer(
                    code,
                    code == 429 ? "Retry-After: 1\r\n" : "",
                    "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"%1$s\",\"reason\":\"%1$s\",\"code\":%2$d}"
                            .formatted(reason, code));
        }

        /** What a watch gets that asks for changes since a version which is forgotten. */
        static Answer gone() {
            return new Answer(
                    200,
                    "",
                    "{\"type\":\"ERROR\",\"object\":" + refusal(410, "Expired").body() + "}\n");
        }

        private String text() {
            return "HTTP/1.1 %d Answer\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s"
                    .formatted(code, body.length(), header, body);
        }
    }

    private record Exchange(Request request, List<Socket> sockets) {
        void end() {
            for (Socket socket : sockets) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    ApiProxy(ApiServer server) {
        this.apiServer = server.port();
        try {
            listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** From now on this is what happens to requests. */
    void does(Rule next) {
        rule = next;
    }

    /** Ends all watches, without a word. */
    void cutWatches() {
        exchanges.stream().filter(exchange -> exchange.request().isWatch()).forEach(Exchange::end);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // That is how it ends.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String[] words = head.split(" ", 3);
            Request request = new Request(words[0], words[1]);
            Optional<Answer> answer = rule.answer(request);
            if (answer.isPresent()) {
                client.getOutputStream().write(answer.get().text().getBytes(ISO_8859_1));
                client.shutdownOutput();
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } else {
                pass(client, request, head);
            }
        } catch (IOException e) {
            // One of the sides has hung up; the other one sees that.
        }
    }

    private void pass(Socket client, Request request, String head) throws IOException {
        try (Socket server =
                Trust.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), apiServer)) {
            Exchange exchange = new Exchange(request, List.of(client, server));
            exchanges.add(exchange);
            try {
                server.getOutputStream().write(once(head).getBytes(ISO_8859_1));
                threads.execute(() -> pump(client, server));
                pump(server, client);
            } finally {
                exchanges.remove(exchange);
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // As above.
        }
    }

    /** The head of a request that is the only one of its connection. */
    private static String once(String head) {
        if (head.toLowerCase(Locale.ROOT).contains("upgrade: websocket")) {
            return head;
        }
        return head.lines()
                        .filter(line -> !line.isEmpty())
                        .filter(line ->
                                !line.toLowerCase(Locale.ROOT).matches("(connection|upgrade|http2-settings):.*"))
                        .collect(Collectors.joining("\r\n"))
                + "\r\nConnection: close\r\n\r\n";
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.size() > LIMIT) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        exchanges.forEach(Exchange::end);
        threads.shutdownNow();
    }
}
