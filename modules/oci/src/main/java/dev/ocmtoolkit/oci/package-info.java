// SPDX-License-Identifier: Apache-2.0
/**
 * The OCI world: digests, descriptors, manifests, and the ports behind which registries and archives stand.
 *
 * <p>Content is addressed by {@link dev.ocmtoolkit.oci.Digest}. A manifest is a {@link dev.ocmtoolkit.oci.Document}: the
 * bytes as they were read, never written anew. Reading goes through {@link dev.ocmtoolkit.oci.OciSource}, writing
 * through {@link dev.ocmtoolkit.oci.OciTarget}; a blob that is read is always checked by
 * {@link dev.ocmtoolkit.oci.VerifiedReader}. What was seen to be at a target is an
 * {@link dev.ocmtoolkit.oci.Evidence}. Everything that goes wrong is a {@link dev.ocmtoolkit.oci.Failure}. This package
 * knows nothing of component versions.
 */
@NullMarked
package dev.ocmtoolkit.oci;

import org.jspecify.annotations.NullMarked;
