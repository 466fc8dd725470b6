// SPDX-License-Identifier: Apache-2.0
/**
 * A common transport archive (CTF) as a registry: a directory with {@code artifact-index.json} and {@code blobs/}.
 *
 * <p>The index says which repository holds which manifest under which tag; below {@code blobs/} lies all content, manifests
 * too, each in a file named by its digest and shared by all repositories. Whoever writes holds {@code .ocm.lock}; content is
 * written to a temporary file, forced to the medium, and renamed when its digest was found right; the index is replaced last,
 * by one rename. So a writer that dies at any moment leaves what the archive says as it was. The next one sweeps up the
 * temporary files; complete blobs to which nothing refers yet stay, do no harm, and need not be sent again.
 *
 * <p>{@code LinkedArchive} is the same for who serves it: there a repository has only what belongs to it, as in a registry.
 *
 * <p>An archive may come from anywhere: names of files are made from checked digests only, and links are refused.
 */
@NullMarked
package dev.ocmtoolkit.oci.archive;

import org.jspecify.annotations.NullMarked;
