// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes through the entries of a tar (POSIX.1-2017, pax; the long names and large numbers of GNU tar) and skips their content,
 * unless it is read. What has no place in an archive is refused: links, devices, names that lead out of it. Used by one thread.
 */
final class TarScan {
    static final int BLOCK = 512;
    /** The most entries a tar may have. */
    static final int ENTRIES = 250_000;

    private static final int RECORDS_LIMIT = 64 * 1024;

    private final InputStream in;
    private final String what;
    private long position;
    private long next;
    private int entries;

    /**
     * A file in the tar.
     *
     * @param name its name, without empty parts and dots
     * @param at where its content begins in the tar
     * @param size the length of its content in bytes
     */
    record Entry(String name, long at, long size) {}

    /** What records before an entry say about it. */
    private record Said(Optional<String> name, Optional<Long> size) {
        static final Said NOTHING = new Said(Optional.empty(), Optional.empty());
    }

    /**
     * Scans a tar.
     *
     * @param in the tar from its beginning; not closed
     * @param what how messages name it
     */
    TarScan(InputStream in, String what) {
        this.in = in;
        this.what = what;
    }

    /**
     * Goes on to the next file.
     *
     * @return the file, empty at the end of the tar
     * @throws EOFException when the tar ends before its end is marked
     * @throws Failure INVALID when it is malformed or has what has no place in an archive
     */
    Optional<Entry> next() throws IOException {
        Said said = Said.NOTHING;
        while (true) {
            skip(next - position);
            TarHeader header = new TarHeader(read(BLOCK));
            if (header.isEnd()) {
                return Optional.empty();
            }
            if (!header.isWhole()) {
                throw invalid("is no tar, or is damaged: the header at %d is none".formatted(position - BLOCK));
            }
            char type = header.type();
            boolean isAboutNext = type == 'x' || type == 'L' || type == 'g';
            long written = header.size();
            long size = isAboutNext ? written : said.size().orElse(written);
            if (size < 0 || size > Long.MAX_VALUE - position - BLOCK) {
                throw invalid("has an entry of an impossible size");
            }
            next = position + padded(size);
            switch (type) {
                case 'x' -> said = records(size, said);
                case 'L' -> said = new Said(Optional.of(TarHeader.text(read(limited(size)))), said.size());
                case 'g' -> limited(size);
                default -> {
                    Optional<Entry> file = file(type, said.name().orElseGet(header::name), size);
                    if (file.isPresent()) {
                        return file;
                    }
                    said = Said.NOTHING;
                }
            }
        }
    }

    /** The entry that {@link #next} gave, from its first byte; ends with it, and closes the tar with itself. */
    InputStream content(Entry entry) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                long left = entry.at() + entry.size() - position;
                if (length == 0 || left <= 0) {
                    return length == 0 ? 0 : -1;
                }
                int n = in.read(bytes, from, (int) Math.min(length, left));
                if (n < 0) {
                    throw new EOFException();
                }
                position += n;
                return n;
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    private Optional<Entry> file(char type, String raw, long size) {
        if (++entries > ENTRIES) {
            throw invalid("has more than the %d entries that are accepted".formatted(ENTRIES));
        }
        String name = inside(raw);
        return switch (type) {
            case '0', '\0', '7' -> raw.endsWith("/") ? Optional.empty() : Optional.of(new Entry(name, position, size));
            case '5' -> Optional.empty();
            case '1', '2' -> throw refused(raw, "is a link");
            case '3', '4', '6' -> throw refused(raw, "is a device or a pipe");
            default -> throw refused(raw, "is no file and no directory");
        };
    }

    /** The name without empty parts and dots; one that leads out of the archive is refused. */
    private String inside(String raw) {
        List<String> parts = new ArrayList<>();
        for (String part : raw.split("/", -1)) {
            if (part.equals("..")) {
                throw refused(raw, "leads out of the archive");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (raw.startsWith("/")) {
            throw refused(raw, "has an absolute path");
        }
        return String.join("/", parts);
    }

    /** Pax records: {@code LENGTH KEY=VALUE} and a line end, the length that of all of it. */
    private Said records(long size, Said before) throws IOException {
        byte[] all = read(limited(size));
        Said said = before;
        for (int at = 0; at < all.length; ) {
            int space = indexOf(all, ' ', at);
            int length = space < 0 || space - at > 6 ? 0 : decimal(all, at, space);
            int equals = indexOf(all, '=', at);
            if (length <= 0 || at + length > all.length || equals < space || equals >= at + length - 1) {
                throw invalid("has malformed records");
            }
            String key = new String(all, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            String value = new String(all, equals + 1, at + length - 1 - equals - 1, StandardCharsets.UTF_8);
            said = switch (key) {
                case "path" -> new Said(Optional.of(value), said.size());
                case "size" -> new Said(said.name(), Optional.of(size(value)));
                default -> {
                    if (key.startsWith("GNU.sparse.")) {
                        throw invalid("has a sparse file, which has no place in an archive");
                    }
                    yield said;
                }
            };
            at += length;
        }
        return said;
    }

    private long size(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw invalid("has malformed records");
        }
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int decimal(byte[] bytes, int from, int end) {
        int value = 0;
        for (int i = from; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return 0;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private int limited(long size) {
        if (size > RECORDS_LIMIT) {
            throw invalid("has records of %d bytes: more than %d are not accepted".formatted(size, RECORDS_LIMIT));
        }
        return (int) size;
    }

    private static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        position += length;
        return bytes;
    }

    private void skip(long length) throws IOException {
        in.skipNBytes(length);
        position += length;
    }

    private Failure refused(String name, String why) {
        return invalid("has an entry \"%s\" that %s".formatted(Text.printable(name), why));
    }

    private Failure invalid(String how) {
        return new Failure(
                Failure.Kind.INVALID,
                Failure.Side.NONE,
                "%s %s".formatted(what, how),
                "get the archive again from where it came from",
                null);
    }
}
