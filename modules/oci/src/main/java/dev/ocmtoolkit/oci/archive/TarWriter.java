// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes tar archives byte for byte as the OCM tools do: USTAR headers with NUL-terminated octal numbers, PAX records only where a
 * field does not fit, two zero blocks at the end and no padding beyond (POSIX.1-2017, pax, "ustar Interchange Format"). Their
 * bytes are part of digests, so a library's choice of padding will not do. Used by one thread.
 */
public final class TarWriter implements AutoCloseable {
    /** The bytes that end an archive. */
    public static final int END = 1024;

    private static final int BLOCK = 512;
    private static final int NAME_LIMIT = 100;
    private static final int PREFIX_LIMIT = 155;
    private static final int OWNER_LIMIT = 32;
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
    public record Entry(String name, char type, int mode, long size, long modified, Owner owner, String link) {
        Entry named(String other) {
            return new Entry(other, type, mode, size, modified, owner, link);
        }
    }

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
     * The bytes that an entry takes, with what its name may need besides.
     *
     * @param entry the entry
     * @return the size of headers and padded content
     */
    public static long length(Entry entry) {
        long content = padded(entry.size());
        return isUstar(entry) ? content : content + padded(paxRecords(entry).getBytes(StandardCharsets.UTF_8).length);
    }

    /**
     * Begins an entry; its content has to follow.
     *
     * @param entry the entry
     * @throws IOException when the stream fails
     */
    public void begin(Entry entry) throws IOException {
        pad();
        boolean ustar = isUstar(entry);
        if (!ustar) {
            byte[] records = paxRecords(entry).getBytes(StandardCharsets.UTF_8);
            out.write(header(new Entry(paxName(entry.name()), 'x', 0, records.length, 0, Owner.NONE, ""), ""));
            out.write(records);
            open = records.length;
            pad();
        }
        int split = ustar ? prefixLength(entry.name()) : 0;
        String prefix = split == 0 ? "" : entry.name().substring(0, split);
        out.write(header(split == 0 ? entry : entry.named(entry.name().substring(split + 1)), prefix));
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
        out.write(new byte[END]);
        out.close();
    }

    private static byte[] header(Entry entry, String prefix) {
        byte[] block = new byte[BLOCK];
        text(block, 0, NAME_LIMIT, entry.name());
        octal(block, 100, 8, entry.mode());
        octal(block, 108, 8, fitting(entry.owner().user()));
        octal(block, 116, 8, fitting(entry.owner().group()));
        octal(block, 124, 12, entry.size() > SIZE_LIMIT ? 0 : entry.size());
        octal(block, 136, 12, Math.max(0, entry.modified()));
        block[156] = (byte) entry.type();
        text(block, 157, NAME_LIMIT, entry.link());
        text(block, 257, 6, "ustar");
        text(block, 263, 2, "00");
        text(block, 265, OWNER_LIMIT, entry.owner().userName());
        text(block, 297, OWNER_LIMIT, entry.owner().groupName());
        if (entry.type() != 'x') {
            octal(block, 329, 8, 0);
            octal(block, 337, 8, 0);
        }
        text(block, 345, PREFIX_LIMIT, prefix);
        int sum = 8 * ' ';
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        block[155] = ' ';
        return block;
    }

    private static int fitting(int id) {
        return id > ID_LIMIT ? 0 : id;
    }

    /** Whether every field fits; if one does not, all that are too long for theirs go into records. */
    private static boolean isUstar(Entry entry) {
        boolean longName = entry.name().length() > NAME_LIMIT && prefixLength(entry.name()) > 0;
        return paxRecords(longName ? entry.named("") : entry).isEmpty();
    }

    private static String paxRecords(Entry entry) {
        Owner owner = entry.owner();
        StringBuilder records = new StringBuilder();
        if (owner.group() > ID_LIMIT) {
            record(records, "gid", Integer.toString(owner.group()));
        }
        text(records, "gname", owner.groupName(), OWNER_LIMIT);
        text(records, "linkpath", entry.link(), NAME_LIMIT);
        text(records, "path", entry.name(), NAME_LIMIT);
        if (entry.size() > SIZE_LIMIT) {
            record(records, "size", Long.toString(entry.size()));
        }
        if (owner.user() > ID_LIMIT) {
            record(records, "uid", Integer.toString(owner.user()));
        }
        text(records, "uname", owner.userName(), OWNER_LIMIT);
        return records.toString();
    }

    private static void text(StringBuilder records, String key, String value, int limit) {
        if (value.length() > limit || !isAscii(value)) {
            record(records, key, value);
        }
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
        String ascii = ascii(full);
        return ascii.length() > NAME_LIMIT ? ascii.substring(0, NAME_LIMIT).replaceFirst("/+$", "") : ascii;
    }

    /** Where a name longer than its field may be cut: the last slash that leaves prefix and rest short enough; 0 for none. */
    private static int prefixLength(String name) {
        if (name.length() <= NAME_LIMIT || !isAscii(name)) {
            return 0;
        }
        int from = Math.min(name.length() - 1, PREFIX_LIMIT);
        int slash = name.lastIndexOf('/', from);
        return slash > 0 && name.length() - slash - 1 <= NAME_LIMIT && slash < name.length() - 1 ? slash : 0;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c > 0 && c < 0x80);
    }

    private static String ascii(String text) {
        return text.chars()
                .filter(c -> c > 0 && c < 0x80)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** What does not fit is cut, and what is not ASCII is left out: the whole of it is in a record then. */
    private static void text(byte[] block, int at, int length, String value) {
        byte[] bytes = ascii(value).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, length));
    }

    private static void octal(byte[] block, int at, int length, long value) {
        String digits = Long.toOctalString(value);
        text(block, at, length, "0".repeat(Math.max(0, length - 1 - digits.length())) + digits);
    }
}
