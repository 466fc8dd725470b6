// SPDX-License-Identifier: Apache-2.0
/**
 * Content that is neither stored with its component version nor an OCI artifact: on web servers, in Helm, Maven, npm and GitHub, in S3,
 * as a single blob of a registry.
 *
 * <p>{@link dev.ocmtoolkit.ocm.access.RemoteAccess} says where it is, {@link dev.ocmtoolkit.ocm.access.Contents} is the one switch
 * that makes {@link dev.ocmtoolkit.ocm.access.Content} of it, which asks nobody anything before it is read. All requests go through
 * {@code Web}, which knows whose credentials go where.
 */
@NullMarked
package dev.ocmtoolkit.ocm.access;

import org.jspecify.annotations.NullMarked;
