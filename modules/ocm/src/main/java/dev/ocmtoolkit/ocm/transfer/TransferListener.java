// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.RunListener;

/** Is told how a transfer goes, by several threads; must be quick and must not throw. */
public interface TransferListener extends RunListener {
    /** Listens to nothing. */
    TransferListener SILENT = new TransferListener() {};

    /**
     * A component version was planned; told in visiting order.
     *
     * @param planned the decision
     */
    default void planned(Planned planned) {}

    /** Everything was planned. */
    default void allPlanned() {}

    /**
     * A component version is complete at the target.
     *
     * @param node which
     */
    default void transferred(Planned.Node node) {}

    /**
     * A component version is not at the target, or not as it was to be.
     *
     * @param node which
     * @param failure why
     */
    default void notTransferred(Planned.Node node, Failure failure) {}
}
