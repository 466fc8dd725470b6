// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes tar archives byte for byte as the OCM tools do: USTAR headers with NUL-terminated octal numbers, PAX records only where a
 * field does not fit, two zero blocks at the end and no padding beyond (POSIX.1-2017, pax, "ustar Interchange Format"). Their
 * bytes are part of digests, so a library's choice of padding will not do. Used by one thread.
 */
public final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME_LIMIT = 100;
    private static final int PREFIX_LIMIT = 155;
    private static final long SIZE_LIMIT = (1L << 33) - 1;
    private static final int ID_LIMIT = (1 << 21) - 1;

    private final OutputStream out;
    private long open;

    /**
     * What an entry is, besides its content.
     *
     * @param name its path
     * @param type {@code '0'} a file, {@code '5'} a directory, {@code '2'} a symbolic link
     * @param mode its permission bits
     * @param size the length of its content in bytes
     * @param modified its modification time in seconds since 1970
     * @param owner the numeric owner and group, and their names
     * @param link where a symbolic link points, else empty
     */
    public record Entry(String name, char type, int mode, long size, long modified, Owner owner, String link) {}

    /**
     * Whose a file is.
     *
     * @param user the user's number
     * @param group the group's number
     * @param userName the user's name, may be empty
     * @param groupName the group's name, may be empty
     */
    public record Owner(int user, int group, String userName, String groupName) {
        /** Nobody in particular: zeros and empty names. */
        public static final Owner NONE = new Owner(0, 0, "", "");
    }

    /**
     * Writes to a stream.
     *
     * @param out where to; closed by {@link #close}
     */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * The bytes that an entry of this name and content takes.
     *
     * @param size the length of the content in bytes
     * @return the size of header and padded content
     */
    public static long padded(long size) {
        return BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    /**
     * Begins an entry; its content has to follow.
     *
     * @param entry the entry
     * @throws IOException when the stream fails
     */
    public void begin(Entry entry) throws IOException {
        pad();
        String pax = paxRecords(entry);
        if (!pax.isEmpty()) {
            byte[] records = pax.getBytes(StandardCharsets.UTF_8);
            writeHeader(
                    new Entry(paxName(entry.name()), 'x', 0, records.length, 0, Owner.NONE, ""), "", records.length);
            out.write(records);
            open = records.length;
            pad();
        }
        int split = pax.contains(" path=") ? 0 : prefixLength(entry.name());
        String prefix = split == 0 ? "" : entry.name().substring(0, split);
        String rest = split == 0 ? entry.name() : entry.name().substring(split + 1);
        writeHeader(
                new Entry(
                        rest, entry.type(), entry.mode(), entry.size(), entry.modified(), entry.owner(), entry.link()),
                prefix,
                entry.size() > SIZE_LIMIT ? 0 : entry.size());
        open = entry.size();
    }

    /**
     * Writes content of the entry that was begun.
     *
     * @param bytes the bytes
     * @param from the first of them
     * @param length how many
     * @throws IOException when the stream fails
     */
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
    }

    private void pad() throws IOException {
        int rest = (int) (open % BLOCK);
        if (rest > 0) {
            out.write(new byte[BLOCK - rest]);
        }
        open = 0;
    }

    /** Writes the end of the archive and closes the stream. */
    @Override
    public void close() throws IOException {
        pad();
        out.write(new byte[2 * BLOCK]);
        out.close();
    }

    private void writeHeader(Entry entry, String prefix, long size) throws IOException {
        byte[] block = new byte[BLOCK];
        text(block, 0, NAME_LIMIT, entry.name());
        octal(block, 100, 8, entry.mode());
        octal(block, 108, 8, fitting(entry.owner().user()));
        octal(block, 116, 8, fitting(entry.owner().group()));
        octal(block, 124, 12, size);
        octal(block, 136, 12, Math.max(0, entry.modified()));
        block[156] = (byte) entry.type();
        text(block, 157, NAME_LIMIT, entry.link());
        text(block, 257, 6, "ustar");
        text(block, 263, 2, "00");
        text(block, 265, 32, entry.owner().userName());
        text(block, 297, 32, entry.owner().groupName());
        octal(block, 329, 8, 0);
        octal(block, 337, 8, 0);
        text(block, 345, PREFIX_LIMIT, prefix);
        int sum = 8 * ' ';
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        block[155] = ' ';
        out.write(block);
    }

    private static int fitting(int id) {
        return id > ID_LIMIT ? 0 : id;
    }

    private static String paxRecords(Entry entry) {
        StringBuilder records = new StringBuilder();
        if (entry.owner().group() > ID_LIMIT) {
            record(records, "gid", Integer.toString(entry.owner().group()));
        }
        if (entry.link().length() > NAME_LIMIT || !isAscii(entry.link())) {
            record(records, "linkpath", entry.link());
        }
        boolean fits = entry.name().length() <= NAME_LIMIT || prefixLength(entry.name()) > 0;
        if (!fits || !isAscii(entry.name())) {
            record(records, "path", entry.name());
        }
        if (entry.size() > SIZE_LIMIT) {
            record(records, "size", Long.toString(entry.size()));
        }
        if (entry.owner().user() > ID_LIMIT) {
            record(records, "uid", Integer.toString(entry.owner().user()));
        }
        return records.toString();
    }

    /** A record begins with its own length in bytes, that of the length included. */
    private static void record(StringBuilder records, String key, String value) {
        String tail = " " + key + "=" + value + "\n";
        int length = tail.getBytes(StandardCharsets.UTF_8).length;
        int total = length + Integer.toString(length).length();
        if (Integer.toString(total).length() > Integer.toString(length).length()) {
            total = length + Integer.toString(total).length();
        }
        records.append(total).append(tail);
    }

    private static String paxName(String name) {
        int slash = name.lastIndexOf('/');
        String directory = slash < 0 ? "" : name.substring(0, slash + 1);
        String full = directory + "PaxHeaders.0/" + name.substring(slash + 1);
        String ascii = full.chars()
                .filter(c -> c < 0x80)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return ascii.length() > NAME_LIMIT ? ascii.substring(0, NAME_LIMIT) : ascii;
    }

    /** Where a name longer than its field may be cut: the last slash that leaves prefix and rest short enough; 0 for none. */
    private static int prefixLength(String name) {
        if (name.length() <= NAME_LIMIT) {
            return 0;
        }
        int from = Math.min(name.length() - 1, PREFIX_LIMIT);
        int slash = name.lastIndexOf('/', from);
        return slash > 0 && name.length() - slash - 1 <= NAME_LIMIT && slash < name.length() - 1 ? slash : 0;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c > 0 && c < 0x80);
    }

    private static void text(byte[] block, int at, int length, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, length));
    }

    private static void octal(byte[] block, int at, int length, long value) {
        String digits = Long.toOctalString(value);
        text(block, at, length, "0".repeat(Math.max(0, length - 1 - digits.length())) + digits);
    }
}
