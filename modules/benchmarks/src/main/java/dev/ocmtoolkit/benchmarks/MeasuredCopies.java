// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.ocmtoolkit.oci.Descriptor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The program in which one contestant of {@link HttpClients} runs: it copies a small blob to warm up, then the blob, and
 * prints the CPU and wall seconds of the second.
 */
final class MeasuredCopies {
    private static final double NANOS = 1e9;
    private static final int WARM_UP = 256 * 1024 * 1024;

    private MeasuredCopies() {}

    /**
     * Measures.
     *
     * @param args the contestant, the port of the server for the warm-up, that of the other, the size
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Descriptor warmUp = Discarder.blob(WARM_UP);
        Descriptor blob = Discarder.blob(Long.parseLong(args[3]));
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        try (Contestant cold = Contestant.named(args[0], local(args[1]));
                Contestant contestant = Contestant.named(args[0], local(args[2]))) {
            cold.copy(warmUp);
            long wall = System.nanoTime();
            long cpu = system.getProcessCpuTime();
            contestant.copy(blob);
            cpu = system.getProcessCpuTime() - cpu;
            wall = System.nanoTime() - wall;
            System.out.println(cpu / NANOS + " " + wall / NANOS);
        }
    }

    private static InetSocketAddress local(String port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    }
}
