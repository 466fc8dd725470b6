// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.api.Group;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Which of the kinds that matter here a cluster has: definitions may be missing, or come later. */
final class ServedKinds {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private ServedKinds() {}

    /**
     * Asks.
     *
     * @param client connected to the cluster
     * @return the kinds that it has
     * @throws KubernetesClientException when the API server does not say
     */
    static List<Class<? extends ClusterObject>> of(KubernetesClient client) {
        APIResourceList found = client.getApiResources(Group.API_VERSION);
        List<String> served = found == null
                ? List.of()
                : found.getResources().stream().map(APIResource::getName).toList();
        return Stream.concat(ClusterObject.KINDS.stream(), Stream.of(ClusterObject.Resource.class))
                .filter(kind -> served.contains(HasMetadata.getPlural(kind)))
                .toList();
    }

    /**
     * Waits until a cluster has other kinds than it had.
     *
     * @param client connected to the cluster
     * @param before the kinds that it had
     * @throws InterruptedException when nobody is interested any more
     */
    static void awaitOthers(KubernetesClient client, List<Class<? extends ClusterObject>> before)
            throws InterruptedException {
        boolean isAsBefore = true;
        while (isAsBefore) {
            Thread.sleep(BETWEEN_LOOKS);
            try {
                isAsBefore = of(client).equals(before);
            } catch (KubernetesClientException away) {
                // Whoever works on objects says that.
            }
        }
    }
}
