// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a host has to do after a turn, in this order: add a finalizer, patch the status, run {@code applied}, tell the events, take off a
 * finalizer, and see to the next turn.
 *
 * @param statusPatch a merge patch for the status; empty when nothing changed
 * @param finalizer what becomes of the finalizers
 * @param events what is to be told, in order
 * @param again when the next turn is due if nothing happens before; empty: never
 * @param applied to be run once the status stands
 */
public record Effects(
        Optional<ObjectNode> statusPatch,
        FinalizerChange finalizer,
        List<Event> events,
        Optional<Duration> again,
        Runnable applied) {
    /** Nothing to do. */
    public static final Effects NONE =
            new Effects(Optional.empty(), new FinalizerChange.None(), List.of(), Optional.empty(), Outcome.NOTHING);

    /** Copies the list. */
    public Effects {
        events = List.copyOf(events);
    }
}
