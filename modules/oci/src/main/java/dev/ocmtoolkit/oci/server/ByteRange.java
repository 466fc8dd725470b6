// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a blob that was asked for (RFC 9110, section 14): bytes {@code first} to {@code last}, both included.
 *
 * @param first the first byte
 * @param last the last byte; smaller than {@code first} when no byte of the blob was asked for
 */
record ByteRange(long first, long last) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * Reads a {@code Range} header.
     *
     * @param header its value
     * @param size the size of the blob
     * @return the range; empty when the header is to be ignored: malformed, or of several ranges
     */
    static Optional<ByteRange> parse(String header, long size) {
        Matcher parts = SINGLE.matcher(header.strip());
        if (!parts.matches() || header.strip().equals("bytes=-")) {
            return Optional.empty();
        }
        String from = parts.group(1);
        String to = parts.group(2);
        if (from.isEmpty()) {
            return Optional.of(new ByteRange(Math.max(0, size - Long.parseLong(to)), size - 1));
        }
        long last = to.isEmpty() ? size - 1 : Math.min(Long.parseLong(to), size - 1);
        return Optional.of(new ByteRange(Long.parseLong(from), last));
    }

    boolean isSatisfiable() {
        return first <= last;
    }

    long length() {
        return last - first + 1;
    }
}
