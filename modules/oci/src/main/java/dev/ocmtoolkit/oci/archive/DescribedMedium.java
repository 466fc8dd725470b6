// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A component archive: the blobs of a medium, and in memory what its {@link Description} makes of it. For reading only. */
final class DescribedMedium implements Medium {
    private final Medium blobs;
    private final Description.View view;
    private final Map<Digest, byte[]> made = new HashMap<>();

    DescribedMedium(Medium blobs, Description.View view) {
        this.blobs = blobs;
        this.view = view;
        view.blobs().forEach(bytes -> made.put(Digest.of(bytes), bytes));
        view.manifests().forEach(document -> made.put(document.digest(), document.bytes()));
    }

    @Override
    public Path path() {
        return blobs.path();
    }

    @Override
    public ArtifactIndex index() {
        Document root = view.manifests().getLast();
        ArtifactIndex index = new ArtifactIndex();
        index.put(new ArtifactIndex.Entry(
                view.repository(), Optional.of(view.tag()), root.digest(), Optional.of(root.mediaType())));
        return index;
    }

    @Override
    public Optional<byte[]> description() {
        return Optional.empty();
    }

    @Override
    public OptionalLong size(Digest digest) {
        byte[] bytes = made.get(digest);
        return bytes == null ? blobs.size(digest) : OptionalLong.of(bytes.length);
    }

    @Override
    public InputStream open(Digest digest, long offset) {
        byte[] bytes = made.get(digest);
        if (bytes == null) {
            return blobs.open(digest, offset);
        }
        int from = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(bytes, from, bytes.length - from);
    }

    @Override
    public ArchiveLock lock() {
        throw readOnly();
    }

    @Override
    public void prepare() {
        throw readOnly();
    }

    @Override
    public Slot slot(Optional<Digest> digest, OptionalLong size) {
        throw readOnly();
    }

    @Override
    public void commit(ArtifactIndex index, boolean changed, Set<Digest> removed) {
        throw readOnly();
    }

    @Override
    public void rollback() {
        // Nothing was written.
    }

    private Failure readOnly() {
        return new Failure(
                        Failure.Kind.UNSUPPORTED,
                        "component archive %s is for reading only".formatted(Disk.origin(path())))
                .hint("transfer it into a transport archive");
    }

    @Override
    public void close() {
        blobs.close();
    }
}
