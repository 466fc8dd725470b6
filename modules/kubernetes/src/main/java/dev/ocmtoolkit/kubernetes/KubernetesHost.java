// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.core.EventCorrelator;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.Turn;
import dev.ocmtoolkit.controller.reconcile.Reconcilers;
import dev.ocmtoolkit.controller.transfers.TransferRuns;
import dev.ocmtoolkit.controller.transfers.Transfers;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.repository.ContentCache;
import dev.ocmtoolkit.ocm.transfer.Transfer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.ResolvedControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Runs the reconcilers for the objects of a cluster. Made by {@link #start}, ended by {@link #close}. */
public final class KubernetesHost implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** Beyond that, turns begin without the kinds that could not be listed. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ClusterEvents events;
    private final Transfers transfers;
    private final DataWatch data;
    private final Optional<ResourceWatch> resources;
    private final Operator operator;
    private final Thread lookout;
    private final CompletableFuture<Void> outdated = new CompletableFuture<>();

    private KubernetesHost(
            KubernetesClient client,
            List<Class<? extends ClusterObject>> served,
            Origins origins,
            CopyEngine engine,
            HostSettings how) {
        InstantSource clock = how.clock();
        Optional<ControllerMetrics> metrics = how.metrics();
        Complaints complaints = new Complaints(clock);
        WakeUps wakeUps = new WakeUps();
        this.resources = served.contains(ClusterObject.Resource.class)
                ? Optional.of(new ResourceWatch(client, wakeUps::wake))
                : Optional.empty();
        ClusterWorld world = new ClusterWorld(client, resources);
        List<Class<? extends ClusterObject>> kinds =
                ClusterObject.KINDS.stream().filter(served::contains).toList();
        ContentCache cache = new ContentCache(ContentCache.LIMIT);
        this.events = new ClusterEvents(client, complaints);
        metrics.ifPresent(all -> all.follow(new ReplicationLag(world, clock)));
        this.transfers = new TransferRuns(
                new Transfer(origins, engine, cache),
                clock,
                wakeUps::wake,
                ended -> metrics.ifPresent(all -> all.transferred(ended)));
        this.data = new DataWatch(client, wakeUps::changed, complaints);
        TurnParts parts = new TurnParts(
                new Turn(clock),
                new Reconcilers(origins, cache, transfers, how.archives()),
                world,
                wakeUps,
                new ObjectPatches(client),
                new EventCorrelator(events, clock),
                complaints);
        ConfigurationService settings = settings(client, wakeUps, complaints, metrics);
        this.operator = new Operator(settings);
        kinds.forEach(type -> register(type, parts, settings));
        events.start();
        data.start(clock.instant());
        if (!kinds.isEmpty()) {
            operator.start();
        }
        kinds.stream()
                .filter(kind -> !world.knows(HasMetadata.getKind(kind)))
                .forEach(kind -> sayWhy(client, kind, complaints));
        world.complete();
        if (kinds.size() < ClusterObject.KINDS.size()) {
            complaints.say(missing(kinds));
        }
        this.lookout = Thread.ofVirtual().name("kinds").start(() -> watchForKinds(client, served));
    }

    /** The SDK tries on and keeps the reason to itself. */
    private static void sayWhy(KubernetesClient client, Class<? extends ClusterObject> kind, Complaints complaints) {
        String act = "listing " + HasMetadata.getFullResourceName(kind);
        try {
            client.resources(kind)
                    .inAnyNamespace()
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            complaints.say(act + " takes long; turns that need them wait");
        } catch (KubernetesClientException e) {
            complaints.say(ApiTrouble.of(act, e).sentence());
        }
    }

    private static String missing(List<Class<? extends ClusterObject>> kinds) {
        String names = ClusterObject.KINDS.stream()
                .filter(kind -> !kinds.contains(kind))
                .map(HasMetadata::getFullResourceName)
                .collect(Collectors.joining(", "));
        return "the cluster has no definition of %s; install it with kubectl apply -k config/crd, until then others are looked after"
                .formatted(names);
    }

    private void watchForKinds(KubernetesClient client, List<Class<? extends ClusterObject>> kinds) {
        try {
            ServedKinds.awaitOthers(client, kinds);
            outdated.complete(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Starts.
     *
     * @param client connected to the cluster by {@link ClusterClient}; closed by who made it, after this
     * @param origins connections to registries; closed by who made them, after this
     * @param engine what moves content; closed by who made it, after this
     * @param how how it is to run
     * @return the running host
     * @throws KubernetesClientException when the API server cannot be asked which kinds it has
     */
    public static KubernetesHost start(KubernetesClient client, Origins origins, CopyEngine engine, HostSettings how) {
        return new KubernetesHost(client, ServedKinds.of(client), origins, engine, how);
    }

    /** {@return completes when the cluster has other kinds, or can no longer be followed: then another host is to be started} */
    public CompletableFuture<Void> outdated() {
        return outdated;
    }

    private ConfigurationService settings(
            KubernetesClient client, WakeUps wakeUps, Complaints complaints, Optional<ControllerMetrics> metrics) {
        Metrics forgotten = new Forgotten(wakeUps);
        return ConfigurationService.newOverriddenConfigurationService(settings -> settings.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withExecutorService(Executors.newVirtualThreadPerTaskExecutor())
                .withResourceCloner(AS_IT_IS)
                .withStopOnInformerErrorDuringStartup(false)
                .withCacheSyncTimeout(PATIENCE)
                .withInformerStoppedHandler((informer, why) -> {
                    if (why != null) {
                        complaints.say("changes of %s can no longer be followed: %s"
                                .formatted(informer.getApiTypeClass().getSimpleName(), why.getMessage()));
                        outdated.complete(null);
                    }
                })
                .withReconciliationTerminationTimeout(GRACE)
                .withMetrics(metrics.<Metrics>map(all -> new AggregatedMetrics(List.of(forgotten, all.turns())))
                        .orElse(forgotten)));
    }

    private <P extends ClusterObject> void register(Class<P> type, TurnParts parts, ConfigurationService settings) {
        String kind = HasMetadata.getKind(type);
        ControllerConfiguration<P> configuration = new ResolvedControllerConfiguration<>(
                HasMetadata.getSingular(type),
                true,
                ObjectTurns.class.getName(),
                GenericRetry.noRetry(),
                LinearRateLimiter.deactivatedRateLimiter(),
                null,
                null,
                Map.of(),
                null,
                settings,
                InformerConfiguration.builder(type).buildForController(),
                true,
                null);
        operator.register(new ObjectTurns<>(type, kind, parts), configuration);
    }

    /** Turns change no object in place, so that they need no copies. */
    private static final Cloner AS_IT_IS = new Cloner() {
        @Override
        public <T extends HasMetadata> T clone(T object) {
            return object;
        }
    };

    /**
     * With the end of the turn that a deletion caused, the SDK forgets all about the name, even an object that was made under it meanwhile.
     * This is where it says so.
     */
    private record Forgotten(WakeUps wakeUps) implements Metrics {
        @Override
        public void cleanupDone(ResourceID id, Map<String, Object> metadata) {
            if (metadata.get(Constants.RESOURCE_GVK_KEY) instanceof GroupVersionKind type) {
                wakeUps.wake(new ObjectId(type.getKind(), id.getNamespace().orElse(""), id.getName()));
            }
        }
    }

    /** Ends all turns and transfers; objects stay as they are. */
    @Override
    public void close() {
        lookout.interrupt();
        operator.stop();
        data.close();
        resources.ifPresent(ResourceWatch::close);
        transfers.close();
        events.close();
    }
}
