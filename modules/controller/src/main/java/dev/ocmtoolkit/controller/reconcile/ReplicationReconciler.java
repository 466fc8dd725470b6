// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.controller.api.ComponentInfo;
import dev.ocmtoolkit.controller.api.ComponentKind;
import dev.ocmtoolkit.controller.api.ConfigRef;
import dev.ocmtoolkit.controller.api.ReplicationKind;
import dev.ocmtoolkit.controller.api.ReplicationSpec;
import dev.ocmtoolkit.controller.api.ReplicationStatus;
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
import dev.ocmtoolkit.ocm.transfer.TransferOptions;
import dev.ocmtoolkit.ocm.transfer.TransferRequest;
import dev.ocmtoolkit.ocm.transfer.TransferRequest.Roots;
import java.time.Duration;
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
    /** How long a transfer may run before it is told how far it is. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final ReplicationKind kind = new ReplicationKind();
    private final Transfers transfers;
    private final RepositorySpecs specs;

    /**
     * A reconciler.
     *
     * @param transfers what moves content
     * @param archives which archives objects may name
     */
    public ReplicationReconciler(Transfers transfers, Archives archives) {
        this.transfers = transfers;
        this.specs = new RepositorySpecs(archives);
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
        ReplicationReport report = ReplicationReport.of(spec.face());
        Optional<RawObject> component = world.find(spec.component());
        Optional<RawObject> target = world.findFirst(spec.target().candidates());
        Readiness componentReady = readiness(object, component);
        Readiness targetReady = readiness(object, target);
        if (componentReady == Readiness.NOT_READY) {
            return ending(object, report.componentNotReady(object, component));
        }
        if (targetReady == Readiness.NOT_READY) {
            return ending(object, report.targetNotReady(object, target));
        }
        if (componentReady == Readiness.STALE || targetReady == Readiness.STALE) {
            return new Outcome.Working<>();
        }
        ComponentInfo info =
                new ComponentKind().status(component.orElseThrow()).component().orElseThrow();
        if (!spec.signatures().isEmpty()) {
            return notReady(object, ReplicationReport.FAILED, ComponentReconciler.unverified(spec.signatures()));
        }
        List<ConfigRef> effective;
        OcmConfig config;
        try {
            effective = effective(object, component.orElseThrow(), target.orElseThrow(), world);
            config = EffectiveConfig.load(effective, world);
        } catch (Failure failure) {
            return notReady(object, spec.face().configurationFailed(), Sentence.of(failure));
        }
        return transfer(new ReplicationTask(object, info, target.orElseThrow(), effective), config, report);
    }

    /** While a transfer is under way, it finds out itself what works: one look that failed is no reason to throw away what it moved. */
    private Readiness readiness(ApiObject<ReplicationSpec, ReplicationStatus> object, Optional<RawObject> found) {
        Readiness ready = Readiness.of(found);
        boolean waits = ready == Readiness.NOT_READY
                && found.filter(one -> !one.isDeleting()).isPresent()
                && transfers.isUnderWay(object.raw().uid());
        return waits ? Readiness.STALE : ready;
    }

    private static List<ConfigRef> effective(
            ApiObject<ReplicationSpec, ReplicationStatus> object, RawObject component, RawObject target, World world) {
        ReplicationSpec spec = object.spec();
        List<ConfigRef> own = EffectiveConfig.of(object.raw(), spec.ocmConfig(), component, spec.face(), world);
        if (!spec.face().inherits()) {
            return own;
        }
        List<ConfigRef> all = new ArrayList<>(own);
        all.addAll(EffectiveConfig.effective(target));
        return List.copyOf(all);
    }

    private Outcome<ReplicationStatus> transfer(ReplicationTask task, OcmConfig config, ReplicationReport report) {
        TransferRequest request;
        try {
            request = new TransferRequest(
                    new Roots.Versions(List.of(task.id())),
                    specs.read(task.component().repositorySpec()),
                    specs.read(task.target().spec().path("repositorySpec")),
                    TransferOptions.of(config.transport(), true),
                    config);
        } catch (Failure failure) {
            return ending(task.object(), report.unusable(task, Sentence.of(failure)));
        }
        return switch (transfers.ask(task.uid(), request)) {
            case Transfers.State.Running running -> working(task, running, report);
            case Transfers.State.Finished finished -> ended(task, task.ended(finished), report);
            case Transfers.State.Broken broken -> ended(task, task.ended(broken), report);
        };
    }

    /** Of a transfer that is over at once nothing is told but its end. */
    private static Outcome<ReplicationStatus> working(
            ReplicationTask task, Transfers.State.Running running, ReplicationReport report) {
        Duration untilTold = SHORT.minus(running.elapsed());
        if (untilTold.isPositive()) {
            return new Outcome.Working<>(Optional.empty(), Optional.of(untilTold), false);
        }
        // That a transfer runs says nothing of how it will end, but that whatever stood in its way does no longer.
        boolean isOvercome = task.object()
                .raw()
                .ready()
                .filter(ready -> !ready.isTrue() && !ready.reason().equals(ReplicationReport.FAILED))
                .isPresent();
        return new Outcome.Working<>(
                Optional.of(report.transferring(task, ReplicationReport.progress(task, running))),
                Optional.of(BETWEEN_LOOKS),
                isOvercome);
    }

    private Outcome<ReplicationStatus> ended(
            ReplicationTask task, ReplicationTask.Ended ended, ReplicationReport report) {
        Runnable taken = () -> transfers.taken(task.uid());
        return ended.failures().isEmpty() ? report.succeeded(task, ended, taken) : report.failed(task, ended, taken);
    }

    private Outcome<ReplicationStatus> notReady(
            ApiObject<ReplicationSpec, ReplicationStatus> object, String reason, String message) {
        return ending(object, new Outcome.NotReady<>(object.status(), reason, message));
    }

    /** Where something stands in the way of a transfer, none goes on. */
    private Outcome<ReplicationStatus> ending(
            ApiObject<ReplicationSpec, ReplicationStatus> object, Outcome<ReplicationStatus> outcome) {
        transfers.cancel(object.raw().uid());
        return outcome;
    }
}
