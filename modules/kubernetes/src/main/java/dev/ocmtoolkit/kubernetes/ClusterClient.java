// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** Makes clients of API servers. */
public final class ClusterClient {
    /** A turn that failed is made again anyway; so many repeats, with growing pauses, only bridge an API server that starts anew. */
    private static final int REPEATS = 4;

    private ClusterClient() {}

    /**
     * A client; to be closed.
     *
     * @param config where the API server is, and who is asking
     * @return the client
     */
    public static KubernetesClient of(Config config) {
        config.setRequestRetryBackoffLimit(REPEATS);
        ObjectMapper json = new ObjectMapper();
        // The list of the metadata of nothing has null for its items, which informers do not bear.
        json.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        // Of the thousands of classes for what there is in clusters, only those that are asked for.
        KubernetesSerialization serialization = new KubernetesSerialization(json, false);
        serialization.registerKubernetesResource(Status.class);
        ClusterObject.KINDS.forEach(serialization::registerKubernetesResource);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(serialization)
                .withHttpClientBuilderConsumer(
                        builder -> builder.addOrReplaceInterceptor("metadata-only", DataWatch.METADATA_ONLY))
                .build();
    }
}
