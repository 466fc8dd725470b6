// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.io.IOException;
import java.net.Socket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The head of one answer; interim answers before it are passed over (RFC 9110, section 15.2). Thread-safe: it is looked for
 * while content is sent, and waited for afterwards.
 */
final class AnswerHead {
    private static final int INTERIM_LIMIT = 16;
    /** Heads that come together leave the socket together: the second one waits in the connection's buffer. */
    private static final Timeout BUFFERED = Timeout.ofMilliseconds(1);

    private final ManagedHttpClientConnection connection;
    private final Socket socket;
    private final boolean encrypted;
    private @Nullable ClassicHttpResponse found;

    AnswerHead(ManagedHttpClientConnection connection) throws ConnectionClosedException {
        this.connection = connection;
        this.encrypted = connection.getSSLSession() != null;
        this.socket = connection.getSocket();
        if (socket == null) {
            throw new ConnectionClosedException();
        }
    }

    /** Whether the server has said something; known only where nothing is encrypted. */
    boolean isReadable() throws IOException {
        return !encrypted && socket.getInputStream().available() > 0;
    }

    /** Whether the head was read already. */
    synchronized boolean isFound() {
        return found != null;
    }

    /** Reads what is there, and waits only for the rest of what has begun; whether that was the head. */
    synchronized boolean look() throws IOException, HttpException {
        boolean readable = found == null && isReadable();
        for (int passed = 0; readable; passed++) {
            readable = !read(passed) && connection.isDataAvailable(BUFFERED);
        }
        return isFound();
    }

    /** Waits for the head, as long as the connection's timeout lets it. */
    synchronized ClassicHttpResponse await() throws IOException, HttpException {
        for (int passed = 0; found == null; passed++) {
            read(passed);
        }
        return found;
    }

    /** Ends our direction of the connection, so that who writes there wakes up. */
    void wakeWriter() throws IOException {
        socket.shutdownOutput();
    }

    private boolean read(int passed) throws IOException, HttpException {
        if (passed == INTERIM_LIMIT) {
            throw new ProtocolException("too many interim answers");
        }
        ClassicHttpResponse head = connection.receiveResponseHeader();
        if (head.getCode() >= HttpStatus.SC_SUCCESS) {
            found = head;
        }
        return found != null;
    }
}
