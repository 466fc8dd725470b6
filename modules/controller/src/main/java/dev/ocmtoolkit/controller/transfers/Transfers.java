// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.transfers;

import dev.ocmtoolkit.controller.core.Uid;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.transfer.TransferReport;
import dev.ocmtoolkit.ocm.transfer.TransferRequest;
import java.time.Duration;
import java.time.Instant;

/** Transfers for objects. Equal requests share one run; it stops when the last object that asked for it no longer does. Thread-safe. */
public interface Transfers extends AutoCloseable {
    /** How far a transfer is. */
    sealed interface State {
        /**
         * It waits for its turn or is under way; the object is woken when it has ended.
         *
         * @param elapsed since it was first asked for
         * @param sent how many bytes went
         * @param expected how many bytes there are to be sent, as far as that is known by now
         */
        record Running(Duration elapsed, long sent, long expected) implements State {}

        /**
         * It ended; parts of it may have failed.
         *
         * @param report how
         * @param moved whether anything was written to the target
         * @param started when it began
         * @param ended when it ended
         */
        record Finished(TransferReport report, boolean moved, Instant started, Instant ended) implements State {}

        /**
         * It could not be done at all.
         *
         * @param failure why
         * @param started when it began
         * @param ended when it ended
         */
        record Broken(Failure failure, Instant started, Instant ended) implements State {}
    }

    /**
     * Asks for a transfer; starts it unless it was asked for already. Another request of the same object takes the place of the one before.
     * Does no I/O.
     *
     * @param owner the object
     * @param request what is to be transferred
     * @return how far it is; once it has ended the same answer each time, until {@link #taken}
     */
    State ask(Uid owner, TransferRequest request);

    /**
     * Whether a transfer that an object asked for has not ended yet.
     *
     * @param owner the object
     * @return true if so
     */
    boolean isUnderWay(Uid owner);

    /**
     * The answer was put to use: the next time anything is asked, it starts anew.
     *
     * @param owner the object
     */
    void taken(Uid owner);

    /**
     * The object is no longer interested. A run that nobody else asked for has its connections closed.
     *
     * @param owner the object
     */
    void cancel(Uid owner);

    /** Ends all of them; whatever is asked for afterwards is cancelled. */
    @Override
    void close();
}
