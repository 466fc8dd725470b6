// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * What it costs to bring a gibibyte from one HTTP server to another with SHA-256 on the way, by client. The servers discard and are
 * processes of their own; each copy is done by a JVM of its own that copied 256 MiB before.
 */
final class HttpClients {
    private static final List<String> CONTESTANTS =
            List.of("sockets", "java.net.http", "java.net.http-256k", "oci.remote");
    private static final long MIB = 1024 * 1024;
    private static final long GIB = 1024 * MIB;
    private static final long WARM_UP = 256 * MIB;
    /** As bin/ocm runs its commands that move bytes. */
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC");

    private record Cost(double cpu, double wall) {}

    private HttpClients() {}

    /**
     * Measures and prints.
     *
     * @param args {@code runs=5}, and {@code gib=1} for the size
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments arguments = new Arguments(args, "runs", "gib");
        int runs = arguments.number("runs", 5);
        int gib = arguments.number("gib", 1);
        Process small =
                Machine.java(Discarder.class, OPTIONS, String.valueOf(WARM_UP)).start();
        Process large = Machine.java(Discarder.class, OPTIONS, String.valueOf(gib * GIB))
                .start();
        try {
            String[] ports = {Machine.firstLine(small), Machine.firstLine(large)};
            print(runs, gib, new Turns<>(CONTESTANTS, runs, contestant -> turn(contestant, ports, gib)));
        } finally {
            small.destroy();
            large.destroy();
        }
    }

    private static Cost turn(String contestant, String[] ports, int gib) throws IOException, InterruptedException {
        Process copy = Machine.java(
                        MeasuredCopies.class, OPTIONS, contestant, ports[0], ports[1], String.valueOf(gib * GIB))
                .start();
        String figures = Machine.firstLine(copy);
        copy.waitFor();
        int blank = figures.indexOf(' ');
        return new Cost(
                Double.parseDouble(figures.substring(0, blank)) / gib,
                Double.parseDouble(figures.substring(blank + 1)) / gib);
    }

    private static void print(int runs, int gib, Turns<Cost> turns) {
        System.out.printf("%s; medians of %d copies of %d GiB%n%n", Machine.line(), runs, gib);
        Table table = new Table("client", "CPU s/GiB", "to sockets", "MiB/s");
        double floor = turns.median(CONTESTANTS.getFirst(), Cost::cpu);
        for (String contestant : CONTESTANTS) {
            double cpu = turns.median(contestant, Cost::cpu);
            table.row(
                    contestant,
                    "%.2f".formatted(cpu),
                    "%.2f".formatted(cpu / floor),
                    "%.0f".formatted(1024 / turns.median(contestant, Cost::wall)));
        }
        table.print();
    }
}
