// SPDX-License-Identifier: Apache-2.0
/**
 * Building component versions from a constructor file.
 *
 * <p>{@link dev.ocmtoolkit.ocm.construct.ConstructorFile} reads what is wanted, {@link
 * dev.ocmtoolkit.ocm.construct.ComponentConstructor} makes units of it for the copy engine, so a component version gets into an
 * archive by the same way as any other.
 */
@NullMarked
package dev.ocmtoolkit.ocm.construct;

import org.jspecify.annotations.NullMarked;
