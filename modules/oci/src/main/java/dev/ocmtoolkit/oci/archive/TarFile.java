// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** An archive that is a tar file: its headers are read once, content is read in place. */
record TarFile(OpenFile file, Map<Digest, Part> blobs, Part indexPart) implements Packed {
    /**
     * Where content lies in the file.
     *
     * @param at its first byte
     * @param size its length
     */
    record Part(long at, long size) {
        static Part of(TarScan.Entry entry) {
            return new Part(entry.at(), entry.size());
        }
    }

    static TarFile open(OpenFile file) {
        Contents contents = new Contents(file.origin());
        try {
            TarScan scan = new TarScan(file.all(), file.origin());
            for (Optional<TarScan.Entry> e = scan.next(); e.isPresent(); e = scan.next()) {
                contents.add(e.get());
            }
        } catch (IOException e) {
            throw file.damaged(e);
        }
        Map<Digest, Part> blobs = new LinkedHashMap<>();
        contents.blobs().forEach((digest, entry) -> blobs.put(digest, Part.of(entry)));
        return new TarFile(file, blobs, Part.of(contents.index()));
    }

    @Override
    public ArtifactIndex index() {
        try (InputStream in = file.watched(content(indexPart, 0))) {
            return IndexJson.read(in, indexPart.size(), file.origin());
        } catch (IOException e) {
            throw file.damaged(e);
        }
    }

    @Override
    public Set<Digest> digests() {
        return Collections.unmodifiableSet(blobs.keySet());
    }

    @Override
    public OptionalLong size(Digest digest) {
        Part part = blobs.get(digest);
        return part == null ? OptionalLong.empty() : OptionalLong.of(part.size());
    }

    @Override
    public InputStream open(Digest digest, long offset) {
        return file.watched(content(part(digest), offset));
    }

    /** Where a blob lies that is there. */
    Part part(Digest digest) {
        return Objects.requireNonNull(blobs.get(digest));
    }

    private InputStream content(Part part, long offset) {
        return file.part(part.at() + offset, part.at() + part.size());
    }

    @Override
    public void close() {
        file.close();
    }
}
