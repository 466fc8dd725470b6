// SPDX-License-Identifier: Apache-2.0
/**
 * The host in Kubernetes: the API server keeps the objects, informers tell of their changes, and the Java Operator SDK sees to it that an
 * object has one turn at a time. What a turn is, when there is one and what comes of it is as on the other host; here are only the ways to
 * and from the API server. Nothing of the SDK's own is in use that the turn has too: no retries, no finalizers, no status of its own.
 */
@NullMarked
package dev.ocmtoolkit.kubernetes;

import org.jspecify.annotations.NullMarked;
