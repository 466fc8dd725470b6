// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.RecordedEvent;

/** Is told what a host does, by several threads; must be quick and must not throw. */
public interface HostListener {
    /**
     * An event was told.
     *
     * @param event the event
     */
    default void told(RecordedEvent event) {}

    /**
     * A turn of an object has ended, and what came of it is kept.
     *
     * @param object how it stands now
     */
    default void turned(RawObject object) {}

    /**
     * Something in a manifest is wrong; told once until it changes.
     *
     * @param problem what
     */
    default void problem(Problem problem) {}

    /**
     * The state of an object could not be kept; it is tried again soon. Told once until it could.
     *
     * @param sentence why
     */
    default void notKept(String sentence) {}
}
