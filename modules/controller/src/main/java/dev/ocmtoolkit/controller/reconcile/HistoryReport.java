// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.controller.api.LatestTransfer;
import dev.ocmtoolkit.controller.api.ReplicationSpec;
import dev.ocmtoolkit.controller.api.ReplicationStatus;
import dev.ocmtoolkit.controller.api.SortedJson;
import dev.ocmtoolkit.controller.api.TransferRecord;
import dev.ocmtoolkit.controller.core.ApiObject;
import dev.ocmtoolkit.controller.core.Condition;
import dev.ocmtoolkit.controller.core.Outcome;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.Sentence;
import dev.ocmtoolkit.controller.reconcile.ReplicationTask.Ended;
import dev.ocmtoolkit.controller.reconcile.ReplicationTask.Failed;
import dev.ocmtoolkit.oci.Failure;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first generation: a history of transfers, and nothing of one that is in progress once it has ended. */
record HistoryReport() implements ReplicationReport {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryReport.class);
    private static final String NOT_READY = "GetResourceFailed";
    /** In bytes: a cluster stores no object larger than 1.5 MiB, and an object has other parts. */
    private static final int LARGEST_HISTORY = 512 * 1024;

    @Override
    public Outcome<ReplicationStatus> componentNotReady(
            ApiObject<ReplicationSpec, ReplicationStatus> object, Optional<RawObject> component) {
        return new Outcome.NotReady<>(object.status(), NOT_READY, "Component is not ready");
    }

    @Override
    public Outcome<ReplicationStatus> targetNotReady(
            ApiObject<ReplicationSpec, ReplicationStatus> object, Optional<RawObject> target) {
        return new Outcome.NotReady<>(object.status(), NOT_READY, "OCM repository is not ready");
    }

    @Override
    public Outcome<ReplicationStatus> unusable(ReplicationTask task, String sentence) {
        return new Outcome.NotReady<>(task.before(), FAILED, sentence);
    }

    @Override
    public ReplicationStatus transferring(ReplicationTask task, Condition progress) {
        ReplicationStatus before = task.before();
        return new ReplicationStatus(
                before.history(), LatestTransfer.NONE, Optional.of(progress), before.effectiveConfig());
    }

    @Override
    public Outcome<ReplicationStatus> succeeded(ReplicationTask task, Ended ended, Runnable taken) {
        TransferRecord done = record(task, ended, Optional.empty());
        boolean isNew = ended.moved() || !task.before().hasSucceeded(done);
        String message = (isNew
                        ? "Successfully replicated %s to %s"
                        : "Replicated in previous reconciliations: %s to %s")
                .formatted(
                        task.object().spec().component().name(),
                        task.target().id().name());
        List<TransferRecord> history =
                isNew ? history(task, done) : task.before().history();
        return new Outcome.Ready<>(status(task, history), message, taken);
    }

    @Override
    public Outcome<ReplicationStatus> failed(ReplicationTask task, Ended ended, Runnable taken) {
        String sentence = sentence(ended.failures());
        TransferRecord tried = record(task, ended, Optional.of(sentence));
        return new Outcome.NotReady<>(status(task, history(task, tried)), FAILED, sentence, taken);
    }

    private static List<TransferRecord> history(ReplicationTask task, TransferRecord latest) {
        List<TransferRecord> wanted =
                task.before().historyWith(latest, task.object().spec().historyLength());
        List<TransferRecord> kept = TransferRecord.newest(wanted, LARGEST_HISTORY);
        if (kept.size() < wanted.size()) {
            LOG.warn(
                    "{}: of its history only the last {} transfers are kept, since more are larger than {} KiB; set historyLength to so many",
                    task.object().raw().id(),
                    kept.size(),
                    LARGEST_HISTORY / 1024);
        }
        return kept;
    }

    private static ReplicationStatus status(ReplicationTask task, List<TransferRecord> history) {
        return new ReplicationStatus(history, LatestTransfer.NONE, Optional.empty(), task.effective());
    }

    private static TransferRecord record(ReplicationTask task, Ended ended, Optional<String> error) {
        return new TransferRecord(
                task.component().component(),
                task.component().version(),
                SortedJson.text(task.component().repositorySpec()),
                SortedJson.text(task.target().spec().path("repositorySpec")),
                ended.started().truncatedTo(ChronoUnit.SECONDS).toString(),
                ended.ended().truncatedTo(ChronoUnit.SECONDS).toString(),
                error);
    }

    /** The first failure says why; how many others there are is said too. */
    private static String sentence(List<Failed> failures) {
        Failure first = failures.getFirst().failure();
        boolean missing = first.side() == Failure.Side.SOURCE && first.kind() == Failure.Kind.NOT_FOUND;
        String sentence = missing
                ? "cannot lookup component version in source repository: " + first.sentence()
                : "cannot transfer component version to target repository: " + Sentence.of(first);
        return failures.size() == 1
                ? sentence
                : "%s (and %d more component versions failed)".formatted(sentence, failures.size() - 1);
    }
}
