// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

/** Where a host keeps events. */
public interface EventSink {
    /**
     * Keeps a new event.
     *
     * @param event the event
     */
    void create(RecordedEvent event);

    /**
     * Replaces an event that was told before: count, time and message are new.
     *
     * @param event the event
     * @return false when there is none of its name any more
     */
    boolean update(RecordedEvent event);
}
