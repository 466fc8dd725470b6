// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Failure;
import java.util.List;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param units how many units were done
 * @param objects how many objects are proven to be at the target
 * @param bytesSent how many bytes went into targets
 * @param failures the units that failed, and why
 * @param gaps what the units that were done should have brought to the target, and was not found there when that was asked for; before
 *     that, what the sources lacked
 */
public record CopyReport(int units, int objects, long bytesSent, Map<UnitKey, Failure> failures, List<Gap> gaps) {

    /** Copies the collections. */
    public CopyReport {
        gaps = List.copyOf(gaps);
        failures = Map.copyOf(failures);
    }
}
