// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.controller.api.ComponentInfo;
import dev.ocmtoolkit.controller.api.ComponentKind;
import dev.ocmtoolkit.controller.api.ConfigRef;
import dev.ocmtoolkit.controller.api.Face;
import dev.ocmtoolkit.controller.api.OcmRepositoryKind;
import dev.ocmtoolkit.controller.api.ReplicationKind;
import dev.ocmtoolkit.controller.api.ReplicationSpec;
import dev.ocmtoolkit.controller.api.ReplicationStatus;
import dev.ocmtoolkit.controller.api.SortedJson;
import dev.ocmtoolkit.controller.api.TransferRecord;
import dev.ocmtoolkit.controller.core.ApiObject;
import dev.ocmtoolkit.controller.core.Kind;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.Outcome;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.Reconciler;
import dev.ocmtoolkit.controller.core.Sentence;
import dev.ocmtoolkit.controller.core.Uid;
import dev.ocmtoolkit.controller.core.World;
import dev.ocmtoolkit.controller.transfers.Transfers;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.config.TransportConfig;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.transfer.TransferOptions;
import dev.ocmtoolkit.ocm.transfer.TransferReport;
import dev.ocmtoolkit.ocm.transfer.TransferRequest;
import dev.ocmtoolkit.ocm.transfer.TransferRequest.Roots;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the version of a component in another repository. What has to be done is decided by a plan each time, never by the history: what
 * went missing at the target is put back.
 */
public final class ReplicationReconciler implements Reconciler<ReplicationSpec, ReplicationStatus> {
    private static final String FAILED = "ReplicationFailed";

    private final ReplicationKind kind = new ReplicationKind();
    private final Transfers transfers;
    private final RepositorySpecs specs;

    /**
     * A reconciler.
     *
     * @param transfers what moves content
     * @param directory against which relative paths of archives are meant
     */
    public ReplicationReconciler(Transfers transfers, Path directory) {
        this.transfers = transfers;
        this.specs = new RepositorySpecs(directory);
    }

    /** One object's turn: what it needs, once that is known to be ready. */
    private record Task(
            ApiObject<ReplicationSpec, ReplicationStatus> object,
            ComponentInfo component,
            RawObject target,
            List<ConfigRef> effective) {
        TransferRecord record(Instant started, Instant ended, Optional<String> error) {
            return new TransferRecord(
                    component.component(),
                    component.version(),
                    SortedJson.text(component.repositorySpec()),
                    SortedJson.text(target.spec().path("repositorySpec")),
                    started.truncatedTo(ChronoUnit.SECONDS).toString(),
                    ended.truncatedTo(ChronoUnit.SECONDS).toString(),
                    error);
        }

        Uid uid() {
            return object.raw().uid();
        }
    }

    @Override
    public Kind<ReplicationSpec, ReplicationStatus> kind() {
        return kind;
    }

    @Override
    public Set<ObjectId> watched(ApiObject<ReplicationSpec, ReplicationStatus> object) {
        Set<ObjectId> all = new LinkedHashSet<>();
        all.add(object.spec().component());
        all.addAll(object.spec().target().candidates());
        all.addAll(EffectiveConfig.watched(
                object, object.spec().ocmConfig(), object.status().effectiveConfig()));
        return all;
    }

    @Override
    public void gone(Uid uid) {
        transfers.cancel(uid);
    }

    @Override
    public Outcome<ReplicationStatus> reconcile(ApiObject<ReplicationSpec, ReplicationStatus> object, World world) {
        ReplicationSpec spec = object.spec();
        Optional<RawObject> component = world.find(spec.component());
        Optional<RawObject> target = spec.target().candidates().stream()
                .flatMap(id -> world.find(id).stream())
                .findFirst();
        Readiness componentReady = Readiness.of(component);
        Readiness targetReady = Readiness.of(target);
        if (componentReady == Readiness.NOT_READY) {
            return notReady(object, "GetResourceFailed", "Component is not ready");
        }
        if (targetReady == Readiness.NOT_READY) {
            return notReady(object, "GetResourceFailed", "OCM repository is not ready");
        }
        if (componentReady == Readiness.STALE || targetReady == Readiness.STALE) {
            return new Outcome.Working<>();
        }
        ComponentInfo info =
                new ComponentKind().status(component.orElseThrow()).component().orElseThrow();
        if (!spec.signatures().isEmpty()) {
            return notReady(object, FAILED, ComponentReconciler.unverified(spec.signatures()));
        }
        List<ConfigRef> effective;
        OcmConfig config;
        try {
            effective = effective(object, component.orElseThrow(), target.orElseThrow(), world);
            config = EffectiveConfig.load(effective, world);
        } catch (Failure failure) {
            return notReady(object, spec.face().configurationFailed(), Sentence.of(failure));
        }
        return transfer(new Task(object, info, target.orElseThrow(), effective), config);
    }

    private static List<ConfigRef> effective(
            ApiObject<ReplicationSpec, ReplicationStatus> object, RawObject component, RawObject target, World world) {
        ReplicationSpec spec = object.spec();
        List<ConfigRef> own = EffectiveConfig.of(object.raw(), spec.ocmConfig(), spec.face(), world);
        if (spec.face() == Face.OCM_REPOSITORY) {
            return own;
        }
        List<ConfigRef> all = new ArrayList<>(
                spec.ocmConfig().isEmpty()
                        ? EffectiveConfig.inherited(
                                new ComponentKind().status(component).effectiveConfig())
                        : own);
        all.addAll(new OcmRepositoryKind().status(target).effectiveConfig());
        return List.copyOf(all);
    }

    private Outcome<ReplicationStatus> transfer(Task task, OcmConfig config) {
        TransferRequest request;
        try {
            request = new TransferRequest(
                    new Roots.Versions(List.of(new ComponentId(
                            task.component().component(), task.component().version()))),
                    specs.read(task.component().repositorySpec()),
                    specs.read(task.target().spec().path("repositorySpec")),
                    options(config.transport()),
                    config);
        } catch (Failure failure) {
            return notReady(task.object(), FAILED, Sentence.of(failure));
        }
        return switch (transfers.ask(task.uid(), request)) {
            case Transfers.State.Running running -> new Outcome.Working<>();
            case Transfers.State.Finished finished ->
                finished.report().failed().isEmpty()
                        ? succeeded(task, finished)
                        : failed(task, sentence(finished.report()), finished.started(), finished.ended());
            case Transfers.State.Broken broken ->
                failed(task, sentence(broken.failure()), broken.started(), broken.ended());
        };
    }

    private static TransferOptions options(TransportConfig config) {
        return new TransferOptions(
                config.recursive().orElse(false),
                config.resourcesByValue().orElse(false),
                config.localResourcesByValue().orElse(false),
                config.sourcesByValue().orElse(false),
                config.overwrite().orElse(false),
                config.omitAccessTypes(),
                true,
                config.uploads());
    }

    private Outcome<ReplicationStatus> succeeded(Task task, Transfers.State.Finished finished) {
        ReplicationSpec spec = task.object().spec();
        TransferRecord done = task.record(finished.started(), finished.ended(), Optional.empty());
        ReplicationStatus before = task.object().status();
        if (spec.face() == Face.REPOSITORY) {
            return new Outcome.Ready<>(
                    new ReplicationStatus(List.of(), Optional.of(task.component()), task.effective()),
                    "Successfully transferred component version "
                            + task.component().version(),
                    () -> transfers.taken(task.uid()));
        }
        boolean isNew = finished.moved() || !before.hasSucceeded(done);
        List<TransferRecord> history = isNew ? before.historyWith(done, spec.historyLength()) : before.history();
        String message = (isNew
                        ? "Successfully replicated %s to %s"
                        : "Replicated in previous reconciliations: %s to %s")
                .formatted(spec.component().name(), task.target().id().name());
        return new Outcome.Ready<>(
                new ReplicationStatus(history, Optional.empty(), task.effective()),
                message,
                () -> transfers.taken(task.uid()));
    }

    private Outcome<ReplicationStatus> failed(Task task, String sentence, Instant started, Instant ended) {
        ReplicationSpec spec = task.object().spec();
        TransferRecord tried = task.record(started, ended, Optional.of(sentence));
        ReplicationStatus before = task.object().status();
        List<TransferRecord> history =
                spec.face() == Face.OCM_REPOSITORY ? before.historyWith(tried, spec.historyLength()) : before.history();
        return new Outcome.NotReady<>(
                new ReplicationStatus(history, before.component(), task.effective()),
                FAILED,
                sentence,
                () -> transfers.taken(task.uid()));
    }

    /** The first failure says why; how many others there are is said too. */
    private static String sentence(TransferReport report) {
        List<TransferReport.Result> failed = report.failed();
        String first = sentence(failed.getFirst().failure().orElseThrow());
        return failed.size() == 1
                ? first
                : "%s (and %d more component versions failed)".formatted(first, failed.size() - 1);
    }

    private static String sentence(Failure failure) {
        boolean missing = failure.side() == Failure.Side.SOURCE && failure.kind() == Failure.Kind.NOT_FOUND;
        return missing
                ? "cannot lookup component version in source repository: " + failure.sentence()
                : "cannot transfer component version to target repository: " + Sentence.of(failure);
    }

    private static Outcome<ReplicationStatus> notReady(
            ApiObject<ReplicationSpec, ReplicationStatus> object, String reason, String message) {
        return new Outcome.NotReady<>(object.status(), reason, message);
    }
}
