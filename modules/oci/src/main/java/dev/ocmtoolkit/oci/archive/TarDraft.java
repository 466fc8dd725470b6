// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** A tar that is being written: content goes straight to its place, its header comes last. */
final class TarDraft implements Draft {
    /** 2022-01-01T00:00:00Z, as version 1 of the OCM tools has it: equal content gives equal bytes. */
    private static final long MODIFIED = 1_640_995_200L;

    private static final int MODE = 0644;

    private final DraftFile file;

    TarDraft(Path path) {
        this.file = new DraftFile(path);
    }

    /** What stands before the content of an entry. */
    static byte[] header(String name, long size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new TarWriter(out).begin(new TarWriter.Entry(name, '0', MODE, size, MODIFIED, TarWriter.Owner.NONE, ""));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does no I/O", e);
        }
        return out.toByteArray();
    }

    /** What stands after the content of an entry. */
    static byte[] padding(long size) {
        return new byte[(int) (TarWriter.padded(size) - TarScan.BLOCK - size)];
    }

    /** The entry of an index, and the end of the tar. */
    static byte[] end(byte[] index) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(IndexJson.NAME, index.length));
        out.writeBytes(index);
        out.writeBytes(padding(index.length));
        out.writeBytes(new byte[2 * TarScan.BLOCK]);
        return out.toByteArray();
    }

    @Override
    public Slot slot(Digest digest, long size) {
        return new Extent(digest, size);
    }

    @Override
    public OptionalLong size(Digest digest) {
        return file.kept(digest).stream().mapToLong(DraftFile.Room::size).findFirst();
    }

    @Override
    public InputStream open(Digest digest, long offset) {
        TarFile.Part part = part(file.kept(digest).orElseThrow());
        return new ChannelInput(file.file().channel(), part.at() + offset, part.at() + part.size());
    }

    private static TarFile.Part part(DraftFile.Room room) {
        long header = room.length() + TarScan.BLOCK - TarWriter.padded(room.size());
        return new TarFile.Part(room.at() + header, room.size());
    }

    @Override
    public void remove(Digest digest) {
        file.remove(digest);
    }

    @Override
    public void retain(Packed from, Digest digest) throws IOException {
        TarFile.Part part = ((TarFile) from).part(digest);
        try (Extent extent = new Extent(digest, part.size())) {
            file.copy(from.file().channel(), part.at(), part.size(), extent.content());
            extent.complete(digest, part.size());
            extent.keep();
        }
    }

    @Override
    public Packed finish(ArtifactIndex index, Path place) throws IOException {
        Map<Digest, TarFile.Part> blobs = new LinkedHashMap<>();
        long end = 0;
        for (Map.Entry<Digest, DraftFile.Room> entry : file.all()) {
            blobs.put(entry.getKey(), part(entry.getValue()));
            end = entry.getValue().at() + entry.getValue().length();
        }
        byte[] content = IndexJson.bytes(index, Disk.origin(place));
        TarFile.Part part = new TarFile.Part(end + header(IndexJson.NAME, content.length).length, content.length);
        return new TarFile(file.finish(end(content), place), blobs, part);
    }

    @Override
    public void close() {
        file.close();
    }

    /** Room for an entry. */
    private final class Extent implements Slot {
        private final Digest digest;
        private final long size;
        private final byte[] header;
        private final DraftFile.Room room;
        private boolean kept;

        Extent(Digest digest, long size) {
            this.digest = digest;
            this.size = size;
            this.header = header(Contents.name(digest), size);
            this.room = file.reserve(header.length + TarWriter.padded(size) - TarScan.BLOCK, size);
        }

        long content() {
            return room.at() + header.length;
        }

        @Override
        public void write(long at, byte[] bytes, int from, int length) throws IOException {
            Slot.checkFits(size, at + length);
            file.file().write(content() + at, bytes, from, length);
        }

        @Override
        public boolean isResumable() {
            return true;
        }

        @Override
        public InputStream content(long written) {
            return new ChannelInput(file.file().channel(), content(), content() + written);
        }

        @Override
        public void complete(Digest found, long written) throws IOException {
            Slot.checkAnnounced(digest, size, found, written);
            byte[] padding = padding(size);
            file.file().write(content() + size, padding, 0, padding.length);
            file.file().write(room.at(), header, 0, header.length);
        }

        @Override
        public void keep() {
            kept = true;
            file.keep(digest, room);
        }

        @Override
        public Failure failed(IOException cause) {
            return file.file().failed(cause);
        }

        @Override
        public void close() {
            if (!kept) {
                kept = true;
                file.release(room);
            }
        }
    }
}
