// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.controller.api.Face;
import dev.ocmtoolkit.controller.api.ReplicationSpec;
import dev.ocmtoolkit.controller.api.ReplicationStatus;
import dev.ocmtoolkit.controller.core.ApiObject;
import dev.ocmtoolkit.controller.core.Condition;
import dev.ocmtoolkit.controller.core.Outcome;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.transfers.Transfers.State;
import dev.ocmtoolkit.oci.ByteCount;
import java.util.Optional;

/** How a {@code Replication} tells how it stands. What it does is the same in both generations; this is where they differ. */
sealed interface ReplicationReport permits HistoryReport, LatestReport {

    /** The reason of a transfer that failed. */
    String FAILED = "ReplicationFailed";
    /** The report of a generation. */
    static ReplicationReport of(Face face) {
        return switch (face) {
            case OCM_REPOSITORY -> new HistoryReport();
            case REPOSITORY -> new LatestReport();
        };
    }

    /** There is no component that could be transferred. */
    Outcome<ReplicationStatus> componentNotReady(
            ApiObject<ReplicationSpec, ReplicationStatus> object, Optional<RawObject> component);

    /** There is no repository that it could be transferred to. */
    Outcome<ReplicationStatus> targetNotReady(
            ApiObject<ReplicationSpec, ReplicationStatus> object, Optional<RawObject> target);

    /** One of the repositories is described wrongly. */
    Outcome<ReplicationStatus> unusable(ReplicationTask task, String sentence);

    /** What the status is while a transfer runs. */
    ReplicationStatus transferring(ReplicationTask task, Condition progress);

    /** A transfer of which nothing failed. */
    Outcome<ReplicationStatus> succeeded(ReplicationTask task, ReplicationTask.Ended ended, Runnable taken);

    /** A transfer of which something failed. */
    Outcome<ReplicationStatus> failed(ReplicationTask task, ReplicationTask.Ended ended, Runnable taken);

    /** What is said of a transfer that takes its time. */
    static Condition progress(ReplicationTask task, State.Running running) {
        String amount = running.expected() == 0
                ? ""
                : ": %s of %s".formatted(ByteCount.text(running.sent()), ByteCount.text(running.expected()));
        String message = "transferring component version " + task.component().version() + amount;
        return transfer(task, true, "TransferInProgress", message);
    }

    /** The condition that tells of a transfer. */
    static Condition transfer(ReplicationTask task, boolean runs, String reason, String message) {
        return new Condition(
                Condition.TRANSFER_IN_PROGRESS,
                runs,
                reason,
                message,
                task.object().raw().generation(),
                "");
    }
}
