// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.controller.api.Face;
import dev.ocmtoolkit.controller.api.Group;
import dev.ocmtoolkit.controller.api.LatestTransfer;
import dev.ocmtoolkit.controller.api.ReplicationSpec;
import dev.ocmtoolkit.controller.api.ReplicationStatus;
import dev.ocmtoolkit.controller.core.ApiObject;
import dev.ocmtoolkit.controller.core.Condition;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.Outcome;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.Sentence;
import dev.ocmtoolkit.controller.reconcile.ReplicationTask.Ended;
import dev.ocmtoolkit.controller.reconcile.ReplicationTask.Failed;
import java.util.List;
import java.util.Optional;

/** The second generation: the latest transfer only, and a condition that tells of the one in progress, and how it ended. */
record LatestReport() implements ReplicationReport {
    private static final String COMPLETE = "TransferComplete";

    @Override
    public Outcome<ReplicationStatus> componentNotReady(
            ApiObject<ReplicationSpec, ReplicationStatus> object, Optional<RawObject> component) {
        return new Outcome.NotReady<>(
                object.status(),
                "ResourceIsNotAvailable",
                unavailable(object.spec().component(), component));
    }

    @Override
    public Outcome<ReplicationStatus> targetNotReady(
            ApiObject<ReplicationSpec, ReplicationStatus> object, Optional<RawObject> target) {
        ObjectId id = object.spec().target().candidates().getLast();
        return new Outcome.NotReady<>(object.status(), Face.REPOSITORY.repositoryFailed(), unavailable(id, target));
    }

    private static String unavailable(ObjectId id, Optional<RawObject> found) {
        if (found.isEmpty()) {
            return "failed to locate object: %s.%s \"%s\" not found".formatted(id.kind(), Group.NAME, id.name());
        }
        return "object is %s: %s/%s"
                .formatted(found.get().isDeleting() ? "being deleted" : "not ready", id.namespace(), id.name());
    }

    @Override
    public Outcome<ReplicationStatus> unusable(ReplicationTask task, String sentence) {
        LatestTransfer latest = task.before().latest().failed(task.component(), List.of());
        return new Outcome.NotReady<>(
                status(task, latest, aborted(task, sentence)), Face.REPOSITORY.repositoryFailed(), sentence);
    }

    @Override
    public ReplicationStatus transferring(ReplicationTask task, Condition progress) {
        LatestTransfer before = task.before().latest();
        return status(task, before.failed(task.component(), before.failures()), progress);
    }

    @Override
    public Outcome<ReplicationStatus> succeeded(ReplicationTask task, Ended ended, Runnable taken) {
        String version = task.component().version();
        String end = ended.moved() ? "transferred component version " + version : "source digest already transferred";
        ReplicationStatus status = status(
                task,
                task.before().latest().succeeded(task.component()),
                ReplicationReport.transfer(task, false, COMPLETE, end));
        return new Outcome.Ready<>(status, "Successfully transferred component version " + version, taken);
    }

    @Override
    public Outcome<ReplicationStatus> failed(ReplicationTask task, Ended ended, Runnable taken) {
        String sentence = Sentence.of(ended.failures().getFirst().failure());
        LatestTransfer latest = task.before()
                .latest()
                .failed(
                        task.component(),
                        ended.failures().stream().map(LatestReport::told).toList());
        return new Outcome.NotReady<>(status(task, latest, aborted(task, sentence)), FAILED, sentence, taken);
    }

    private static LatestTransfer.Failed told(Failed failed) {
        String id = failed.id().toString();
        return new LatestTransfer.Failed(id, id + " [ComponentVersion]", Sentence.of(failed.failure()));
    }

    private static Condition aborted(ReplicationTask task, String sentence) {
        return ReplicationReport.transfer(
                task, false, FAILED, "transfer attempt aborted because of error: " + sentence);
    }

    private static ReplicationStatus status(ReplicationTask task, LatestTransfer latest, Condition transfer) {
        return new ReplicationStatus(List.of(), latest, Optional.of(transfer), task.effective());
    }
}
