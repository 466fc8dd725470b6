// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who depends on what. Thread-safe. */
public final class ReferenceIndex {
    private final Map<ObjectId, Set<ObjectId>> references = new HashMap<>();
    private final Map<ObjectId, Set<ObjectId>> referring = new HashMap<>();

    /**
     * Notes what an object depends on now.
     *
     * @param owner the object
     * @param on what it depends on, whether or not that exists
     */
    public synchronized void put(ObjectId owner, Set<ObjectId> on) {
        remove(owner);
        references.put(owner, Set.copyOf(on));
        on.forEach(one -> referring.computeIfAbsent(one, _ -> new HashSet<>()).add(owner));
    }

    /**
     * Forgets an object.
     *
     * @param owner the object
     * @return what it depended on
     */
    public synchronized Set<ObjectId> remove(ObjectId owner) {
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

    /**
     * Looks the other way round.
     *
     * @param id an object
     * @return those that depend on it
     */
    public synchronized Set<ObjectId> referringTo(ObjectId id) {
        return Set.copyOf(referring.getOrDefault(id, Set.of()));
    }
}
