// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;

/** Tells another listener all that it is told; for those who add something to that, or keep something back. */
public abstract class ForwardingListener implements RunListener {
    private final RunListener to;

    /**
     * A listener that tells another.
     *
     * @param to the other
     */
    protected ForwardingListener(RunListener to) {
        this.to = to;
    }

    @Override
    public void proven(Location where, Descriptor object, Evidence evidence) {
        to.proven(where, object, evidence);
    }

    @Override
    public void proven(UnitKey unit, Location where, Descriptor object, Evidence evidence, Effort effort) {
        to.proven(unit, where, object, evidence, effort);
    }

    @Override
    public void confirmed(Location where, Descriptor object, Evidence evidence) {
        to.confirmed(where, object, evidence);
    }

    @Override
    public void sending(long bytes) {
        to.sending(bytes);
    }

    @Override
    public void progress(long bytes) {
        to.progress(bytes);
    }

    @Override
    public void done(UnitKey key) {
        to.done(key);
    }

    @Override
    public void failed(UnitKey key, Failure failure) {
        to.failed(key, failure);
    }
}
