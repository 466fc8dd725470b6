// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.oci.Failure;

/**
 * Answers the probes of the kubelet: {@code /healthz} while the process lives, {@code /readyz} once it works or stands by. Ended by {@link
 * #close}.
 */
final class Probes implements AutoCloseable {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final TextServer server;
    private volatile boolean ready;

    /**
     * Starts.
     *
     * @param address such as {@code :8081} or {@code 127.0.0.1:8081}
     * @throws Failure INVALID when it is no address, CONFLICT when it cannot be listened on
     */
    Probes(String address) {
        server = new TextServer(address, "probes", "--health-probe-bind-address");
        server.on("/healthz", () -> answer(true));
        server.on("/readyz", () -> answer(ready));
        server.start();
    }

    void ready() {
        ready = true;
    }

    /** The port that is listened on. */
    int port() {
        return server.port();
    }

    private static TextServer.Answer answer(boolean well) {
        return new TextServer.Answer(well ? OK : UNAVAILABLE, "text/plain", well ? "ok" : "not ready");
    }

    @Override
    public void close() {
        server.close();
    }
}
