// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A tgz of ours that is being written ({@link TgzLayout}): a member for each content, see {@link MemberWriter}. */
final class TgzDraft implements Draft {
    private static final int BUFFER = 128 * 1024;

    private final DraftFile file;
    private final Path archive;

    TgzDraft(Path path, Path archive) {
        this.file = new DraftFile(path);
        this.archive = archive;
    }

    @Override
    public Slot slot(Digest digest, long size) {
        return new EntrySlot(digest, size);
    }

    @Override
    public OptionalLong size(Digest digest) {
        return file.kept(digest).stream().mapToLong(DraftFile.Room::size).findFirst();
    }

    @Override
    public InputStream open(Digest digest, long offset) throws IOException {
        TgzLayout.Member member = member(digest, file.kept(digest).orElseThrow());
        return TgzFile.content(file.file().channel(), Disk.origin(archive), member, offset);
    }

    private static TgzLayout.Member member(Digest digest, DraftFile.Room room) {
        return new TgzLayout.Member(Optional.of(digest), room.at(), room.length(), room.size());
    }

    @Override
    public void remove(Digest digest) {
        file.remove(digest);
    }

    /** Members of ours are copied as they are; what another program compressed is compressed anew. */
    @Override
    public void retain(Packed from, Digest digest) throws IOException {
        if (from instanceof TgzFile ours) {
            TgzLayout.Member member = ours.member(digest);
            DraftFile.Room room = file.reserve(member.length(), member.size());
            file.copy(from.file().channel(), member.at(), member.length(), room.at());
            file.keep(digest, room);
            return;
        }
        long size = from.size(digest).orElseThrow();
        byte[] buffer = new byte[BUFFER];
        try (Slot slot = slot(digest, size);
                InputStream in = from.open(digest, 0)) {
            long at = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                slot.write(at, buffer, 0, n);
                at += n;
            }
            slot.complete(digest, at);
            slot.keep();
        }
    }

    @Override
    public Packed finish(ArtifactIndex index, Path place) throws IOException {
        List<TgzLayout.Member> members = new ArrayList<>();
        long end = 0;
        for (Map.Entry<Digest, DraftFile.Room> entry : file.all()) {
            members.add(member(entry.getKey(), entry.getValue()));
            end += entry.getValue().length();
        }
        byte[] content = IndexJson.bytes(index, Disk.origin(place));
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        try (GZIPOutputStream member = new GZIPOutputStream(tail)) {
            member.write(TarDraft.end(content));
        }
        long length = tail.size();
        long size = content.length;
        members.add(new TgzLayout.Member(Optional.empty(), end, length, size));
        tail.writeBytes(TgzLayout.tail(members));
        return TgzFile.of(file.finish(tail.toByteArray(), place), members);
    }

    @Override
    public void close() {
        file.close();
    }

    /** An entry on its way. How it is compressed is decided when it begins to come. */
    private final class EntrySlot implements Slot {
        private final Digest digest;
        private final long size;
        private @Nullable MemberWriter writer;
        private DraftFile.@Nullable Room room;
        private boolean kept;
        private boolean broken;

        EntrySlot(Digest digest, long size) {
            this.digest = digest;
            this.size = size;
        }

        @Override
        public void write(long at, byte[] bytes, int from, int length) throws IOException {
            Slot.checkFits(size, at + length);
            broken = true;
            writer(bytes, from, length).write(bytes, from, length);
            broken = false;
        }

        private MemberWriter writer(byte[] bytes, int from, int length) throws IOException {
            MemberWriter begun = writer;
            if (begun == null) {
                byte[] header = TarDraft.header(Contents.name(digest), size);
                begun = MemberWriter.isCompressed(bytes, from, length)
                        ? MemberWriter.stored(file, size, header.length + size + TarDraft.padding(size).length)
                        : MemberWriter.deflated(file, size, Disk.temporary(archive));
                writer = begun;
                begun.write(header, 0, header.length);
            }
            return begun;
        }

        /** After a write has failed nobody can tell what of it was compressed. */
        @Override
        public boolean isResumable() {
            return !broken;
        }

        @Override
        public InputStream content(long written) throws IOException {
            throw new IOException("its digest was announced as " + digest);
        }

        @Override
        public void complete(Digest found, long written) throws IOException {
            Slot.checkAnnounced(digest, size, found, written);
            byte[] padding = TarDraft.padding(size);
            MemberWriter begun = writer(padding, 0, 0);
            begun.write(padding, 0, padding.length);
            room = begun.finish();
        }

        @Override
        public void keep() {
            if (room != null) {
                file.keep(digest, room);
                kept = true;
            }
        }

        @Override
        public Failure failed(IOException cause) {
            return file.file().failed(cause);
        }

        @Override
        public void close() {
            if (writer == null) {
                return;
            }
            if (!kept) {
                kept = true;
                if (room != null) {
                    file.release(room);
                } else {
                    writer.abort();
                }
            }
            writer.close();
        }
    }
}
