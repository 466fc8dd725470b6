// SPDX-License-Identifier: Apache-2.0
/**
 * Component versions and the constraints that select among them, by the rules of the Go library Masterminds/semver 3,
 * since that is what decides in the Go tools which version is the latest and which one a constraint admits.
 *
 * <p>{@link dev.ocmtoolkit.ocm.version.Version} reads and compares, {@link dev.ocmtoolkit.ocm.version.Constraint} selects.
 * Neither throws: what cannot be read is an empty answer, and the caller knows what to call it.
 */
@NullMarked
package dev.ocmtoolkit.ocm.version;

import org.jspecify.annotations.NullMarked;
