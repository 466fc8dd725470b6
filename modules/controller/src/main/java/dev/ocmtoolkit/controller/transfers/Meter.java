// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.transfers;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.ocm.transfer.TransferListener;
import java.util.concurrent.atomic.LongAdder;

/** Sees how far a transfer is, and whether it wrote anything or found everything in its place. */
final class Meter implements TransferListener {
    private final LongAdder sent = new LongAdder();
    private final LongAdder expected = new LongAdder();
    private volatile boolean anything;

    @Override
    public void sending(long bytes) {
        expected.add(bytes);
    }

    @Override
    public void progress(long bytes) {
        sent.add(bytes);
    }

    @Override
    public void proven(Location where, Descriptor object, Evidence evidence) {
        switch (evidence) {
            case Evidence.Accepted accepted -> anything = true;
            case Evidence.Mounted mounted -> anything = true;
            case Evidence.Seen seen -> {}
            case Evidence.Implied implied -> {}
            case Evidence.Reread reread -> {}
        }
    }

    long sent() {
        return sent.sum();
    }

    long expected() {
        return expected.sum();
    }

    boolean movedAnything() {
        return anything;
    }
}
