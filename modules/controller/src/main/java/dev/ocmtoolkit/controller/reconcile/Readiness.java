// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.controller.core.Condition;
import dev.ocmtoolkit.controller.core.RawObject;
import java.util.Optional;

/** Whether an object can be built upon. */
enum Readiness {
    /** It can. */
    READY,
    /** It was ready, but has been changed since: its own turn comes, and wakes who depends on it. */
    STALE,
    /** It cannot. */
    NOT_READY;

    static Readiness of(Optional<RawObject> found) {
        if (found.isEmpty() || found.get().isDeleting()) {
            return NOT_READY;
        }
        RawObject object = found.get();
        Optional<Condition> ready = object.ready();
        if (ready.isEmpty() || !ready.get().isTrue()) {
            return NOT_READY;
        }
        return object.isSuspended() || ready.get().observedGeneration() == object.generation() ? READY : STALE;
    }
}
