// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** An archive that is a tgz of ours ({@link TgzLayout}): what is asked for is read, and nothing else. */
record TgzFile(OpenFile file, Map<Digest, TgzLayout.Member> blobs, TgzLayout.Member indexMember) implements Packed {
    private static final int BUFFER = 64 * 1024;

    /** Opens the file; empty when it is no tgz of ours. */
    static Optional<TgzFile> open(OpenFile file) {
        try {
            return TgzLayout.read(file).map(members -> of(file, members));
        } catch (IOException e) {
            throw file.damaged(e);
        }
    }

    static TgzFile of(OpenFile file, List<TgzLayout.Member> members) {
        Contents names = new Contents(file.origin());
        Map<Digest, TgzLayout.Member> blobs = new LinkedHashMap<>();
        TgzLayout.@Nullable Member index = null;
        for (TgzLayout.Member member : members) {
            names.add(new TarScan.Entry(member.name(), member.at(), member.size()));
            if (member.digest().isPresent()) {
                blobs.put(member.digest().get(), member);
            } else {
                index = member;
            }
        }
        if (index == null) {
            throw IndexJson.missing(file.origin());
        }
        return new TgzFile(file, blobs, index);
    }

    @Override
    public ArtifactIndex index() {
        try (InputStream in = open(indexMember, 0)) {
            return IndexJson.read(in, indexMember.size(), file.origin());
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
        TgzLayout.Member member = blobs.get(digest);
        return member == null ? OptionalLong.empty() : OptionalLong.of(member.size());
    }

    @Override
    public InputStream open(Digest digest, long offset) {
        try {
            return open(member(digest), offset);
        } catch (IOException e) {
            throw file.damaged(e);
        }
    }

    private InputStream open(TgzLayout.Member member, long offset) throws IOException {
        return file.watched(content(file.channel(), file.origin(), member, offset));
    }

    /** The member of a blob that is there. */
    TgzLayout.Member member(Digest digest) {
        return Objects.requireNonNull(blobs.get(digest));
    }

    /** The content of a member's entry, which has to be what the directory says. */
    static InputStream content(FileChannel channel, String origin, TgzLayout.Member member, long offset)
            throws IOException {
        InputStream raw = new ChannelInput(channel, member.at(), member.at() + member.length());
        InputStream tar = new GZIPInputStream(raw, (int) Math.min(BUFFER, member.length()));
        try {
            TarScan scan = new TarScan(tar, origin);
            Optional<TarScan.Entry> entry = scan.next();
            if (entry.isEmpty()
                    || !entry.get().name().equals(member.name())
                    || entry.get().size() != member.size()) {
                throw new Failure(
                        Failure.Kind.CORRUPT,
                        Failure.Side.NONE,
                        "archive %s is damaged: its directory says of %s what is not there"
                                .formatted(origin, member.name()),
                        "get it again from where it came from",
                        null);
            }
            InputStream content = scan.content(entry.get());
            content.skipNBytes(offset);
            return content;
        } catch (IOException | Failure e) {
            tar.close();
            throw e;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
