// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.ReferenceIndex;
import dev.ocmtoolkit.controller.core.Uid;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Who is woken by what: by the end of a transfer, and by a change of something that it depends on. Thread-safe. */
final class WakeUps {
    private final Map<String, Consumer<ObjectId>> byKind = new ConcurrentHashMap<>();
    private final Map<Uid, ObjectId> byUid = new ConcurrentHashMap<>();
    private final ReferenceIndex references = new ReferenceIndex();

    /** From now on, objects of a kind are woken in this way. */
    void route(String kind, Consumer<ObjectId> wake) {
        byKind.put(kind, wake);
    }

    /** Notes an object and what it depends on now. */
    void note(RawObject object, Set<ObjectId> dependsOn) {
        byUid.put(object.uid(), object.id());
        references.put(object.id(), dependsOn);
    }

    /** Forgets an object; returns what it depended on. */
    Set<ObjectId> forget(ObjectId id, Uid uid) {
        byUid.remove(uid);
        return references.remove(id);
    }

    void wake(Uid uid) {
        ObjectId id = byUid.get(uid);
        if (id != null) {
            wake(id);
        }
    }

    void wake(ObjectId id) {
        Consumer<ObjectId> route = byKind.get(id.kind());
        if (route != null) {
            route.accept(id);
        }
    }

    /** Wakes all that depend on something that has changed, come or gone. */
    void changed(ObjectId id) {
        references.referringTo(id).forEach(this::wake);
    }
}
