// SPDX-License-Identifier: Apache-2.0
/**
 * The host that needs no cluster: manifests in a directory are the objects, one virtual thread per object makes its turns, and what is
 * known of them is kept in files beside the manifests, so that a restart goes on where it ended.
 */
@NullMarked
package dev.ocmtoolkit.controller.standalone;

import org.jspecify.annotations.NullMarked;
