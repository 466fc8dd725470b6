// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.core;

import dev.ocmtoolkit.oci.Failure;

/** How a failure reads in a status or an event: one sentence with its side and the way out. */
public final class Sentence {
    private Sentence() {}

    /**
     * The sentence of a failure.
     *
     * @param failure the failure
     * @return its sentence
     */
    public static String of(Failure failure) {
        String side = switch (failure.side()) {
            case SOURCE -> "source: ";
            case TARGET -> "target: ";
            case NONE -> "";
        };
        String wayOut = failure.wayOut();
        return side + failure.sentence() + (wayOut == null ? "" : "; " + wayOut);
    }

    static String ofUnforeseen(RuntimeException fault) {
        return fault instanceof Failure failure
                ? of(failure)
                : "unexpected %s: this is a fault of the program, please report it with its log"
                        .formatted(fault.getClass().getSimpleName());
    }
}
