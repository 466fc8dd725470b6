// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.nio.charset.StandardCharsets;

/** The header of an entry of a tar (POSIX.1-2017, pax, "ustar Interchange Format"; the large numbers of GNU tar). */
final class TarHeader {
    private final byte[] block;

    /** Takes a block of 512 bytes, which may be none. */
    TarHeader(byte[] block) {
        this.block = block;
    }

    /** Whether it is the block of zeros that ends a tar. */
    boolean isEnd() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether its sum and its size are right. */
    boolean isWhole() {
        int sum = 8 * ' ';
        for (int i = 0; i < block.length; i++) {
            sum += i >= 148 && i < 156 ? 0 : block[i] & 0xff;
        }
        return number(148, 8) == sum && size() >= 0;
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    /** The length of the content; negative when it is none. */
    long size() {
        return number(124, 12);
    }

    String name() {
        String name = text(block, 0, 100);
        String prefix = text(block, 257, 6).equals("ustar") ? text(block, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Octal digits, or, as GNU tar writes what they do not hold, a number in binary after a first bit; -1 when it is neither. */
    private long number(int at, int length) {
        long value = 0;
        if ((block[at] & 0x80) != 0) {
            for (int i = at; i < at + length; i++) {
                if (value >> 55 != 0) {
                    return -1;
                }
                value = value << 8 | (i == at ? block[i] & 0x7f : block[i] & 0xff);
            }
            return value;
        }
        for (char c : text(block, at, length).strip().toCharArray()) {
            if (c < '0' || c > '7') {
                return -1;
            }
            value = value << 3 | c - '0';
        }
        return value;
    }

    /** A text up to the first NUL. */
    static String text(byte[] bytes) {
        return text(bytes, 0, bytes.length);
    }

    private static String text(byte[] bytes, int at, int length) {
        int end = at;
        while (end < at + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }
}
