// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import java.time.Instant;

/**
 * An event as it is kept: told once or several times.
 *
 * @param name its own name, unique among the events of a namespace
 * @param about the object that it is about
 * @param uid that object's uid
 * @param event what is told
 * @param count how often it was told
 * @param first when it was told first
 * @param last when it was told last
 */
public record RecordedEvent(String name, ObjectId about, Uid uid, Event event, int count, Instant first, Instant last) {
    /** Who tells it. */
    public static final String SOURCE = "ocm-k8s-toolkit";
}
