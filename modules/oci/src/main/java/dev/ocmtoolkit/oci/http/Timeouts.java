// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import java.time.Duration;

/**
 * How long to wait for a server; each at least a millisecond.
 *
 * @param connect until a connection stands, per address of the host; the TLS handshake has the same time again
 * @param answer until an answer begins
 * @param commit until an answer begins after content was sent, since a registry reads all of it again before it answers
 * @param progress between two bytes of content, in either direction
 */
public record Timeouts(Duration connect, Duration answer, Duration commit, Duration progress) {
    /** 10 s to connect, 60 s for an answer, 10 min for one to content, 60 s without progress. */
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofSeconds(60));

    /** Refuses what is not positive: no wait here may last for ever. */
    public Timeouts {
        for (Duration each : new Duration[] {connect, answer, commit, progress}) {
            if (each.toMillis() < 1) {
                throw new IllegalArgumentException("a timeout needs a millisecond at least");
            }
        }
    }

    Timeouts atMost(Duration limit) {
        return new Timeouts(min(connect, limit), min(answer, limit), min(commit, limit), min(progress, limit));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
