// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.CopyReport;
import java.util.List;
import java.util.Optional;

/**
 * How a transfer ended: data, also where something failed.
 *
 * @param versions the component versions that were visited, in visiting order
 * @param copy totals, and what was not found at the target where that was to be seen
 */
public record TransferReport(List<Result> versions, CopyReport copy) {

    /** Copies the list. */
    public TransferReport {
        versions = List.copyOf(versions);
    }

    /**
     * How it ended for one component version.
     *
     * @param node which
     * @param failure why it is not at the target; empty: it is
     */
    public record Result(Planned.Node node, Optional<Failure> failure) {}

    /**
     * The component versions that were not transferred. That none is here does not mean that each has its proof: what was transferred and
     * is not at the target is a gap of {@link #copy}.
     *
     * @return what failed, in visiting order
     */
    public List<Result> failed() {
        return versions.stream().filter(v -> v.failure().isPresent()).toList();
    }
}
