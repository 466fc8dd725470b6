// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import dev.ocmtoolkit.oci.Cancellation;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;

/** A connection in use by one exchange, closed at once when the run is cancelled. */
final class Lease {
    private final HttpClientConnectionManager pool;
    private final ConnectionEndpoint endpoint;
    private final Cancellation.Registration registration;
    private TimeValue keepAlive = TimeValue.ZERO_MILLISECONDS;
    private boolean reusable;

    Lease(HttpClientConnectionManager pool, ConnectionEndpoint endpoint, Cancellation cancellation) {
        this.pool = pool;
        this.endpoint = endpoint;
        this.registration = cancellation.onCancel(() -> endpoint.close(CloseMode.IMMEDIATE));
    }

    ConnectionEndpoint endpoint() {
        return endpoint;
    }

    /** The server agreed to go on with this connection once the answer is read. */
    void reusableFor(TimeValue time) {
        reusable = true;
        keepAlive = time;
    }

    boolean isReusable() {
        return reusable;
    }

    void giveBack() {
        if (!reusable) {
            discard();
            return;
        }
        registration.close();
        pool.release(endpoint, null, keepAlive);
    }

    void discard() {
        registration.close();
        endpoint.close(CloseMode.IMMEDIATE);
        pool.release(endpoint, null, TimeValue.ZERO_MILLISECONDS);
    }
}
