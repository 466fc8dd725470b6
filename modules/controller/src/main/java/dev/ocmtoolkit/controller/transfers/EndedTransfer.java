// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.transfers;

import dev.ocmtoolkit.oci.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A transfer that is over, for those who count them; however many objects asked for it, it is one.
 *
 * @param took how long it was under way, waiting not included
 * @param sent how many bytes of content went to the target
 * @param moved whether anything was written to the target
 * @param failures why parts of it, or all of it, failed; empty: it succeeded
 */
public record EndedTransfer(Duration took, long sent, boolean moved, List<Failure> failures) {
    /** Copies the list. */
    public EndedTransfer {
        failures = List.copyOf(failures);
    }

    static EndedTransfer of(Transfers.State.Finished end, long sent) {
        List<Failure> failures = end.report().failed().stream()
                .flatMap(result -> result.failure().stream())
                .toList();
        return new EndedTransfer(took(end.started(), end.ended()), sent, end.moved(), failures);
    }

    static EndedTransfer of(Transfers.State.Broken end, long sent) {
        return new EndedTransfer(took(end.started(), end.ended()), sent, sent > 0, List.of(end.failure()));
    }

    private static Duration took(Instant started, Instant ended) {
        return Duration.between(started, ended);
    }
}
