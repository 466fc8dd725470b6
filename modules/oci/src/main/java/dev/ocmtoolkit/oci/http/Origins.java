// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a process talks to, and the connections to all of them. One per process, made and closed by who composes
 * it; nothing is loaded or opened before the first request. Thread-safe.
 */
public final class Origins implements AutoCloseable {
    private final HttpSettings settings;
    private final Map<Address, Origin> origins = new ConcurrentHashMap<>();
    private @Nullable Connections connections;
    private boolean closed;

    /**
     * No connection yet.
     *
     * @param settings what the connections are made with
     */
    public Origins(HttpSettings settings) {
        this.settings = settings;
    }

    /**
     * The server at an address, the same one each time.
     *
     * @param address the address
     * @return the server; nothing is asked of it
     */
    public Origin origin(Address address) {
        return origins.computeIfAbsent(address, _ -> new Origin(this, address));
    }

    HttpSettings settings() {
        return settings;
    }

    synchronized Connections connections() {
        if (closed) {
            throw new IllegalStateException("the connections were closed");
        }
        if (connections == null) {
            connections = new Connections(settings);
        }
        return connections;
    }

    /** Closes every connection, also those in use. */
    @Override
    public synchronized void close() {
        closed = true;
        if (connections != null) {
            connections.close();
        }
    }
}
