// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A member of a tgz on its way. What is compressed already is stored, straight at its place, since the length is known then; other
 * content is compressed to a file of its own, which is as large as the result, and joins the draft when its length is known. Used by
 * one thread; several write to one draft.
 */
final class MemberWriter implements AutoCloseable {
    private static final int BUFFER = 128 * 1024;
    /** How content begins that no compression makes smaller: gzip, zstd, xz, bzip2, zip, PNG, JPEG. */
    private static final List<byte[]> COMPRESSED = List.of(
            bytes("1f8b"),
            bytes("28b52ffd"),
            bytes("fd377a585a00"),
            bytes("425a68"),
            bytes("504b0304"),
            bytes("89504e47"),
            bytes("ffd8ff"));

    private final DraftFile draft;
    private final long size;
    private final Optional<DraftFile.Room> reserved;
    private final Optional<TemporaryFile> spool;
    private final FileOutput output;
    private final OutputStream member;

    private MemberWriter(
            DraftFile draft,
            long size,
            Optional<DraftFile.Room> reserved,
            Optional<TemporaryFile> spool,
            FileOutput output,
            OutputStream member) {
        this.draft = draft;
        this.size = size;
        this.reserved = reserved;
        this.spool = spool;
        this.output = output;
        this.member = member;
    }

    static boolean isCompressed(byte[] bytes, int from, int length) {
        return COMPRESSED.stream()
                .anyMatch(start -> length >= start.length
                        && Arrays.equals(bytes, from, from + start.length, start, 0, start.length));
    }

    /** Begins a member of known length, for content of a size in an entry of another. */
    static MemberWriter stored(DraftFile draft, long size, long entry) throws IOException {
        DraftFile.Room room = draft.reserve(StoredGzip.size(entry), size);
        FileOutput output = new FileOutput(draft.file(), room.at());
        OutputStream member = new StoredGzip(new BufferedOutputStream(output, BUFFER));
        return new MemberWriter(draft, size, Optional.of(room), Optional.empty(), output, member);
    }

    /** Begins a member that is compressed. */
    static MemberWriter deflated(DraftFile draft, long size, Path spool) throws IOException {
        TemporaryFile file = new TemporaryFile(spool);
        FileOutput output = new FileOutput(file, 0);
        OutputStream member = new GZIPOutputStream(new BufferedOutputStream(output, BUFFER), BUFFER / 2);
        return new MemberWriter(draft, size, Optional.empty(), Optional.of(file), output, member);
    }

    void write(byte[] bytes, int from, int length) throws IOException {
        member.write(bytes, from, length);
    }

    /** Ends the member; it is in the draft then, in the room that is given back. */
    DraftFile.Room finish() throws IOException {
        member.close();
        if (spool.isEmpty()) {
            return reserved.orElseThrow();
        }
        DraftFile.Room room = draft.reserve(output.position, size);
        draft.copy(spool.get().channel(), 0, output.position, room.at());
        return room;
    }

    /** Gives back the room of a member that was not finished. */
    void abort() {
        reserved.ifPresent(draft::release);
    }

    /** Removes the file of its own. */
    @Override
    public void close() {
        spool.ifPresent(TemporaryFile::close);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** Writes to a file from some place on. */
    private static final class FileOutput extends OutputStream {
        private final TemporaryFile file;
        private long position;

        FileOutput(TemporaryFile file, long position) {
            this.file = file;
            this.position = position;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            file.write(position, bytes, from, length);
            position += length;
        }
    }
}
