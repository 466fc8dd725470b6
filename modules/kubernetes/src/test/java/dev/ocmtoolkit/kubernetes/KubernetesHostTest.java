// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.contract.ContractHost;
import dev.ocmtoolkit.controller.contract.HostContract;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, on the host in Kubernetes, with the kinds as they are installed. */
class KubernetesHostTest extends HostContract {
    private static Cluster cluster;

    @BeforeAll
    static void define() {
        cluster = new Cluster(ApiServer.shared());
        cluster.define(Optional.empty());
        List.of("other", "here", "there").forEach(cluster::namespace);
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Manifests that are no objects are kubectl's matter; objects that the definitions refuse are in {@link StoredBeforeTest}. */
    @Override
    protected boolean has(String behaviour) {
        return !behaviour.equals("bad-files") && !StoredBeforeTest.REFUSED.contains(behaviour);
    }

    @Override
    protected ContractHost host() {
        return new ClusterHost(cluster);
    }
}
