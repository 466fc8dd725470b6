// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import java.util.OptionalLong;

/** A blob on its way into an archive that belongs to one repository from then on. */
final class LinkedUpload implements BlobUpload {
    private final BlobUpload upload;
    private final LinkedArchive linked;
    private final String repository;

    LinkedUpload(BlobUpload upload, LinkedArchive linked, String repository) {
        this.upload = upload;
        this.linked = linked;
        this.repository = repository;
    }

    @Override
    public long piece(long remaining) {
        return upload.piece(remaining);
    }

    @Override
    public void append(Body body) {
        upload.append(body);
    }

    @Override
    public Evidence finish(Digest digest, Body rest) {
        upload.append(rest);
        boolean isNew = linked.link(repository, digest);
        try {
            Evidence evidence = upload.finish(digest, Body.empty());
            // Another upload of it may have failed meanwhile.
            linked.link(repository, digest);
            return evidence;
        } catch (Failure e) {
            if (isNew) {
                linked.make(repository).removeBlob(digest);
            }
            throw e;
        }
    }

    @Override
    public OptionalLong resync() {
        return upload.resync();
    }

    @Override
    public void close() {
        upload.close();
    }
}
