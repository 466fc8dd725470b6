// SPDX-License-Identifier: Apache-2.0
/**
 * A common transport archive (CTF) as a registry: {@code artifact-index.json} and {@code blobs/}, in a directory, a tar or a tgz.
 *
 * <p>The index says which repository holds which manifest under which tag; below {@code blobs/} lies all content, manifests
 * too, each in a file named by its digest and shared by all repositories.
 *
 * <p>Where all that lies is a {@code Medium}. Whoever writes to a directory holds {@code .ocm.lock}; content is
 * written to a temporary file, forced to the medium, and renamed when its digest was found right; the index is replaced last,
 * by one rename. So a writer that dies at any moment leaves what the archive says as it was. The next one sweeps up the
 * temporary files; complete blobs to which nothing refers yet stay, do no harm, and need not be sent again.
 *
 * <p>An {@linkplain dev.ocmtoolkit.oci.archive.ArtifactSet artifact set} is the other kind of archive: one image in one blob.
 *
 * <p>A file is read in place: a tar and a tgz of ours ({@code TgzLayout}) at random, a tgz of another program in two passes that go
 * forward only. An update is a {@code Draft} beside the file, which takes its place by one rename; whoever writes holds a lock beside
 * it, which goes with its end. Who has the old file open reads on in it.
 *
 * <p>An archive may come from anywhere: names of files are made from checked digests only, and what has no place in an archive is refused: links,
 * devices, names that lead out of it, two entries of one name, a tgz that is a bomb.
 */
@NullMarked
package dev.ocmtoolkit.oci.archive;

import org.jspecify.annotations.NullMarked;
