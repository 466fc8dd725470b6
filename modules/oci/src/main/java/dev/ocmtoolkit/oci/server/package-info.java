// SPDX-License-Identifier: Apache-2.0
/**
 * The server side of the OCI distribution specification 1.1 over any {@link dev.ocmtoolkit.oci.OciRegistry}: an archive, a
 * registry in memory, even a remote one.
 *
 * <p>A {@code Listener} takes connections; on each there is a {@code Conversation}, in a thread of its own. A request is a {@code Call}; its path is parsed to a {@code Route}; one of three groups of endpoints (manifests, blobs and
 * uploads, lists) answers it or throws. Content is streamed. Whatever is thrown becomes a {@code Refusal} with a status, a code
 * of the specification and a sentence; after the answer began, the connection is cut instead.
 */
@NullMarked
package dev.ocmtoolkit.oci.server;

import org.jspecify.annotations.NullMarked;
