// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The second pass over a foreign tgz: it goes forward only. Content that is asked for in the order of the archive comes straight
 * from there; what is passed over on the way to something further on is put aside, so that it is found when somebody asks for it.
 * Only what was given out and is asked for once more takes another pass. Thread-safe.
 */
final class Passage implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    /** An entry, and what of it is put aside: its bytes from {@code spooledFrom} on. */
    private static final class Part {
        private final long at;
        private final long size;
        private long spooledFrom;
        private long spoolAt;

        private Part(TarScan.Entry entry) {
            this.at = entry.at();
            this.size = entry.size();
            this.spooledFrom = size;
        }

        private long end() {
            return at + size;
        }
    }

    private final OpenFile file;
    private final TreeMap<Long, Part> parts = new TreeMap<>();
    private @Nullable InputStream tar;
    private long position;
    private int passes;
    private final Scratch spool = new Scratch(Scratch.IN_MEMORY);

    Passage(OpenFile file) {
        this.file = file;
    }

    /** Takes an entry whose content is to be found; before the first is read. */
    synchronized void add(TarScan.Entry entry) {
        parts.put(entry.at(), new Part(entry));
    }

    synchronized int passes() {
        return passes;
    }

    InputStream open(TarScan.Entry entry, long offset) {
        Part part = part(entry);
        return new InputStream() {
            private long at = offset;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int wanted = (int) Math.min(length, part.size - at);
                if (length == 0 || wanted <= 0) {
                    return length == 0 ? 0 : -1;
                }
                int n = Passage.this.read(part, at, ByteBuffer.wrap(bytes, from, wanted));
                at += n;
                return n;
            }
        };
    }

    private synchronized Part part(TarScan.Entry entry) {
        return Objects.requireNonNull(parts.get(entry.at()));
    }

    private synchronized int read(Part part, long offset, ByteBuffer to) throws IOException {
        if (offset >= part.spooledFrom) {
            try (InputStream in = spool.open(part.spoolAt + offset - part.spooledFrom, to.remaining())) {
                return in.read(to.array(), to.arrayOffset() + to.position(), to.remaining());
            }
        }
        InputStream in = at(part.at + offset);
        to.limit(to.position() + (int) Math.min(to.remaining(), part.spooledFrom - offset));
        int n = in.read(to.array(), to.arrayOffset() + to.position(), to.remaining());
        if (n < 0) {
            throw new EOFException();
        }
        position += n;
        return n;
    }

    /** The tar at a place. */
    private InputStream at(long wanted) throws IOException {
        InputStream in = tar;
        if (in == null || position > wanted) {
            in = restart();
        }
        while (position < wanted) {
            Map.Entry<Long, Part> before = parts.floorEntry(position);
            Map.Entry<Long, Part> next = parts.higherEntry(position);
            long end = next == null ? wanted : Math.min(next.getKey(), wanted);
            @Nullable Part here = before == null ? null : before.getValue();
            if (here != null && here.end() > position && here.end() <= wanted) {
                spool(in, here);
            } else {
                in.skipNBytes(end - position);
                position = end;
            }
        }
        return in;
    }

    /** Puts the rest of an entry aside. */
    private void spool(InputStream in, Part part) throws IOException {
        long from = position - part.at;
        if (part.spooledFrom <= from) {
            in.skipNBytes(part.size - from);
        } else {
            copy(in, part, from);
        }
        position = part.end();
    }

    private void copy(InputStream in, Part part, long from) throws IOException {
        long start = spool.size();
        byte[] buffer = new byte[BUFFER];
        for (long left = part.size - from; left > 0; ) {
            int n = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            if (n == 0) {
                throw new EOFException();
            }
            spool.write(buffer, 0, n);
            left -= n;
        }
        part.spoolAt = start;
        part.spooledFrom = from;
    }

    private InputStream restart() throws IOException {
        closeTar();
        InputStream in = new Gunzip(file);
        tar = in;
        position = 0;
        passes++;
        return in;
    }

    private void closeTar() throws IOException {
        if (tar != null) {
            tar.close();
        }
    }

    @Override
    public synchronized void close() {
        try {
            spool.close();
            closeTar();
        } catch (IOException e) {
            // Nothing in it is needed any more.
        }
    }
}
