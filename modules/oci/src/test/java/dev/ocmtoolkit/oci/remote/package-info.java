// SPDX-License-Identifier: Apache-2.0
/** Tests of remote registries. */
@NullMarked
package dev.ocmtoolkit.oci.remote;

import org.jspecify.annotations.NullMarked;
