// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import java.time.Duration;

/**
 * What it took until an object was known to be at a target.
 *
 * @param bytes how many went there, those of broken tries included
 * @param time from its begin until the answer
 * @param retries how often it was begun anew
 */
public record Effort(long bytes, Duration time, int retries) {
    /** Nothing had to be done. */
    public static final Effort NONE = new Effort(0, Duration.ZERO, 0);

    static Effort since(long begunNanos, long bytes, int retries) {
        return new Effort(bytes, Duration.ofNanos(System.nanoTime() - begunNanos), retries);
    }
}
