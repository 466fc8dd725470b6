// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.transfers;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.ocm.transfer.TransferListener;

/** Sees whether a transfer wrote anything, or found everything in its place. */
final class Moved implements TransferListener {
    private volatile boolean anything;

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

    boolean anything() {
        return anything;
    }
}
