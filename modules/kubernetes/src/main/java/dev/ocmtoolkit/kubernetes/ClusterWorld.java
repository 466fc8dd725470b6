// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.World;
import dev.ocmtoolkit.controller.reconcile.ComponentReconciler;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.health.EventSourceHealthIndicator;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The objects of the cluster: those of our kinds from the caches of their informers, Secrets and ConfigMaps from the API server, each time.
 * Thread-safe.
 */
final class ClusterWorld implements World {
    private static final Set<String> DATA = Set.of("Secret", "ConfigMap");

    private final KubernetesClient client;
    private final Map<String, IndexerResourceCache<? extends ClusterObject>> byKind = new ConcurrentHashMap<>();
    private final Optional<ResourceWatch> resources;
    private final CountDownLatch known = new CountDownLatch(1);

    ClusterWorld(KubernetesClient client, Optional<ResourceWatch> resources) {
        this.client = client;
        this.resources = resources;
    }

    /** Objects of a kind are in a cache. */
    void add(String kind, IndexerResourceCache<? extends ClusterObject> cache) {
        byKind.put(kind, cache);
    }

    /** The caches have been filled, as far as they can be. */
    void complete() {
        known.countDown();
    }

    /** No turn before all that was there at the start is known: to see nothing would be to see that others are gone. */
    void awaitComplete() throws InterruptedException {
        known.await();
    }

    @Override
    public Optional<RawObject> find(ObjectId id) {
        return DATA.contains(id.kind())
                ? fetch(id)
                : cache(id.kind())
                        .flatMap(cache -> cache.get(new ResourceID(id.name(), id.namespace())))
                        .map(ClusterObject::raw);
    }

    @Override
    public List<RawObject> list(String kind, String namespace) {
        if (kind.equals(ComponentReconciler.RESOURCE)) {
            return resources.map(watch -> watch.list(namespace)).orElse(List.of());
        }
        return cache(kind).stream()
                .flatMap(cache -> cache.list(namespace))
                .map(ClusterObject::raw)
                .sorted(Comparator.comparing(RawObject::id))
                .toList();
    }

    /** All objects of a kind, in no order; none while they are not known. */
    List<RawObject> all(String kind) {
        return Optional.ofNullable(byKind.get(kind)).stream()
                .flatMap(cache -> cache.list())
                .map(ClusterObject::raw)
                .toList();
    }

    /** Whether one of our objects is to go, as far as that is known. */
    boolean isDeleting(ObjectId id) {
        return !DATA.contains(id.kind())
                && knows(id.kind())
                && find(id).filter(RawObject::isDeleting).isPresent();
    }

    /** Empty where the cluster does not have the kind, and so no objects of it. */
    private Optional<IndexerResourceCache<? extends ClusterObject>> cache(String kind) {
        if (!knows(kind)) {
            throw new Failure(Failure.Kind.UNAVAILABLE, "objects of kind %s cannot be listed".formatted(kind))
                    .hint("the log of the controllers says why");
        }
        return Optional.ofNullable(byKind.get(kind));
    }

    /** Whether the objects of a kind are known, or that there can be none. */
    boolean knows(String kind) {
        return !(byKind.get(kind) instanceof EventSourceHealthIndicator health) || health.getStatus() == Status.HEALTHY;
    }

    private Optional<RawObject> fetch(ObjectId id) {
        try {
            HasMetadata found = id.kind().equals("Secret")
                    ? client.secrets()
                            .inNamespace(id.namespace())
                            .withName(id.name())
                            .get()
                    : client.configMaps()
                            .inNamespace(id.namespace())
                            .withName(id.name())
                            .get();
            return Optional.ofNullable(found).map(ClusterWorld::raw);
        } catch (KubernetesClientException e) {
            throw new Failure(
                    Failure.Kind.UNAVAILABLE,
                    Failure.Side.NONE,
                    ApiTrouble.of("reading " + id, e).sentence(),
                    null,
                    e);
        }
    }

    private static @Nullable RawObject raw(HasMetadata data) {
        return Json.mapper().valueToTree(data) instanceof ObjectNode json ? new RawObject(json) : null;
    }
}
