// SPDX-License-Identifier: Apache-2.0
/**
 * The three reconcilers. Each reads like what it does: is what it depends on ready, what is the configuration, act, say how it went. The
 * reasons and texts are those of ocm-k8s-toolkit, since people and scripts know them.
 */
@NullMarked
package dev.ocmtoolkit.controller.reconcile;

import org.jspecify.annotations.NullMarked;
