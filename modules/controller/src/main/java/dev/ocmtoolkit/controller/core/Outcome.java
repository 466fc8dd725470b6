// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

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
     * It is not known yet; something is under way and wakes the object.
     *
     * @param <T> what is
     */
    record Working<T>() implements Outcome<T> {}

    /**
     * It may go.
     *
     * @param <T> what is
     */
    record Released<T>() implements Outcome<T> {}
}
