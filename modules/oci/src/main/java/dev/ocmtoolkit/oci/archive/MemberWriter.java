// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A member of a tgz on its way. What cannot be made smaller is stored, straight at its place, since the length is known then; other
 * content is compressed to a file of its own, which is as large as the result, and joins the draft when its length is known. Used by
 * one thread; several write to one draft.
 */
final class MemberWriter implements AutoCloseable {
    private static final int BUFFER = 128 * 1024;
    /** How much is tried, at the end of what comes first: a tar begins with headers and documents, whatever its content. */
    private static final int SAMPLE = 32 * 1024;
    /** What is not made smaller by a twentieth is not worth the time. */
    private static final double WORTH = 0.95;

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

    /** Whether content that begins so cannot be made much smaller: it is compressed already, or encrypted, or random. */
    static boolean isCompressed(byte[] bytes, int from, int length) {
        int sample = Math.min(length, SAMPLE);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(bytes, from + length - sample, sample);
            deflater.finish();
            deflater.deflate(new byte[(int) (sample * WORTH)]);
            return sample > 0 && !deflater.finished();
        } finally {
            deflater.end();
        }
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
