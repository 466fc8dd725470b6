// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Failure;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param units how many units were done
 * @param objects how many objects are proven to be at the target
 * @param bytesSent how many bytes went into targets
 * @param failures the units that failed, and why
 */
public record CopyReport(int units, int objects, long bytesSent, Map<UnitKey, Failure> failures) {

    /** Copies the failures. */
    public CopyReport {
        failures = Map.copyOf(failures);
    }
}
