// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.ObjectId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who depends on what. Thread-safe. */
final class ReferenceIndex {
    private final Map<ObjectId, Set<ObjectId>> references = new HashMap<>();
    private final Map<ObjectId, Set<ObjectId>> referring = new HashMap<>();

    /** Notes what an object depends on now. */
    synchronized void put(ObjectId owner, Set<ObjectId> on) {
        remove(owner);
        references.put(owner, Set.copyOf(on));
        on.forEach(one -> referring.computeIfAbsent(one, _ -> new HashSet<>()).add(owner));
    }

    /** Forgets an object; returns what it depended on. */
    synchronized Set<ObjectId> remove(ObjectId owner) {
        Set<ObjectId> old = references.remove(owner);
        if (old == null) {
            return Set.of();
        }
        for (ObjectId one : old) {
            Set<ObjectId> owners = referring.get(one);
            if (owners != null) {
                owners.remove(owner);
                if (owners.isEmpty()) {
                    referring.remove(one);
                }
            }
        }
        return old;
    }

    synchronized Set<ObjectId> referringTo(ObjectId id) {
        return Set.copyOf(referring.getOrDefault(id, Set.of()));
    }
}
