// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** One request and its answer. Used by one thread. */
final class Call {
    private static final String JSON = "application/json";
    private static final long DRAIN_LIMIT = 8L * 1024 * 1024;

    private final HttpExchange exchange;
    private final Watchdog watchdog;
    private final Consumer<Served> listener;
    private final RequestBody body;
    private Served.Kind kind = Served.Kind.OTHER;
    private boolean answered;

    Call(HttpExchange exchange, Watchdog watchdog, Consumer<Served> listener) {
        this.exchange = exchange;
        this.watchdog = watchdog;
        this.listener = listener;
        this.body = new RequestBody(watchdog.guard(exchange.getRequestBody()), contentLength());
    }

    String method() {
        return exchange.getRequestMethod();
    }

    String path() {
        return exchange.getRequestURI().getRawPath();
    }

    boolean isHead() {
        return method().equals("HEAD");
    }

    RequestBody body() {
        return body;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Says what the request is about, for the listener. */
    void about(Served.Kind what) {
        kind = what;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    /** All values of a parameter of the query, in order. */
    List<String> queries(String name) {
        String query = exchange.getRequestURI().getRawQuery();
        List<String> found = new ArrayList<>();
        for (String part : query == null ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0 && decode(part.substring(0, equals)).equals(name)) {
                found.add(decode(part.substring(equals + 1)));
            }
        }
        return found;
    }

    Call with(String header, String value) {
        exchange.getResponseHeaders().set(header, value);
        return this;
    }

    Call add(String header, String value) {
        exchange.getResponseHeaders().add(header, value);
        return this;
    }

    /** Answers without content. */
    void answer(int status) throws IOException {
        begin(status, -1);
    }

    /** Answers with some bytes. */
    void answer(int status, String mediaType, byte[] content) throws IOException {
        with("Content-Type", mediaType);
        try (OutputStream out = stream(status, content.length)) {
            if (!isHead()) {
                out.write(content);
            }
        }
    }

    void answer(int status, JsonNode content) throws IOException {
        answer(status, JSON, bytes(content));
    }

    /** Answers with content of a known length, to be written to the stream; with none to HEAD. */
    OutputStream stream(int status, long length) throws IOException {
        if (isHead()) {
            with("Content-Length", Long.toString(length));
            begin(status, -1);
            return OutputStream.nullOutputStream();
        }
        begin(status, length == 0 ? -1 : length);
        return length == 0 ? OutputStream.nullOutputStream() : watchdog.guard(exchange.getResponseBody());
    }

    /** Answers with an error, as the specification wants it. */
    void refuse(Refusal refusal) throws IOException {
        var content = Json.MAPPER.createObjectNode();
        content.putArray("errors")
                .addObject()
                .put("code", refusal.code().name())
                .put("message", Text.printable(refusal.sentence()));
        answer(refusal.status(), content);
    }

    private void begin(int status, long length) throws IOException {
        if (!body.drain(DRAIN_LIMIT)) {
            with("Connection", "close");
        }
        answered = true;
        listener.accept(new Served(kind, method(), path(), status));
        exchange.sendResponseHeaders(status, length);
    }

    private OptionalLong contentLength() {
        String value = exchange.getRequestHeaders().getFirst("Content-Length");
        return value == null || exchange.getRequestHeaders().containsKey("Transfer-Encoding")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(value));
    }

    private static byte[] bytes(JsonNode content) {
        try {
            return Json.MAPPER.writeValueAsBytes(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can always be written", e);
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(ErrorCode.NAME_INVALID, "the query is malformed");
        }
    }
}
