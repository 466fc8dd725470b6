// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of a turn.
 *
 * @param <T> what is
 */
public sealed interface Outcome<T> {
    /** Nothing to do once the status stands. */
    Runnable NOTHING = () -> {};

    /**
     * It is as it is wanted.
     *
     * @param status what is
     * @param message one sentence
     * @param applied to be run when the status stands
     * @param <T> what is
     */
    record Ready<T>(T status, String message, Runnable applied) implements Outcome<T> {
        /**
         * With nothing to do afterwards.
         *
         * @param status what is
         * @param message one sentence
         */
        public Ready(T status, String message) {
            this(status, message, NOTHING);
        }
    }

    /**
     * It is not, and is tried again with growing pauses.
     *
     * @param status what is
     * @param reason one word
     * @param message one sentence
     * @param applied to be run when the status stands
     * @param <T> what is
     */
    record NotReady<T>(T status, String reason, String message, Runnable applied) implements Outcome<T> {
        /**
         * With nothing to do afterwards.
         *
         * @param status what is
         * @param reason one word
         * @param message one sentence
         */
        public NotReady(T status, String reason, String message) {
            this(status, reason, message, NOTHING);
        }
    }

    /**
     * It is not known yet; something is under way and wakes the object when it has ended.
     *
     * @param status what is by now; empty: as it was
     * @param again when to look how far it is; empty: not before it has ended
     * @param isOvercome whether what was said of the object not being ready is no longer so, and is withdrawn with the next status
     * @param <T> what is
     */
    record Working<T>(Optional<T> status, Optional<Duration> again, boolean isOvercome) implements Outcome<T> {
        /** Nothing can be said before it has ended. */
        public Working() {
            this(Optional.empty(), Optional.empty(), false);
        }
    }

    /**
     * It may go.
     *
     * @param <T> what is
     */
    record Released<T>() implements Outcome<T> {}
}
