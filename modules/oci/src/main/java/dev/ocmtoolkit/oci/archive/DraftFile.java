// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file of a draft, in which room is given out from the front: whoever has some writes there, while others write elsewhere.
 * Thread-safe.
 */
final class DraftFile implements AutoCloseable {
    private static final int BUFFER = 256 * 1024;

    /**
     * Room in the file.
     *
     * @param at its first byte
     * @param length its length
     * @param size the length of the content that it is for
     */
    record Room(long at, long length, long size) {}

    private final TemporaryFile file;
    private final Map<Digest, Room> kept = new HashMap<>();
    private long end;
    private boolean hasGaps;

    DraftFile(Path path) {
        this.file = new TemporaryFile(path);
    }

    TemporaryFile file() {
        return file;
    }

    synchronized Room reserve(long length, long size) {
        Room room = new Room(end, length, size);
        end += length;
        return room;
    }

    synchronized void release(Room room) {
        if (room.at() + room.length() == end) {
            end = room.at();
        } else {
            hasGaps = true;
        }
    }

    /** Keeps what is in some room; gives the room back where the content is kept already. */
    synchronized void keep(Digest digest, Room room) {
        if (kept.putIfAbsent(digest, room) != null) {
            release(room);
        }
    }

    synchronized Optional<Room> kept(Digest digest) {
        return Optional.ofNullable(kept.get(digest));
    }

    synchronized void remove(Digest digest) {
        Room room = kept.remove(digest);
        if (room != null) {
            release(room);
        }
    }

    /** All that was kept, in the order of the file, without gaps. */
    synchronized List<Map.Entry<Digest, Room>> all() throws IOException {
        List<Map.Entry<Digest, Room>> all = new ArrayList<>(kept.entrySet());
        all.sort(Comparator.comparingLong(entry -> entry.getValue().at()));
        if (hasGaps) {
            end = 0;
            for (Map.Entry<Digest, Room> entry : all) {
                Room from = entry.getValue();
                Room to = reserve(from.length(), from.size());
                if (to.at() < from.at()) {
                    copy(file.channel(), from.at(), from.length(), to.at());
                }
                entry.setValue(to);
            }
            hasGaps = false;
        }
        return all;
    }

    /** Copies from a file; within this one towards the front only. */
    void copy(FileChannel from, long at, long length, long to) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, length))];
        try (InputStream in = new ChannelInput(from, at, at + length)) {
            long done = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                file.write(to + done, buffer, 0, n);
                done += n;
            }
            if (done < length) {
                throw new EOFException();
            }
        }
    }

    /** Ends the file with some bytes, forces it to the medium, and gives it its place, with the permissions of what was there. */
    OpenFile finish(byte[] tail, Path place) throws IOException {
        Room last = reserve(tail.length, 0);
        file.write(last.at(), tail, 0, tail.length);
        file.complete(last.at() + tail.length);
        file.place(place);
        return new OpenFile(place, file.channel(), OpenFile.Stamp.of(place).orElseThrow(EOFException::new));
    }

    @Override
    public void close() {
        file.close();
    }
}
