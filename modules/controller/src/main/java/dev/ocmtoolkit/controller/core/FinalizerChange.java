// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

/** What becomes of an object's finalizers. */
public sealed interface FinalizerChange {
    /** Nothing. */
    record None() implements FinalizerChange {}

    /**
     * One is added; before anything else is done.
     *
     * @param name which
     */
    record Add(String name) implements FinalizerChange {}

    /**
     * One is taken off; after everything else was done.
     *
     * @param name which
     */
    record Remove(String name) implements FinalizerChange {}
}
