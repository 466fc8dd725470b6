// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * How a {@link RegistryServer} serves.
 *
 * @param writable whether content may be written and deleted
 * @param tls what HTTPS is served with; empty for plain HTTP
 * @param idle how long a client may send, or take, nothing in the middle of a request before it is cut, and how long its
 *     handshake and the head of a request may take
 * @param listener is told of each request when its status is known, before the answer is sent; called by many threads, must
 *     not block or throw
 */
public record ServerOptions(boolean writable, Optional<SSLContext> tls, Duration idle, Consumer<Served> listener) {
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** {@return a server that only reads, over plain HTTP} */
    public static ServerOptions readOnly() {
        return new ServerOptions(false, Optional.empty(), IDLE, served -> {});
    }

    /** {@return a server that reads and writes, over plain HTTP} */
    public static ServerOptions readWrite() {
        return new ServerOptions(true, Optional.empty(), IDLE, served -> {});
    }

    /**
     * The same over HTTPS.
     *
     * @param context key and certificate
     * @return the options
     */
    public ServerOptions withTls(SSLContext context) {
        return new ServerOptions(writable, Optional.of(context), idle, listener);
    }

    /**
     * The same with another patience.
     *
     * @param duration how long a client may do nothing
     * @return the options
     */
    public ServerOptions withIdle(Duration duration) {
        return new ServerOptions(writable, tls, duration, listener);
    }

    /**
     * The same with somebody who is told of each request.
     *
     * @param told the listener
     * @return the options
     */
    public ServerOptions withListener(Consumer<Served> told) {
        return new ServerOptions(writable, tls, idle, told);
    }
}
