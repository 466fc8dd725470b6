// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Follows which objects of a kind are ready. */
final class ReadyObjects implements ResourceEventHandler<GenericKubernetesResource>, AutoCloseable {
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(10);

    private final ObjectMapper json = new ObjectMapper();
    private final Set<String> ready = new HashSet<>();
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private int changes;

    ReadyObjects(KubernetesClient client, String kind) {
        informer = client.genericKubernetesResources("delivery.ocm.software/v1alpha1", kind)
                .inNamespace("default")
                .runnableInformer(0);
        informer.addEventHandler(this).run();
    }

    @Override
    public void onAdd(GenericKubernetesResource object) {
        see(object);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
        see(now);
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean finalStateUnknown) {}

    private synchronized void see(GenericKubernetesResource object) {
        changes++;
        boolean isReady = json.valueToTree(object.getAdditionalProperties())
                .at("/status/conditions")
                .findValuesAsText("status")
                .contains("True");
        if (isReady) {
            ready.add(object.getMetadata().getName());
        }
        notifyAll();
    }

    /** Waits until so many have been ready at some time. */
    synchronized void await(int count) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        while (ready.size() < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only %d of %d objects are ready".formatted(ready.size(), count));
            }
            wait(1000);
        }
    }

    /** How many changes of objects there were so far. */
    synchronized int changes() {
        return changes;
    }

    @Override
    public void close() {
        informer.stop();
    }
}
