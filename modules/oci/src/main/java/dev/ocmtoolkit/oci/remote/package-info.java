// SPDX-License-Identifier: Apache-2.0
/**
 * Registries that speak the OCI distribution protocol, one method per endpoint.
 *
 * <p>A blob is announced with a single request: a mount, from the repository itself if no other is known to have the blob,
 * says that it is there or opens the upload. What a registry turns out not to be able to do is remembered by its
 * {@link dev.ocmtoolkit.oci.http.Origin}. Redirects, retries and authorisation are below, in
 * {@link dev.ocmtoolkit.oci.http.OriginHttp}.
 */
@NullMarked
package dev.ocmtoolkit.oci.remote;

import org.jspecify.annotations.NullMarked;
