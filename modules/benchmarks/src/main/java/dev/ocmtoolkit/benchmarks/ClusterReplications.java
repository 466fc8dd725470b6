// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.kubernetes.ApiServer;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the controllers cost in a cluster, with a real API server: the start, one Replication, many of one small component, each to its own
 * sub path, some time in which nothing changes, and another start. Linux only; kube-apiserver, etcd and kubectl are looked for in the
 * folder of {@code KUBEBUILDER_ASSETS} and on the path.
 */
final class ClusterReplications {
    private static final double NANOS = 1e9;
    private static final int SINGLE = 5;
    /** Longer than an interval: with the second look at a Replication its message changes, and not any more. */
    private static final int WARM_SECONDS = 130;

    private static final int AGAIN_SECONDS = 60;
    private static final int QUIET_SECONDS = 5;

    private final Program program;
    private final KubernetesClient client;
    private final String registry;
    private final AtomicInteger requests;
    private final AtomicInteger writes;
    private final Path folder;
    private final Path kubeconfig;

    private ClusterReplications(
            Path folder,
            Path kubeconfig,
            KubernetesClient client,
            String registry,
            AtomicInteger requests,
            AtomicInteger writes) {
        this.program = new Program(folder, Map.of("KUBECONFIG", kubeconfig.toString()));
        this.folder = folder;
        this.kubeconfig = kubeconfig;
        this.client = client;
        this.registry = registry;
        this.requests = requests;
        this.writes = writes;
    }

    /**
     * Measures and prints.
     *
     * @param args {@code count=100}, {@code idle=60}: how many seconds nothing changes
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments given = new Arguments(args, "count", "idle");
        AtomicInteger requests = new AtomicInteger();
        AtomicInteger writes = new AtomicInteger();
        System.out.printf("%s; %d Replications%n%n", Machine.line(), given.number("count", 100));
        try (Scratch scratch = new Scratch();
                ApiServer server =
                        ApiServer.in(Files.createDirectory(scratch.folder().resolve("api-server")));
                KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(server.admin().toFile()))
                        .build();
                RegistryServer source =
                        RegistryServer.start(new MemoryRegistry(), anyPort(), ServerOptions.readWrite());
                RegistryServer target = RegistryServer.start(
                        new MemoryRegistry(),
                        anyPort(),
                        ServerOptions.readWrite().withListener(served -> {
                            requests.incrementAndGet();
                            if (!List.of("GET", "HEAD").contains(served.method())) {
                                writes.incrementAndGet();
                            }
                        }))) {
            String address = "http://127.0.0.1:" + source.address().getPort();
            Replications.publish(scratch, address);
            ClusterReplications measured = new ClusterReplications(
                    scratch.folder(),
                    server.admin(),
                    client,
                    "http://127.0.0.1:" + target.address().getPort(),
                    requests,
                    writes);
            measured.kubectl("apply", "-k", property("crd"));
            measured.run(address, given.number("count", 100), given.number("idle", 60));
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static String property(String name) {
        return Objects.requireNonNull(
                System.getProperty(name), "set the property " + name + ", as benchmarks/run does");
    }

    private void run(String source, int count, int idle) throws IOException, InterruptedException {
        kubectl("wait", "--for=condition=Established", "crd", "--all");
        apply("source.yaml", Replications.source(source));
        try (ReadyObjects components = new ReadyObjects(client, "Component");
                ReadyObjects replications = new ReadyObjects(client, "Replication")) {
            long begin = System.nanoTime();
            Process controller = start();
            try {
                components.await(1);
                double firstTurn = seconds(begin);
                TimeUnit.SECONDS.sleep(QUIET_SECONDS);
                new Table("start to first Component ready s", "RSS MiB")
                        .row("%.2f".formatted(firstTurn), "%.0f".formatted(Replications.rss(controller)))
                        .print();
                single();
                many(controller, replications, count);
                idle(controller, replications, count, idle);
            } finally {
                end(controller);
            }
            again(components, replications, count);
        }
    }

    private void single() throws IOException, InterruptedException {
        double[] all = new double[SINGLE];
        for (int i = 0; i < SINGLE; i++) {
            String manifests = Replications.replications(i, 1, registry);
            String name = "replication-%d".formatted(i);
            String[] objects = manifests.split("---\n", -1);
            apply("target.yaml", objects[0]);
            kubectl("wait", "--for=condition=Ready", "ocmrepository/target-%d".formatted(i), "--timeout=60s");
            Files.writeString(folder.resolve("one.yaml"), objects[1]);
            long begin = System.nanoTime();
            kubectl("apply", "-f", "one.yaml");
            kubectl("wait", "--for=condition=Ready", "replication/" + name, "--timeout=60s");
            all[i] = seconds(begin);
        }
        Arrays.sort(all);
        System.out.println();
        new Table("kubectl apply and wait, one Replication s (median)", "slowest")
                .row("%.2f".formatted(all[SINGLE / 2]), "%.2f".formatted(all[SINGLE - 1]))
                .print();
    }

    private void many(Process controller, ReadyObjects replications, int count)
            throws IOException, InterruptedException {
        int before = requests.get();
        double cpu = Replications.cpu(controller);
        long begin = System.nanoTime();
        Files.writeString(folder.resolve("many.yaml"), Replications.replications(SINGLE, count, registry));
        kubectl("create", "-f", "many.yaml");
        double created = seconds(begin);
        replications.await(SINGLE + count);
        double all = seconds(begin);
        System.out.println();
        new Table("create s", "all ready s after the last create", "CPU s", "RSS MiB", "target requests each")
                .row(
                        "%.1f".formatted(created),
                        "%.2f".formatted(Math.max(0, all - created)),
                        "%.1f".formatted(Replications.cpu(controller) - cpu),
                        "%.0f".formatted(Replications.rss(controller)),
                        "%.1f".formatted((double) (requests.get() - before) / count))
                .print();
    }

    private void idle(Process controller, ReadyObjects replications, int count, int idle)
            throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(WARM_SECONDS);
        int before = requests.get();
        int writesBefore = writes.get();
        int changes = replications.changes();
        double cpu = Replications.cpu(controller);
        TimeUnit.SECONDS.sleep(idle);
        System.out.println();
        new Table("idle CPU s a minute", "RSS MiB", "target requests each a minute", "target writes", "status writes")
                .row(
                        "%.1f".formatted((Replications.cpu(controller) - cpu) * 60 / idle),
                        "%.0f".formatted(Replications.rss(controller)),
                        "%.1f".formatted((requests.get() - before) * 60.0 / idle / count),
                        writes.get() - writesBefore,
                        replications.changes() - changes)
                .print();
    }

    private void again(ReadyObjects components, ReadyObjects replications, int count)
            throws IOException, InterruptedException {
        int writesBefore = writes.get();
        int changes = replications.changes() + components.changes();
        int events = events();
        Process controller = start();
        try {
            Files.writeString(folder.resolve("more.yaml"), Replications.replications(SINGLE + count, 1, registry));
            long begin = System.nanoTime();
            kubectl("apply", "-f", "more.yaml");
            replications.await(SINGLE + count + 1);
            double more = seconds(begin);
            TimeUnit.SECONDS.sleep(AGAIN_SECONDS);
            System.out.println();
            new Table("started again: one more ready s", "CPU s", "RSS MiB", "target writes", "new events", "changes")
                    .row(
                            "%.2f".formatted(more),
                            "%.1f".formatted(Replications.cpu(controller)),
                            "%.0f".formatted(Replications.rss(controller)),
                            writes.get() - writesBefore,
                            events() - events,
                            replications.changes() + components.changes() - changes)
                    .print();
        } finally {
            end(controller);
        }
    }

    private int events() {
        return client.v1().events().inNamespace("default").list().getItems().size();
    }

    private Process start() throws IOException {
        return program.start(
                property("ocm-controller"), "--kubeconfig=" + kubeconfig, "--health-probe-bind-address=127.0.0.1:0");
    }

    private static void end(Process controller) throws InterruptedException {
        controller.destroy();
        controller.waitFor();
    }

    private void apply(String file, String manifests) throws IOException, InterruptedException {
        Files.writeString(folder.resolve(file), manifests);
        kubectl("apply", "-f", file);
    }

    private void kubectl(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 1];
        command[0] = ApiServer.find("kubectl").orElseThrow().toString();
        System.arraycopy(words, 0, command, 1, words.length);
        program.run(command);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / NANOS;
    }
}
