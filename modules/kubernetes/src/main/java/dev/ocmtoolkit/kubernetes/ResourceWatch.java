// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.api.ComponentKind;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.reconcile.ComponentReconciler;
import dev.ocmtoolkit.oci.Failure;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The Resources of the Go controllers, in a cluster that has that kind: a Component has to stay as long as one refers to it. Ended by
 * {@link #close}.
 */
final class ResourceWatch implements AutoCloseable {
    private final SharedIndexInformer<ClusterObject.Resource> informer;

    /**
     * Starts.
     *
     * @param client connected to the cluster
     * @param released is told each Component that a Resource no longer refers to
     */
    ResourceWatch(KubernetesClient client, Consumer<ObjectId> released) {
        informer =
                client.resources(ClusterObject.Resource.class).inAnyNamespace().runnableInformer(0);
        informer.addEventHandler(new Told(released));
        informer.exceptionHandler((_, _) -> true);
        informer.start();
    }

    /**
     * All of a namespace.
     *
     * @param namespace the namespace
     * @return them, in the order of their names
     * @throws Failure UNAVAILABLE when they cannot be listed
     */
    List<RawObject> list(String namespace) {
        if (!informer.hasSynced()) {
            throw new Failure(Failure.Kind.UNAVAILABLE, "objects of kind Resource cannot be listed")
                    .hint("grant list and watch of resources.delivery.ocm.software");
        }
        return informer.getStore().list().stream()
                .filter(resource -> resource.getMetadata().getNamespace().equals(namespace))
                .map(ClusterObject::raw)
                .sorted(Comparator.comparing(RawObject::id))
                .toList();
    }

    private record Told(Consumer<ObjectId> released) implements ResourceEventHandler<ClusterObject.Resource> {
        @Override
        public void onAdd(ClusterObject.Resource added) {}

        @Override
        public void onUpdate(ClusterObject.Resource before, ClusterObject.Resource now) {
            tell(before);
        }

        @Override
        public void onDelete(ClusterObject.Resource gone, boolean finalStateUnknown) {
            tell(gone);
        }

        private void tell(ClusterObject.Resource resource) {
            RawObject object = resource.raw();
            released.accept(new ObjectId(
                    ComponentKind.NAME, object.id().namespace(), ComponentReconciler.componentOfResource(object)));
        }
    }

    @Override
    public void close() {
        informer.stop();
    }
}
