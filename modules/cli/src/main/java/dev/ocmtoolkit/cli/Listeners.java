// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.copy.Effort;
import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.oci.copy.UnitKey;
import java.util.List;

/**
 * Tells several what one is told of objects and bytes.
 *
 * @param all those who are told, in this order
 */
record Listeners(List<RunListener> all) implements RunListener {
    @Override
    public void proven(UnitKey unit, Location where, Descriptor object, Evidence evidence, Effort effort) {
        all.forEach(one -> one.proven(unit, where, object, evidence, effort));
    }

    @Override
    public void confirmed(Location where, Descriptor object, Evidence evidence) {
        all.forEach(one -> one.confirmed(where, object, evidence));
    }

    @Override
    public void sending(long bytes) {
        all.forEach(one -> one.sending(bytes));
    }

    @Override
    public void progress(long bytes) {
        all.forEach(one -> one.progress(bytes));
    }
}
