// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.core.Sentence;
import dev.ocmtoolkit.controller.reconcile.Archives;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The program: the controllers for the objects of a cluster, until it is told to end. Ends with 0 when it was told so, and with 1 when it
 * could not start, or when another process has taken over.
 */
public final class OcmController {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    /** How long an end may take before the process is simply gone: less than Kubernetes waits. */
    private static final Duration GRACE = Duration.ofSeconds(8);

    /** Between two tries to start, in seconds. */
    private static final int PAUSE = 2;

    private final Options options;
    private final CompletableFuture<Void> told = new CompletableFuture<>();

    private OcmController(Options options) {
        this.options = options;
    }

    /**
     * Starts.
     *
     * @param words flags, see {@code docs/operations.md}
     */
    public static void main(String[] words) {
        int code = FAILED;
        try {
            Options options = Options.of(List.of(words));
            log(options.logLevel());
            code = new OcmController(options).run();
        } catch (Failure failure) {
            System.err.println("ocm-controller: " + Sentence.of(failure));
        }
        Runtime.getRuntime().halt(code);
    }

    /** Before anything is logged. */
    private static void log(String level) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.setProperty("org.slf4j.simpleLogger.log.dev.ocmtoolkit", level);
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
        System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
    }

    private int run() {
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.complete(null);
            try {
                main.join(GRACE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (KubernetesClient client = ClusterClient.of(config());
                Probes probes = options.healthProbeAddress().map(Probes::new).orElse(null);
                MetricsPage metrics =
                        options.metricsAddress().map(MetricsPage::new).orElse(null)) {
            return options.leaderElect() ? runAsLeader(client, probes, metrics) : work(client, probes, metrics, told);
        }
    }

    private Config config() {
        return options.kubeconfig()
                .map(file -> Config.fromKubeconfig(new File(file)))
                .orElseGet(() -> Config.autoConfigure(null));
    }

    private int runAsLeader(KubernetesClient client, @Nullable Probes probes, @Nullable MetricsPage metrics) {
        String namespace = options.leaseNamespace().orElse(client.getNamespace());
        if (namespace == null) {
            throw new Failure(Failure.Kind.INVALID, "nothing says in which namespace the lease is")
                    .hint("set --leader-election-namespace");
        }
        try (Leadership leadership = new Leadership(client, namespace)) {
            if (probes != null) {
                probes.ready();
            }
            CompletableFuture.anyOf(leadership.gained(), told).join();
            return told.isDone()
                    ? DONE
                    : work(client, probes, metrics, CompletableFuture.anyOf(told, leadership.lost()));
        }
    }

    private int work(
            KubernetesClient client, @Nullable Probes probes, @Nullable MetricsPage metrics, CompletableFuture<?> end) {
        Complaints complaints = new Complaints(InstantSource.system());
        try (Origins origins = new Origins(HttpSettings.of(System.getenv()));
                CopyEngine engine = new CopyEngine()) {
            while (!end.isDone()) {
                try (KubernetesHost host = KubernetesHost.start(client, origins, engine, settings(metrics))) {
                    if (probes != null) {
                        probes.ready();
                    }
                    CompletableFuture.anyOf(end, host.outdated()).join();
                } catch (KubernetesClientException e) {
                    complaints.say(ApiTrouble.of("asking for the kinds of the cluster", e)
                            .sentence());
                    pause(end);
                }
            }
        }
        return told.isDone() ? DONE : FAILED;
    }

    private HostSettings settings(@Nullable MetricsPage metrics) {
        return new HostSettings(
                InstantSource.system(),
                options.archiveDirectory()
                        .<Archives>map(directory -> new Archives.Below(Path.of(directory)))
                        .orElseGet(Archives.None::new),
                Optional.ofNullable(metrics).map(MetricsPage::next));
    }

    private static void pause(CompletableFuture<?> end) {
        CompletableFuture.anyOf(end, new CompletableFuture<Void>().completeOnTimeout(null, PAUSE, TimeUnit.SECONDS))
                .join();
    }
}
