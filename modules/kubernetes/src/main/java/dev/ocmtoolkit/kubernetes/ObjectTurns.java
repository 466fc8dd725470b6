// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.core.Effects;
import dev.ocmtoolkit.controller.core.FinalizerChange;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.Turn.Occasion;
import dev.ocmtoolkit.controller.core.Uid;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.controller.ControllerEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The turns of the objects of one kind, for the SDK, which makes one at a time of each object. */
final class ObjectTurns<P extends ClusterObject> implements Reconciler<P> {
    private final Class<P> type;
    private final String kind;
    private final TurnParts parts;
    private final Map<ObjectId, Uid> known = new ConcurrentHashMap<>();
    private final Set<Uid> hadTurn = ConcurrentHashMap.newKeySet();

    ObjectTurns(Class<P> type, String kind, TurnParts parts) {
        this.type = type;
        this.kind = kind;
        this.parts = parts;
    }

    @Override
    public List<EventSource<?, P>> prepareEventSources(EventSourceContext<P> context) {
        parts.world().add(kind, context.getPrimaryCache());
        Changes<P> changes = new Changes<>(type, context.getPrimaryCache(), parts.reconcilers(), parts.wakeUps());
        parts.wakeUps().route(kind, changes::wake);
        return List.of(changes);
    }

    @Override
    public UpdateControl<P> reconcile(P object, Context<P> context) throws InterruptedException {
        parts.world().awaitComplete();
        RawObject raw = object.raw();
        Optional<Duration> again = Optional.empty();
        if (context.isPrimaryResourceDeleted()) {
            // Whatever has its name by now comes with an event of its own.
            gone(raw.id());
        } else {
            again = next(object, raw, context);
        }
        UpdateControl<P> done = UpdateControl.noUpdate();
        return again.isPresent() ? done.rescheduleAfter(again.get()) : done;
    }

    private Optional<Duration> next(P object, RawObject raw, Context<P> context) {
        Uid before = known.get(raw.id());
        if (before != null && !before.equals(raw.uid())) {
            gone(raw.id());
        }
        if (known.put(raw.id(), raw.uid()) == null) {
            Duration pause = parts.reconcilers().untilFirstTurn(raw);
            if (pause.isPositive()) {
                return Optional.of(pause);
            }
        }
        Occasion occasion = hadTurn.contains(raw.uid()) ? Occasion.USUAL : Occasion.START;
        Effects effects = parts.turn().run(parts.reconcilers().of(raw.id()), raw, parts.world(), occasion);
        try {
            carryOut(effects, object, raw, context);
            hadTurn.add(raw.uid());
            return effects.again();
        } catch (KubernetesClientException e) {
            ApiTrouble trouble = effects.finalizer() instanceof FinalizerChange.None
                    ? ApiTrouble.of("patching " + raw.id(), e)
                    : ApiTrouble.ofTestedPatch("patching " + raw.id(), e);
            if (!trouble.isConflict()) {
                parts.complaints().say(trouble.sentence());
            }
            return Optional.of(trouble.again());
        }
    }

    /** The next turn sees what this one wrote, even before the informer does, and is not caused by it. */
    private void carryOut(Effects effects, P object, RawObject raw, Context<P> context) {
        ControllerEventSource<P> cache = context.eventSourceRetriever().getControllerEventSource();
        P now = object;
        if (effects.finalizer() instanceof FinalizerChange.Add) {
            now = cache.eventFilteringUpdateAndCacheResource(
                    now, read -> parts.patches().finalizers(read, effects.finalizer()));
        }
        if (effects.statusPatch().isPresent()) {
            now = cache.eventFilteringUpdateAndCacheResource(
                    now,
                    read -> parts.patches().status(read, effects.statusPatch().get()));
        }
        effects.applied().run();
        effects.events().forEach(event -> parts.events().tell(raw.id(), raw.uid(), event));
        if (effects.finalizer() instanceof FinalizerChange.Remove) {
            parts.patches().finalizers(now, effects.finalizer());
        }
        if (!now.getMetadata().getResourceVersion().equals(object.getMetadata().getResourceVersion())) {
            RawObject after = now.raw();
            parts.wakeUps().note(after, parts.reconcilers().watched(after));
            parts.wakeUps().changed(after.id());
        }
    }

    /** Whoever waited for the end of an object goes on. */
    private void gone(ObjectId id) {
        Uid uid = known.remove(id);
        if (uid == null) {
            return;
        }
        parts.reconcilers().of(id).gone(uid);
        parts.turn().forget(uid);
        hadTurn.remove(uid);
        Set<ObjectId> referredTo = parts.wakeUps().forget(id, uid);
        parts.wakeUps().changed(id);
        referredTo.stream().filter(parts.world()::isDeleting).forEach(parts.wakeUps()::wake);
    }
}
