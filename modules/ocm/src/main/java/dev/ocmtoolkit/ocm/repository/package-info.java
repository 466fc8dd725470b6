// SPDX-License-Identifier: Apache-2.0
/**
 * Component versions in OCI repositories, be they in a registry or in an archive.
 *
 * <p>{@link dev.ocmtoolkit.ocm.repository.ComponentLayout} is the mapping, as a pure function: a descriptor and its local blobs
 * in, a manifest and two small blobs out. {@link dev.ocmtoolkit.ocm.repository.ComponentRepository} reads what any generation of
 * the OCM tools wrote. Nothing here writes; that is the copy engine's.
 */
@NullMarked
package dev.ocmtoolkit.ocm.repository;

import org.jspecify.annotations.NullMarked;
