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

    /**
     * The sentence of something that nobody foresaw. It names the place and not the fault's own message, which may hold anything.
     *
     * @param fault a fault of the program, or of the machine that it runs on
     * @return its sentence
     */
    public static String ofUnforeseen(Throwable fault) {
        if (fault instanceof Failure failure) {
            return of(failure);
        }
        if (fault instanceof OutOfMemoryError) {
            return "out of memory; give the program more of it";
        }
        StackTraceElement[] places = fault.getStackTrace();
        String place = places.length == 0
                ? ""
                : " in %s, line %d".formatted(places[0].getFileName(), places[0].getLineNumber());
        return "unexpected %s%s; this is a fault of the program, please report it"
                .formatted(fault.getClass().getSimpleName(), place);
    }
}
