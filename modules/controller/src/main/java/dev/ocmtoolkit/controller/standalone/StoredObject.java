// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.RecordedEvent;
import java.util.List;

/**
 * An object as it is kept.
 *
 * @param object the object
 * @param file the manifest that it is from
 * @param events what was told about it, oldest first
 */
public record StoredObject(RawObject object, String file, List<RecordedEvent> events) {
    /** Copies the list. */
    public StoredObject {
        events = List.copyOf(events);
    }
}
