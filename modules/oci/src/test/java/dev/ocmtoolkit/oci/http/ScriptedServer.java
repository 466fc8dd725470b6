// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** A server whose answers a test writes down beforehand; it keeps a log of what it was asked. */
public final class ScriptedServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Request> log = new CopyOnWriteArrayList<>();

    /** Answers one request. */
    public interface Handler {
        void handle(Request request) throws IOException;
    }

    private record Rule(String method, Pattern path, Handler handler) {}

    public ScriptedServer() {
        this(Optional.empty());
    }

    public ScriptedServer(SSLContext tls) {
        this(Optional.of(tls));
    }

    private ScriptedServer(Optional<SSLContext> tls) {
        try {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            if (tls.isPresent()) {
                HttpsServer https = HttpsServer.create(any, 0);
                https.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
                server = https;
            } else {
                server = HttpServer.create(any, 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::dispatch);
        server.setExecutor(executor);
        server.start();
    }

    /** The rule added last is asked first. */
    public ScriptedServer on(String method, String pathPattern, Handler handler) {
        rules.addFirst(new Rule(method, Pattern.compile(pathPattern), handler));
        return this;
    }

    public ScriptedServer on(String method, String pathPattern, int status, Map<String, String> headers, String body) {
        return on(method, pathPattern, request -> request.answer(status, headers, body));
    }

    public String hostPort() {
        return "127.0.0.1:" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Request> log() {
        return log;
    }

    /** {@return method, path with query, and status of each request} */
    public List<String> lines() {
        return log.stream().map(Request::toString).toList();
    }

    private void dispatch(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Request request = new Request(exchange, body);
            log.add(request);
            Handler handler = rules.stream()
                    .filter(rule -> rule.method().equals(exchange.getRequestMethod())
                            && rule.path().matcher(request.target()).matches())
                    .map(Rule::handler)
                    .findFirst()
                    .orElse(unknown -> unknown.answer(404, Map.of(), ""));
            handler.handle(request);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }

    /** A request that came, and the means to answer it. */
    public static final class Request {
        private final HttpExchange exchange;
        private final byte[] body;
        private volatile int status;

        Request(HttpExchange exchange, byte[] body) {
            this.exchange = exchange;
            this.body = body;
        }

        public String method() {
            return exchange.getRequestMethod();
        }

        /** {@return path and query, as sent} */
        public String target() {
            return exchange.getRequestURI().toString();
        }

        public String header(String name) {
            List<String> values = exchange.getRequestHeaders().get(name);
            return values == null ? "" : String.join("\n", values);
        }

        public byte[] body() {
            return body;
        }

        public void answer(int code, Map<String, String> headers, String text) throws IOException {
            answer(code, headers, text.getBytes(StandardCharsets.UTF_8));
        }

        /** For HEAD, the content is only counted. */
        public void answer(int code, Map<String, String> headers, byte[] content) throws IOException {
            status = code;
            headers.forEach((name, value) -> {
                for (String each : value.split("\n", -1)) {
                    exchange.getResponseHeaders().add(name, each);
                }
            });
            if (method().equals("HEAD")) {
                exchange.getResponseHeaders().putIfAbsent("Content-Length", List.of("" + content.length));
                exchange.sendResponseHeaders(code, -1);
            } else {
                exchange.sendResponseHeaders(code, content.length == 0 ? -1 : content.length);
                exchange.getResponseBody().write(content);
            }
        }

        @Override
        public String toString() {
            return method() + " " + target() + " " + status;
        }
    }
}
