// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.core.ObjectId;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sees that Secrets and ConfigMaps change, without their content: the API server is asked for their metadata only, and of that only versions
 * are kept. Ended by {@link #close}.
 */
final class DataWatch implements AutoCloseable {
    private static final Map<String, String> PLURALS = Map.of("Secret", "secrets", "ConfigMap", "configmaps");
    /** How far the clock of the API server may be behind. */
    private static final Duration SKEW = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Consumer<ObjectId> changed;
    private final Complaints complaints;
    private final List<SharedIndexInformer<GenericKubernetesResource>> informers = new ArrayList<>();

    /** Makes a client ask for metadata where it asks for all Secrets or all ConfigMaps, which only this class does. */
    static final Interceptor METADATA_ONLY = new Interceptor() {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            String path = request.uri().getPath();
            String query = request.uri().getQuery();
            if (PLURALS.values().stream().anyMatch(plural -> path.endsWith("/api/v1/" + plural))) {
                boolean isWatch = query != null && query.contains("watch=true");
                builder.setHeader(
                        "Accept",
                        "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1"
                                .formatted(isWatch ? "" : "List"));
            }
        }
    };

    DataWatch(KubernetesClient client, Consumer<ObjectId> changed, Complaints complaints) {
        this.client = client;
        this.changed = changed;
        this.complaints = complaints;
    }

    /** Starts; waits for nothing. */
    void start(Instant now) {
        PLURALS.forEach((kind, plural) -> informers.add(start(kind, plural, now.minus(SKEW))));
    }

    private SharedIndexInformer<GenericKubernetesResource> start(String kind, String plural, Instant since) {
        ResourceDefinitionContext what = new ResourceDefinitionContext.Builder()
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
        SharedIndexInformer<GenericKubernetesResource> informer =
                client.genericKubernetesResources(what).inAnyNamespace().runnableInformer(0);
        informer.itemStore(new ReducedStateItemStore<>(
                ReducedStateItemStore.NAME_KEY_STATE,
                GenericKubernetesResource.class,
                client.getKubernetesSerialization()));
        informer.addEventHandler(new Told(kind, since));
        informer.exceptionHandler((_, why) -> {
            sayWhy(plural, why);
            return true;
        });
        informer.start();
        return informer;
    }

    /** Without it they are still read, and a change of one is seen when the time of an object has come. */
    private void sayWhy(String plural, Throwable why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException e) {
                complaints.say(ApiTrouble.of("watching " + plural, e).sentence());
                return;
            }
        }
    }

    private final class Told implements ResourceEventHandler<GenericKubernetesResource> {
        private final String kind;
        private final Instant since;

        Told(String kind, Instant since) {
            this.kind = kind;
            this.since = since;
        }

        @Override
        public void onAdd(GenericKubernetesResource added) {
            // What was there at the start is no news.
            if (Instant.parse(added.getMetadata().getCreationTimestamp()).isAfter(since)) {
                tell(added);
            }
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
            if (!before.getMetadata()
                    .getResourceVersion()
                    .equals(now.getMetadata().getResourceVersion())) {
                tell(now);
            }
        }

        @Override
        public void onDelete(GenericKubernetesResource gone, boolean finalStateUnknown) {
            tell(gone);
        }

        private void tell(GenericKubernetesResource data) {
            changed.accept(new ObjectId(
                    kind, data.getMetadata().getNamespace(), data.getMetadata().getName()));
        }
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
    }
}
