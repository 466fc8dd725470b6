// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.EventSink;
import dev.ocmtoolkit.controller.core.RecordedEvent;
import java.util.Optional;

/**
 * Keeps the events of an object with the object.
 *
 * @param objects the objects
 * @param listener is told each of them
 */
record KeptEvents(ObjectStore objects, HostListener listener) implements EventSink {
    @Override
    public void create(RecordedEvent event) {
        held(event).ifPresent(held -> held.add(event));
        listener.told(event);
    }

    @Override
    public boolean update(RecordedEvent event) {
        boolean known = held(event).filter(held -> held.replace(event)).isPresent();
        if (known) {
            listener.told(event);
        }
        return known;
    }

    private Optional<HeldObject> held(RecordedEvent event) {
        return objects.held(event.about()).filter(held -> held.object().uid().equals(event.uid()));
    }
}
