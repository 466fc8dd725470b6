// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.contract.ContractHost;
import dev.ocmtoolkit.controller.contract.HostContract;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract's malformed objects, which our definitions would refuse, and which older ones may have let in. */
class StoredBeforeTest extends HostContract {
    /** The behaviours with objects that our definitions refuse, or of which they drop unknown fields. */
    static final Set<String> REFUSED = Set.of("bad-repositories", "config", "kinds", "unknown-fields");

    private static Cluster cluster;

    @BeforeAll
    static void define() {
        cluster = new Cluster(ApiServer.shared());
        cluster.define(Optional.of(Cluster.anything()));
        List.of("other", "here", "there").forEach(cluster::namespace);
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected boolean has(String behaviour) {
        return REFUSED.contains(behaviour);
    }

    @Override
    protected ContractHost host() {
        return new ClusterHost(cluster);
    }
}
