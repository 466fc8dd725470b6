// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.reconcile.Reconcilers;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.Set;

/**
 * Sees the changes of the objects of one kind that others made, also those that are no reason for a turn of the object itself, and wakes
 * objects of the kind.
 */
final class Changes<P extends ClusterObject> extends AbstractEventSource<P, P> implements ResourceEventAware<P> {
    private final Cache<P> objects;
    private final Reconcilers reconcilers;
    private final WakeUps wakeUps;

    Changes(Class<P> type, Cache<P> objects, Reconcilers reconcilers, WakeUps wakeUps) {
        super(type, "changes");
        this.objects = objects;
        this.reconcilers = reconcilers;
        this.wakeUps = wakeUps;
    }

    /** The event is one of the object's own, since the SDK forgets others when it does not know the object (yet, or any more). */
    void wake(ObjectId id) {
        ResourceID key = new ResourceID(id.name(), id.namespace());
        objects.get(key)
                .ifPresent(object ->
                        getEventHandler().handleEvent(new ResourceEvent(ResourceAction.UPDATED, key, object)));
    }

    /** Of objects that are as they should be, as most are at the start, nobody waits to hear. */
    @Override
    public void onResourceCreated(P resource) {
        RawObject object = resource.raw();
        wakeUps.note(object, reconcilers.watched(object));
        if (!object.isSettled()) {
            wakeUps.changed(object.id());
        }
    }

    @Override
    public void onResourceUpdated(P resource, P before) {
        RawObject object = resource.raw();
        wakeUps.note(object, reconcilers.watched(object));
        wakeUps.changed(object.id());
        boolean isAnother =
                !resource.getMetadata().getUid().equals(before.getMetadata().getUid());
        if (isAnother) {
            wake(object.id());
        }
    }

    @Override
    public Set<P> getSecondaryResources(P primary) {
        return Set.of();
    }
}
