// SPDX-License-Identifier: Apache-2.0
/**
 * Who one is towards a registry or another service.
 *
 * <p>A {@link dev.ocmtoolkit.ocm.credentials.ConsumerIdentity} describes who asks for credentials, or for whom some were
 * configured; {@link dev.ocmtoolkit.ocm.credentials.Consumer} ties identities to properties, and
 * {@link dev.ocmtoolkit.ocm.credentials.DockerConfig} is what {@code docker login} left, with its credential helpers.
 * {@link dev.ocmtoolkit.ocm.credentials.ConfiguredCredentials} asks them in order, and is what registry clients are given.
 * All are values, and none of them shows a secret in its {@code toString}.
 */
@NullMarked
package dev.ocmtoolkit.ocm.credentials;

import org.jspecify.annotations.NullMarked;
