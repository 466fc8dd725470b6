// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/**
 * How our tgz is laid out (RFC 1952): a gzip member per entry of the tar, one after the other from the first byte, then a
 * directory of them, then a footer. Directory and footer are members without content, whose extra fields any other program skips.
 *
 * <p>The last entry is the index; its member has the end of the tar, too. A record of the directory is one byte for its kind (0 the
 * index, 1 a blob with a sha256, 2 one with a sha512), the digest, the length of the member and the size of the content, eight bytes
 * each. The subfield {@code OC} of a directory member holds whole records; the subfield {@code OF} of the footer a version (1),
 * the place and the length of the directory and the CRC-32 of all records. Numbers are little-endian, as everywhere in gzip.
 */
final class TgzLayout {
    /** Method deflate, no flags, no time, no system: equal content gives equal bytes. */
    static final byte[] HEADER = HexFormat.of().parseHex("1f8b08000000000000ff");

    private static final int EXTRA = 4;
    private static final byte[] EMPTY = HexFormat.of().parseHex("03000000000000000000");
    private static final int SUBFIELDS = 65_000;
    private static final int FRAME = HEADER.length + 2 + EXTRA + EMPTY.length;
    private static final int VERSION = 1;
    private static final int FOOTER_FIELDS = 1 + 8 + 8 + 4;
    private static final int FOOTER = FRAME + FOOTER_FIELDS;
    private static final int DIRECTORY_LIMIT = 32 * 1024 * 1024;
    private static final String DIRECTORY_ID = "OC";
    private static final String FOOTER_ID = "OF";

    private TgzLayout() {}

    /**
     * A member that holds an entry of the tar.
     *
     * @param digest the blob; empty for the index
     * @param at where the member begins
     * @param length how many bytes it has
     * @param size the length of the entry's content
     */
    record Member(Optional<Digest> digest, long at, long length, long size) {
        String name() {
            return digest.map(Contents::name).orElse(IndexJson.NAME);
        }
    }

    /** Directory and footer for members that lie one after the other from the first byte of the file. */
    static byte[] tail(List<Member> members) {
        ByteBuffer records = buffer(members.size() * (1 + 64 + 8 + 8));
        ByteBuffer directory = buffer(records.capacity() + FRAME * (records.capacity() / SUBFIELDS + 2));
        CRC32 crc = new CRC32();
        long at = 0;
        for (Member member : members) {
            byte[] record = record(member);
            if (records.position() + record.length > SUBFIELDS) {
                flush(records, directory, crc);
            }
            records.put(record);
            at += member.length();
        }
        flush(records, directory, crc);
        byte[] written = written(directory);
        byte[] fields = written(buffer(FOOTER_FIELDS)
                .put((byte) VERSION)
                .putLong(at)
                .putLong(written.length)
                .putInt((int) crc.getValue()));
        return ByteBuffer.allocate(written.length + FOOTER)
                .put(written)
                .put(empty(FOOTER_ID, fields))
                .array();
    }

    private static void flush(ByteBuffer records, ByteBuffer directory, CRC32 crc) {
        byte[] some = written(records);
        crc.update(some);
        directory.put(empty(DIRECTORY_ID, some));
        records.clear();
    }

    private static byte[] record(Member member) {
        byte[] digest =
                member.digest().map(d -> HexFormat.of().parseHex(d.hex())).orElse(new byte[0]);
        byte kind = (byte) (digest.length / 32);
        return written(buffer(1 + digest.length + 16)
                .put(kind)
                .put(digest)
                .putLong(member.length())
                .putLong(member.size()));
    }

    private static byte[] empty(String id, byte[] extra) {
        ByteBuffer member = buffer(FRAME + extra.length).put(HEADER).put(3, (byte) 4);
        member.putShort((short) (EXTRA + extra.length)).put((byte) id.charAt(0)).put((byte) id.charAt(1));
        return written(member.putShort((short) extra.length).put(extra).put(EMPTY));
    }

    /**
     * Reads the directory of a file.
     *
     * @return its members in order; empty when the file does not end with our footer
     * @throws Failure CORRUPT when footer or directory are damaged
     */
    static Optional<List<Member>> read(OpenFile file) throws IOException {
        long size = file.stamp().size();
        if (size < FOOTER) {
            return Optional.empty();
        }
        byte[] footer = bytes(file.channel(), size - FOOTER, FOOTER);
        byte[] fields = Arrays.copyOfRange(footer, FOOTER - EMPTY.length - FOOTER_FIELDS, FOOTER - EMPTY.length);
        if (!Arrays.equals(footer, empty(FOOTER_ID, fields)) || fields[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer numbers = buffer(fields).position(1);
        long at = numbers.getLong();
        long length = numbers.getLong();
        if (at < 0 || length < 0 || length > DIRECTORY_LIMIT || at != size - FOOTER - length) {
            throw damaged(file);
        }
        byte[] records = records(file, bytes(file.channel(), at, (int) length));
        CRC32 crc = new CRC32();
        crc.update(records);
        if ((int) crc.getValue() != numbers.getInt()) {
            throw damaged(file);
        }
        return Optional.of(members(file, records, at));
    }

    private static byte[] records(OpenFile file, byte[] directory) {
        ByteBuffer records = buffer(directory.length);
        for (int at = 0; at < directory.length; ) {
            ByteBuffer member = buffer(directory).position(at);
            int extra =
                    member.remaining() < FRAME ? -1 : Short.toUnsignedInt(member.getShort(at + HEADER.length + 2 + 2));
            int end = at + FRAME + extra;
            if (extra < 0 || end > directory.length) {
                throw damaged(file);
            }
            byte[] some = Arrays.copyOfRange(directory, end - EMPTY.length - extra, end - EMPTY.length);
            if (!Arrays.equals(directory, at, end, empty(DIRECTORY_ID, some), 0, end - at)) {
                throw damaged(file);
            }
            records.put(some);
            at = end;
        }
        return written(records);
    }

    private static List<Member> members(OpenFile file, byte[] records, long end) {
        List<Member> members = new ArrayList<>();
        ByteBuffer in = buffer(records);
        long at = 0;
        while (in.hasRemaining()) {
            int kind = in.get();
            if (kind < 0 || kind > 2 || in.remaining() < kind * 32 + 16 || members.size() == TarScan.ENTRIES) {
                throw damaged(file);
            }
            byte[] hash = new byte[kind * 32];
            in.get(hash);
            Optional<Digest> digest =
                    kind == 0 ? Optional.empty() : Optional.of(Digest.ofHash(kind == 1 ? "sha256" : "sha512", hash));
            Member member = new Member(digest, at, in.getLong(), in.getLong());
            if (member.length() <= 0 || member.length() > end - at || member.size() < 0) {
                throw damaged(file);
            }
            members.add(member);
            at += member.length();
        }
        if (at != end) {
            throw damaged(file);
        }
        return members;
    }

    private static byte[] bytes(FileChannel channel, long from, int length) throws IOException {
        try (ChannelInput in = new ChannelInput(channel, from, from + length)) {
            byte[] bytes = new byte[length];
            if (in.readNBytes(bytes, 0, length) < length) {
                throw new EOFException();
            }
            return bytes;
        }
    }

    private static Failure damaged(OpenFile file) {
        return file.damaged(new ZipException("the directory is damaged"));
    }

    private static byte[] written(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private static ByteBuffer buffer(int size) {
        return buffer(new byte[size]);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
