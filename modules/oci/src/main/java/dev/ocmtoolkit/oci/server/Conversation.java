// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HeaderElements;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/** The requests of one connection, one after the other, until one of both sides has enough. Used by one thread. */
final class Conversation {
    /** The first byte of TLS: a record of a handshake (RFC 8446, section 5.1). */
    private static final int TLS_GREETING = 0x16;

    private static final int LAST_WORDS = 64 * 1024;
    private static final int LAST_WORDS_MILLIS = 1000;

    private final Socket socket;
    private final PushbackInputStream in;
    private final Wire wire;
    private final Watchdog watchdog;
    private final RegistryHandler handler;
    private final Consumer<Served> listener;

    Conversation(Socket socket, Watchdog watchdog, RegistryHandler handler, Consumer<Served> listener)
            throws IOException {
        this.socket = socket;
        this.in = new PushbackInputStream(socket.getInputStream());
        this.wire = new Wire(socket, in, watchdog);
        this.watchdog = watchdog;
        this.handler = handler;
        this.listener = listener;
    }

    /** Answers until the end; throws when the connection breaks, or has to be broken off. */
    void run() throws IOException {
        int first = watchdog.limit(in::read);
        if (first < 0) {
            return;
        }
        in.unread(first);
        try {
            if (first == TLS_GREETING) {
                throw new ProtocolException("this registry speaks HTTP and not HTTPS");
            }
            boolean goesOn = true;
            while (goesOn) {
                goesOn = answerNext();
            }
        } catch (HttpException | MessageConstraintException e) {
            refuse(e.getMessage());
        }
        takeLeave();
    }

    private boolean answerNext() throws IOException, HttpException {
        ClassicHttpRequest request = watchdog.limit(wire::receiveRequestHeader);
        if (request == null) {
            return false;
        }
        if (request.containsHeader(HttpHeaders.TRANSFER_ENCODING)
                && request.containsHeader(HttpHeaders.CONTENT_LENGTH)) {
            throw new ProtocolException("a request has a length or an encoding, not both");
        }
        Header length = request.getFirstHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && !length.getValue().matches("[0-9]+")) {
            throw new ProtocolException("a length has digits only");
        }
        Header expect = request.getFirstHeader(HttpHeaders.EXPECT);
        if (expect != null && HeaderElements.CONTINUE.equalsIgnoreCase(expect.getValue())) {
            wire.sendResponseHeader(new BasicClassicHttpResponse(100));
            wire.flush();
        }
        wire.receiveRequestEntity(request);
        Call call = new Call(request, wire, listener);
        handler.handle(call);
        return call.goesOn();
    }

    /** Tells what is wrong with what is no request. */
    private void refuse(@Nullable String why) throws IOException {
        try (var response = new BasicClassicHttpResponse(400);
                var text = new StringEntity("bad request: " + why + "\n", ContentType.TEXT_PLAIN)) {
            response.setHeader(HttpHeaders.CONTENT_TYPE, text.getContentType());
            response.setHeader(HttpHeaders.CONTENT_LENGTH, text.getContentLength());
            response.setHeader(HttpHeaders.CONNECTION, HeaderElements.CLOSE);
            response.setEntity(text);
            wire.sendResponseHeader(response);
            wire.sendResponseEntity(response);
            wire.flush();
        } catch (HttpException e) {
            throw new IOException(e);
        }
    }

    /** Waits a moment for the client to read the last answer: while the client still sends, a close would overtake it. */
    private void takeLeave() throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(LAST_WORDS_MILLIS);
        watchdog.limit(() -> in.readNBytes(LAST_WORDS));
    }
}
