// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.Effects;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.RecordedEvent;
import dev.ocmtoolkit.controller.core.SameJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** An object while the host runs: how it stands, what was told about it, and whether its file says so too. Thread-safe. */
final class HeldObject {
    /** How long events are kept, as in a cluster. */
    private static final Duration LIFE_OF_EVENTS = Duration.ofHours(1);

    private static final int MOST_EVENTS = 100;

    private RawObject object;
    private String file;
    private final List<RecordedEvent> events;
    private boolean dirty;

    HeldObject(StoredObject stored, boolean isNew) {
        this.object = stored.object();
        this.file = stored.file();
        this.events = new ArrayList<>(stored.events());
        this.dirty = isNew;
    }

    synchronized RawObject object() {
        return object;
    }

    synchronized String file() {
        return file;
    }

    synchronized void moveTo(String other) {
        dirty |= !other.equals(file);
        file = other;
    }

    /** Changes the object; returns whether it is another now. */
    synchronized boolean change(UnaryOperator<RawObject> how) {
        RawObject changed = how.apply(object);
        if (SameJson.test(changed.json(), object.json())) {
            return false;
        }
        object = changed.withNextVersion();
        dirty = true;
        return true;
    }

    /** Applies what came of a turn, on the object as it stands now; its spec may have been changed meanwhile. */
    boolean apply(Effects effects) {
        return change(now -> {
            RawObject changed = now.with(effects.finalizer());
            return effects.statusPatch().map(changed::withStatusPatch).orElse(changed);
        });
    }

    synchronized void add(RecordedEvent event) {
        events.add(event);
        prune(event.last());
        dirty = true;
    }

    synchronized boolean replace(RecordedEvent event) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).name().equals(event.name())) {
                // Where it was: the order is that of the first time.
                events.set(i, event);
                prune(event.last());
                dirty = true;
                return true;
            }
        }
        return false;
    }

    private void prune(Instant now) {
        events.removeIf(event -> Duration.between(event.last(), now).compareTo(LIFE_OF_EVENTS) > 0);
        while (events.size() > MOST_EVENTS) {
            events.removeFirst();
        }
    }

    /** Writes the object to its file, unless that says so already. */
    synchronized void save(StateDirectory state) {
        if (dirty) {
            state.save(new StoredObject(object, file, events));
            dirty = false;
        }
    }
}
