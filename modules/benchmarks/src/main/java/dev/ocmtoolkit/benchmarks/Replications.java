// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What controllers cost without a cluster: many Replications of one small component, each to its own sub path, until all are ready; one
 * more; and then some time in which nothing changes. Linux only, since {@code /proc} tells CPU and memory of the running program.
 */
final class Replications {
    private static final String READY = "Successfully replicated";
    private static final double NANOS = 1e9;
    /** Of {@code /proc/PID/stat}; the same on all Linux machines that run Java. */
    private static final double TICKS_PER_SECOND = 100;

    private static final double KIB_PER_MIB = 1024;
    private static final int WARM_SECONDS = 20;

    private Replications() {}

    /**
     * Measures and prints.
     *
     * @param args {@code count=100}, {@code idle=60}: how many seconds nothing changes
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments given = new Arguments(args, "count", "idle");
        int count = given.number("count", 100);
        int idle = given.number("idle", 60);
        AtomicInteger requests = new AtomicInteger();
        System.out.printf("%s; %d Replications%n%n", Machine.line(), count);
        try (Scratch scratch = new Scratch();
                RegistryServer server = RegistryServer.start(
                        new MemoryRegistry(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ServerOptions.readWrite().withListener(_ -> requests.incrementAndGet()))) {
            String registry = "http://127.0.0.1:" + server.address().getPort();
            publish(scratch, registry);
            Path manifests = Files.createDirectory(scratch.folder().resolve("manifests"));
            Files.writeString(manifests.resolve("source.yaml"), source(registry));
            Process host = new ProcessBuilder(Machine.ocm(), "controller", "run", "--manifests", manifests.toString())
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader log = host.inputReader()) {
                awaitLine(log, "Applied version", 1);
                long begin = System.nanoTime();
                write(manifests, "many.yaml", replications(0, count, registry));
                awaitLine(log, READY, count);
                double all = (System.nanoTime() - begin) / NANOS;
                begin = System.nanoTime();
                write(manifests, "one.yaml", replications(count, 1, registry));
                awaitLine(log, READY, 1);
                double one = (System.nanoTime() - begin) / NANOS;
                Thread.ofVirtual().start(() -> readOn(log));
                TimeUnit.SECONDS.sleep(WARM_SECONDS);
                double cpu = cpu(host);
                int before = requests.get();
                TimeUnit.SECONDS.sleep(idle);
                new Table(
                                "all ready s",
                                "one more ready s",
                                "idle CPU % of a core",
                                "idle requests a minute",
                                "RSS MiB")
                        .row(
                                "%.2f".formatted(all),
                                "%.2f".formatted(one),
                                "%.2f".formatted(100 * (cpu(host) - cpu) / idle),
                                60 * (requests.get() - before) / idle,
                                "%.0f".formatted(rss(host)))
                        .print();
            } finally {
                host.destroy();
                host.waitFor();
            }
        }
    }

    /** Publishes the component that is replicated. */
    static void publish(Scratch scratch, String registry) throws IOException, InterruptedException {
        scratch.constructor("""
            type: plainText
            input:
              type: utf8
              text: hello
            """);
        Program program = new Program(scratch.folder(), Map.of());
        program.run(Machine.ocm(), "add", "cv", "--create", "--file", "./archive", "component-constructor.yaml");
        program.run(Machine.ocm(), "transfer", "ctf", "./archive", registry + "/source");
    }

    private static void awaitLine(BufferedReader log, String words, int times) throws IOException {
        for (int seen = 0; seen < times; ) {
            String line = log.readLine();
            if (line == null) {
                throw new IOException("the controllers ended");
            }
            seen += line.contains(words) ? 1 : 0;
        }
    }

    /** A program that nobody listens to would stand still. */
    private static void readOn(BufferedReader log) {
        try {
            log.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The program was ended.
        }
    }

    /** Under another name first, so that nobody reads half of it. */
    private static void write(Path folder, String name, String text) throws IOException {
        Files.move(Files.writeString(folder.resolve("." + name), text), folder.resolve(name));
    }

    /** Seconds of user and system so far. */
    static double cpu(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())));
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS_PER_SECOND;
    }

    /** MiB that are resident. */
    static double rss(Process process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid())))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB;
            }
        }
        throw new IOException("the system does not tell the memory of a process");
    }

    /** The manifests of its source. */
    static String source(String registry) {
        return """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: source}
            spec: {interval: 1m, repositorySpec: {type: OCIRegistry, baseUrl: "%s", subPath: source}}
            ---
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Component
            metadata: {name: bench}
            spec: {component: example.org/bench, semver: 1.0.0, interval: 2m, repositoryRef: {name: source}}
            """.formatted(registry);
    }

    /** The manifests of some Replications, each to a target of its own. */
    static String replications(int first, int count, String registry) {
        StringBuilder all = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            all.append("""
                apiVersion: delivery.ocm.software/v1alpha1
                kind: OCMRepository
                metadata: {name: target-%1$d}
                spec: {interval: 1m, repositorySpec: {type: OCIRegistry, baseUrl: "%2$s", subPath: target-%1$d}}
                ---
                apiVersion: delivery.ocm.software/v1alpha1
                kind: Replication
                metadata: {name: replication-%1$d}
                spec: {componentRef: {name: bench}, targetRepositoryRef: {name: target-%1$d}, interval: 2m}
                ---
                """.formatted(i, registry));
        }
        return all.toString();
    }
}
