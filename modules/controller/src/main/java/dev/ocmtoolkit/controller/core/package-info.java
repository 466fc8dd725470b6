// SPDX-License-Identifier: Apache-2.0
/**
 * What all controllers and all hosts share: an object as it stands, the world around it, what a reconciler makes of it, and the
 * {@link dev.ocmtoolkit.controller.core.Turn} that turns this into one status patch, events and the time of the next turn.
 *
 * <p>Nothing here does I/O or knows where objects are kept: a host hands in objects and carries out {@code Effects}.
 */
@NullMarked
package dev.ocmtoolkit.controller.core;

import org.jspecify.annotations.NullMarked;
