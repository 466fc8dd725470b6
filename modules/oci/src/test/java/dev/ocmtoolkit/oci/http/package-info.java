// SPDX-License-Identifier: Apache-2.0
/** Tests of the HTTP client, and the servers of this process that they talk to. */
@NullMarked
package dev.ocmtoolkit.oci.http;

import org.jspecify.annotations.NullMarked;
