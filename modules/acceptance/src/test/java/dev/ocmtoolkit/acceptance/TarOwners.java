// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The owners in a tar: the recorded ones are root, while a tar that is made here belongs to who runs the tests. */
final class TarOwners {
    private static final int BLOCK = 512;
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private TarOwners() {}

    /** The same without owners if it is a tar and they could not be compared. */
    static byte[] withoutForeign(byte[] content) {
        if (ROOT || !hasHeader(content, 0)) {
            return content;
        }
        byte[] copy = content.clone();
        for (int at = 0; hasHeader(copy, at); at += BLOCK + (size(copy, at) + BLOCK - 1) / BLOCK * BLOCK) {
            Arrays.fill(copy, at + 108, at + 124, (byte) 0);
            Arrays.fill(copy, at + 148, at + 156, (byte) 0);
            Arrays.fill(copy, at + 265, at + 329, (byte) 0);
        }
        return copy;
    }

    private static boolean hasHeader(byte[] content, int at) {
        return content.length >= at + BLOCK
                && new String(content, at + 257, 5, StandardCharsets.US_ASCII).equals("ustar");
    }

    private static int size(byte[] content, int at) {
        String octal = new String(content, at + 124, 11, StandardCharsets.US_ASCII).strip();
        return Integer.parseInt(octal, 8);
    }
}
