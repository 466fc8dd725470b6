// SPDX-License-Identifier: Apache-2.0
/**
 * The three kinds of {@code delivery.ocm.software/v1alpha1} as records: what is wanted and what is, read with clear messages, with the
 * defaults of their custom resource definitions, for the manifests of all upstream versions.
 */
@NullMarked
package dev.ocmtoolkit.controller.api;

import org.jspecify.annotations.NullMarked;
