// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/** One request and its answer. Used by one thread. */
final class Call {
    private static final String JSON = "application/json";
    private static final int NO_CONTENT = 204;
    private static final long DRAIN_LIMIT = 8L * 1024 * 1024;

    private final ClassicHttpRequest request;
    private final Wire wire;
    private final Consumer<Served> listener;
    private final RequestBody body;
    private final BasicClassicHttpResponse response = new BasicClassicHttpResponse(200);
    private Served.Kind kind = Served.Kind.OTHER;
    private boolean answered;

    /** What writes the content of an answer. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    Call(ClassicHttpRequest request, Wire wire, Consumer<Served> listener) throws IOException {
        this.request = request;
        this.wire = wire;
        this.listener = listener;
        HttpEntity entity = request.getEntity();
        this.body = entity == null
                ? new RequestBody(InputStream.nullInputStream(), OptionalLong.empty())
                : new RequestBody(entity.getContent(), length(entity));
    }

    String method() {
        return request.getMethod();
    }

    String path() {
        return request.getPath().split("\\?", 2)[0];
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

    /** Whether another request may follow on this connection. */
    boolean goesOn() {
        return answered
                && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create());
    }

    /** Says what the request is about, for the listener. */
    void about(Served.Kind what) {
        kind = what;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getFirstHeader(name)).map(Header::getValue);
    }

    Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    /** All values of a parameter of the query, in order. */
    List<String> queries(String name) {
        String[] target = request.getPath().split("\\?", 2);
        List<String> found = new ArrayList<>();
        for (String part : target.length == 1 ? new String[0] : target[1].split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0 && decode(part.substring(0, equals)).equals(name)) {
                found.add(decode(part.substring(equals + 1)));
            }
        }
        return found;
    }

    Call with(String header, String value) {
        response.setHeader(header, value);
        return this;
    }

    Call add(String header, String value) {
        response.addHeader(header, value);
        return this;
    }

    /** Answers without content. */
    void answer(int status) throws IOException {
        if (status != NO_CONTENT) {
            with("Content-Length", "0");
        }
        send(status, 0, out -> {});
    }

    /** Answers with some bytes. */
    void answer(int status, String mediaType, byte[] content) throws IOException {
        with("Content-Type", mediaType);
        answer(status, content.length, out -> out.write(content));
    }

    /** Answers with content of a known length; HEAD gets no more than the length. */
    void answer(int status, long length, Content content) throws IOException {
        with("Content-Length", Long.toString(length));
        send(status, length, content);
    }

    void answer(int status, JsonNode content) throws IOException {
        answer(status, JSON, bytes(content));
    }

    /** Answers with an error, as the specification wants it. */
    void refuse(Refusal refusal) throws IOException {
        var content = Json.mapper().createObjectNode();
        content.putArray("errors")
                .addObject()
                .put("code", refusal.code().name())
                .put("message", Text.printable(refusal.sentence()));
        answer(refusal.status(), content);
    }

    private void send(int status, long length, Content content) throws IOException {
        boolean old = request.getVersion() != null && request.getVersion().lessEquals(HttpVersion.HTTP_1_0);
        if (!body.drain(DRAIN_LIMIT) || old) {
            with("Connection", "close");
        }
        answered = true;
        listener.accept(new Served(kind, method(), path(), status));
        response.setCode(status);
        try {
            wire.sendResponseHeader(response);
            if (length > 0 && !isHead()) {
                response.setEntity(new EntityTemplate(length, null, null, content::writeTo));
                wire.sendResponseEntity(response);
            }
        } catch (HttpException e) {
            throw new IOException("the answer cannot be sent", e);
        }
        wire.flush();
    }

    private static OptionalLong length(HttpEntity entity) {
        return entity.getContentLength() < 0 ? OptionalLong.empty() : OptionalLong.of(entity.getContentLength());
    }

    private static byte[] bytes(JsonNode content) {
        try {
            return Json.mapper().writeValueAsBytes(content);
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
