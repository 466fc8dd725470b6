// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An archive that is a tgz of any program: one pass reads where what is, and keeps the index and small content, up to 32 MiB in
 * all; the second pass reads large content, see {@link Passage}.
 */
final class ForeignTgz implements Packed {
    private static final int SMALL = 1024 * 1024;
    private static final long KEPT_LIMIT = 32L * 1024 * 1024;

    private final OpenFile file;
    private final Contents contents;
    private final Map<Digest, byte[]> kept = new HashMap<>();
    private final Passage passage;
    private Optional<ArtifactIndex> index = Optional.empty();

    private ForeignTgz(OpenFile file) {
        this.file = file;
        this.contents = new Contents(file.origin());
        this.passage = new Passage(file);
    }

    static ForeignTgz open(OpenFile file) {
        ForeignTgz opened = new ForeignTgz(file);
        try (InputStream tar = new Gunzip(file)) {
            opened.read(new TarScan(tar, file.origin()));
        } catch (IOException e) {
            throw file.damaged(e);
        }
        opened.contents.index();
        opened.contents.blobs().forEach((digest, entry) -> {
            if (!opened.kept.containsKey(digest)) {
                opened.passage.add(entry);
            }
        });
        return opened;
    }

    private void read(TarScan scan) throws IOException {
        long total = 0;
        for (Optional<TarScan.Entry> next = scan.next(); next.isPresent(); next = scan.next()) {
            TarScan.Entry entry = next.get();
            contents.add(entry);
            Optional<Digest> digest = Contents.digest(entry.name());
            if (digest.isPresent() && entry.size() <= Math.min(SMALL, KEPT_LIMIT - total)) {
                kept.put(digest.get(), scan.content(entry).readNBytes(SMALL));
                total += entry.size();
            } else if (entry.name().equals(IndexJson.NAME)) {
                index = Optional.of(IndexJson.read(scan.content(entry), entry.size(), file.origin()));
            }
        }
    }

    @Override
    public OpenFile file() {
        return file;
    }

    @Override
    public ArtifactIndex index() {
        return index.orElseThrow().copy();
    }

    @Override
    public Set<Digest> digests() {
        return Collections.unmodifiableSet(contents.blobs().keySet());
    }

    @Override
    public OptionalLong size(Digest digest) {
        TarScan.Entry entry = contents.blobs().get(digest);
        return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.size());
    }

    @Override
    public InputStream open(Digest digest, long offset) {
        byte[] small = kept.get(digest);
        if (small != null) {
            int from = (int) Math.min(offset, small.length);
            return new ByteArrayInputStream(small, from, small.length - from);
        }
        return file.watched(passage.open(Objects.requireNonNull(contents.blobs().get(digest)), offset));
    }

    /** How often the file was read from its beginning. */
    int passes() {
        return 1 + passage.passes();
    }

    @Override
    public void close() {
        passage.close();
        file.close();
    }
}
