// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of several works, the others stand by: the one that holds the Lease that the Go manager takes too, so that neither works beside
 * the other. Ended by {@link #close}, which gives the Lease back.
 */
final class Leadership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final String LEASE = "56490b8c.ocm.software";
    private static final Duration LEASE_DURATION = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<Void> gained = new CompletableFuture<>();
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final CompletableFuture<?> election;

    Leadership(KubernetesClient client, String namespace) {
        String identity = System.getenv().getOrDefault("HOSTNAME", "ocm-controller") + "_" + UUID.randomUUID();
        LeaderElectionConfig config = new LeaderElectionConfig(
                new LeaseLock(namespace, LEASE, identity),
                LEASE_DURATION,
                RENEW_DEADLINE,
                RETRY_PERIOD,
                new LeaderCallbacks(
                        () -> gained.complete(null),
                        () -> lost.complete(null),
                        leader -> LOG.info("{} holds the lease {}/{}", leader, namespace, LEASE)),
                true,
                LEASE);
        this.election = new LeaderElector(client, config, threads).start();
    }

    /** Completes when this process is the one that works. */
    CompletableFuture<Void> gained() {
        return gained;
    }

    /** Completes when it is so no longer; then it must have stopped before the time of its last renewal is over. */
    CompletableFuture<Void> lost() {
        return lost;
    }

    @Override
    public void close() {
        election.cancel(true);
        threads.shutdown();
    }
}
