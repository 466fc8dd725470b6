// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.controller.api.ComponentInfo;
import dev.ocmtoolkit.controller.api.ConfigRef;
import dev.ocmtoolkit.controller.api.ReplicationSpec;
import dev.ocmtoolkit.controller.api.ReplicationStatus;
import dev.ocmtoolkit.controller.core.ApiObject;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.Uid;
import dev.ocmtoolkit.controller.transfers.Transfers.State;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import java.time.Instant;
import java.util.List;

/**
 * What a {@code Replication} has to do, once all that it depends on is ready.
 *
 * @param object the Replication
 * @param component what is to be transferred
 * @param target where it is to be
 * @param effective the configuration for that
 */
record ReplicationTask(
        ApiObject<ReplicationSpec, ReplicationStatus> object,
        ComponentInfo component,
        RawObject target,
        List<ConfigRef> effective) {

    /** A component version that is not at the target, and why. */
    record Failed(ComponentId id, Failure failure) {}

    /** How a transfer ended: nothing failed, or what did, in visiting order. */
    record Ended(Instant started, Instant ended, boolean moved, List<Failed> failures) {}

    ReplicationStatus before() {
        return object.status();
    }

    Uid uid() {
        return object.raw().uid();
    }

    ComponentId id() {
        return new ComponentId(component.component(), component.version());
    }

    Ended ended(State.Finished finished) {
        List<Failed> failures = finished.report().failed().stream()
                .map(result -> new Failed(result.node().id(), result.failure().orElseThrow()))
                .toList();
        return new Ended(finished.started(), finished.ended(), finished.moved(), failures);
    }

    Ended ended(State.Broken broken) {
        return new Ended(broken.started(), broken.ended(), false, List.of(new Failed(id(), broken.failure())));
    }
}
