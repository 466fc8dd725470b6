// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Who may be connected: so many in all, and fewer from one address, so that one client leaves room for others. Thread-safe. */
final class Admission {
    private final int inAll;
    private final int perAddress;
    private final Map<InetAddress, Integer> connected = new HashMap<>();
    private int count;

    Admission(int inAll, int perAddress) {
        this.inAll = inAll;
        this.perAddress = perAddress;
    }

    /** Lets one in, who has to leave again; false if there is no room. */
    synchronized boolean enter(InetAddress address) {
        if (count == inAll || connected.getOrDefault(address, 0) == perAddress) {
            return false;
        }
        connected.merge(address, 1, Integer::sum);
        count++;
        return true;
    }

    synchronized void leave(InetAddress address) {
        connected.computeIfPresent(address, (same, now) -> now == 1 ? null : now - 1);
        count--;
    }
}
