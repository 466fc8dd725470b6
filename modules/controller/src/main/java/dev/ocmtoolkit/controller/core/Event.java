// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import java.util.Map;

/**
 * Something to be told about an object.
 *
 * @param type whether it is as it should be
 * @param reason one word
 * @param message one sentence
 * @param annotations more about it, for programs
 */
public record Event(Type type, String reason, String message, Map<String, String> annotations) {
    /** Whether something is as it should be. */
    public enum Type {
        /** It is. */
        NORMAL,
        /** It is not. */
        WARNING;

        /** {@return the word for it} */
        public String word() {
            return this == NORMAL ? "Normal" : "Warning";
        }
    }

    /** As much as the events of Kubernetes hold. */
    private static final int LONGEST_MESSAGE = 1024;

    /** Copies the annotations, and keeps the beginning of a long message. */
    public Event {
        message = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
        annotations = Map.copyOf(annotations);
    }
}
