// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP to registries and to plain addresses, one blocking exchange at a time.
 *
 * <p>{@link dev.ocmtoolkit.oci.http.Origins} owns the connections of the process and knows one
 * {@link dev.ocmtoolkit.oci.http.Origin} per scheme, host and port: what was learned of it and the tokens it gave. A run
 * talks to an origin through its own {@link dev.ocmtoolkit.oci.http.OriginHttp}, which adds the run's credentials and
 * cancellation, and is the only place where a request is repeated, redirected or authorised. An
 * {@link dev.ocmtoolkit.oci.http.HttpCall} says what is wanted, an {@link dev.ocmtoolkit.oci.http.Answer} streams what came.
 *
 * <p>Nothing that identifies the user leaves the origin it is meant for, except to a token service under the rules of
 * {@code Authorizer}; and what began with TLS never goes on without.
 */
@NullMarked
package dev.ocmtoolkit.oci.http;

import org.jspecify.annotations.NullMarked;
