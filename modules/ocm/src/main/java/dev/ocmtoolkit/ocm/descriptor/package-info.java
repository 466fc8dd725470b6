// SPDX-License-Identifier: Apache-2.0
/**
 * Component descriptors: what a component version consists of.
 *
 * <p>{@link dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor} keeps the tree it was read from, with every field, also those
 * that nobody here knows; names like {@link dev.ocmtoolkit.ocm.descriptor.Element} are views of that tree. What is changed (an
 * access, a repository context) is changed in a copy of the tree, everything else stays.
 */
@NullMarked
package dev.ocmtoolkit.ocm.descriptor;

import org.jspecify.annotations.NullMarked;
