// SPDX-License-Identifier: Apache-2.0
/**
 * The transfer of component versions: first a plan, then the run.
 *
 * <p>{@link dev.ocmtoolkit.ocm.transfer.Transfer} is the act as named steps. {@link
 * dev.ocmtoolkit.ocm.transfer.TransferPlanner} walks component versions and their references and decides each, from the
 * source's bytes, the options, and one question to the target; what it decided is a {@link
 * dev.ocmtoolkit.ocm.transfer.Planned}. The copy engine does the rest.
 */
@NullMarked
package dev.ocmtoolkit.ocm.transfer;

import org.jspecify.annotations.NullMarked;
