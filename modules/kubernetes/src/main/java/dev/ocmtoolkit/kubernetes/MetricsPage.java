// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.oci.Failure;

/** Serves at {@code /metrics} what the host counts that works at present; nothing while none does. Ended by {@link #close}. */
final class MetricsPage implements AutoCloseable {
    private static final int OK = 200;
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final TextServer server;
    private volatile ControllerMetrics metrics = new ControllerMetrics();

    /**
     * Starts.
     *
     * @param address such as {@code :8080} or {@code 127.0.0.1:8080}
     * @throws Failure INVALID when it is no address, CONFLICT when it cannot be listened on
     */
    MetricsPage(String address) {
        server = new TextServer(address, "metrics", "--metrics-bind-address");
        server.on("/metrics", () -> new TextServer.Answer(OK, TYPE, metrics.text()));
        server.start();
    }

    /** What the next host counts with, from nothing. */
    ControllerMetrics next() {
        metrics = new ControllerMetrics();
        return metrics;
    }

    /** The port that is listened on. */
    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
