// SPDX-License-Identifier: Apache-2.0
/**
 * Runs transfers for objects, outside of their turns: a turn only asks how far its transfer is, and is woken when it has ended.
 */
@NullMarked
package dev.ocmtoolkit.controller.transfers;

import org.jspecify.annotations.NullMarked;
