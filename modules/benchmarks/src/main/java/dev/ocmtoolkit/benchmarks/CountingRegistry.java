// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.Served;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A registry in the memory of this process that remembers what it was asked. */
final class CountingRegistry implements AutoCloseable {
    private final MemoryRegistry registry = new MemoryRegistry();
    private final List<Served> served = new ArrayList<>();
    private final RegistryServer server = RegistryServer.start(
            registry,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ServerOptions.readWrite().withListener(this::remember));

    String address() {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    OciStore repository(String name) {
        return registry.repository(name);
    }

    private synchronized void remember(Served one) {
        served.add(one);
    }

    /** What it was asked since the last time. */
    synchronized List<Served> taken() {
        List<Served> taken = List.copyOf(served);
        served.clear();
        return taken;
    }

    @Override
    public void close() {
        server.close();
    }
}
