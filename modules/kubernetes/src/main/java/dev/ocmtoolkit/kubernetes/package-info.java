// SPDX-License-Identifier: Apache-2.0
/** The host in Kubernetes. */
@org.jspecify.annotations.NullMarked
package dev.ocmtoolkit.kubernetes;
