// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

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
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(
                        builder -> builder.addOrReplaceInterceptor("metadata-only", DataWatch.METADATA_ONLY))
                .build();
    }
}
