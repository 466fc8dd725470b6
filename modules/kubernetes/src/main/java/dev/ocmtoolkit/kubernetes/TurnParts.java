// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.core.EventCorrelator;
import dev.ocmtoolkit.controller.core.Turn;
import dev.ocmtoolkit.controller.reconcile.Reconcilers;

/**
 * What the turns of all kinds share.
 *
 * @param turn makes turns
 * @param reconcilers what they act with
 * @param world what they see
 * @param wakeUps who is woken by what
 * @param patches how they change objects
 * @param events what they tell
 * @param complaints what went wrong with the API server
 */
record TurnParts(
        Turn turn,
        Reconcilers reconcilers,
        ClusterWorld world,
        WakeUps wakeUps,
        ObjectPatches patches,
        EventCorrelator events,
        Complaints complaints) {}
