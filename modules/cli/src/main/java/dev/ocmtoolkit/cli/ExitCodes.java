// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;

/** How failures end a command: the one place that turns them into exit codes and lines. */
final class ExitCodes {
    static final int DONE = 0;
    static final int FAILED = 1;
    /** All was done, and something is not where it should be in the end. */
    static final int GAP = 3;

    static final int CANCELLED = 130;

    private ExitCodes() {}

    static int of(Failure failure) {
        return failure.kind() == Failure.Kind.CANCELLED ? CANCELLED : FAILED;
    }

    /** One sentence with the side and the way out. */
    static String sentence(Failure failure) {
        String side = switch (failure.side()) {
            case SOURCE -> "source: ";
            case TARGET -> "target: ";
            case NONE -> "";
        };
        String wayOut = failure.wayOut();
        return side + failure.sentence() + (wayOut == null ? "" : "; " + wayOut);
    }

    /** What is printed for something that nobody foresaw: a fault of this program, told without a stack trace. */
    static String sentence(Throwable unforeseen) {
        return "unexpected %s: %s; this is a fault of the program, please report it"
                .formatted(unforeseen.getClass().getSimpleName(), unforeseen.getMessage());
    }
}
