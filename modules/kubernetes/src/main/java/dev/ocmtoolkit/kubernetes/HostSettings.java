// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.reconcile.Archives;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How a host is to run.
 *
 * @param clock the time
 * @param archives which archives objects may name
 * @param metrics what it counts with, made for this host alone; empty: it does not
 */
public record HostSettings(InstantSource clock, Archives archives, Optional<ControllerMetrics> metrics) {
    /** As the program runs without flags. */
    public static final HostSettings USUAL =
            new HostSettings(InstantSource.system(), new Archives.None(), Optional.empty());
}
