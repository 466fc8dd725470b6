// SPDX-License-Identifier: Apache-2.0
/**
 * A registry that lives in the memory of this process: for tests, and for a first start without any set-up.
 *
 * <p>It behaves as a remote one does: blobs belong to repositories and are mounted between them, every answer stands at once.
 */
@NullMarked
package dev.ocmtoolkit.oci.memory;

import org.jspecify.annotations.NullMarked;
