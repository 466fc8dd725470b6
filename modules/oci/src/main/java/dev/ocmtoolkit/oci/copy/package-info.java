// SPDX-License-Identifier: Apache-2.0
/**
 * The copy engine: the only place where content moves.
 *
 * <p>A planner decides what is to be done and says so in data: a {@link dev.ocmtoolkit.oci.copy.Unit} is one tag or one
 * component version, its {@link dev.ocmtoolkit.oci.copy.Move}s are what brings it about.
 * {@link dev.ocmtoolkit.oci.copy.CopyEngine} executes units: blobs in parallel, each by one thread from the source through
 * the hash into the target; each digest once; manifests after what they need, tags last. What it learned to be at the target
 * stands in its ledger, with the evidence. Whoever wants to see it has it prove that afterwards: a
 * {@link dev.ocmtoolkit.oci.copy.Claim} that does not hold leaves a {@link dev.ocmtoolkit.oci.copy.Gap}.
 */
@NullMarked
package dev.ocmtoolkit.oci.copy;

import org.jspecify.annotations.NullMarked;
