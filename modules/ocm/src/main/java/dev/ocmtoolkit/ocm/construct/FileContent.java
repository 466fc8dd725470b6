// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The content of a file.
 *
 * @param path the file
 */
record FileContent(Path path) implements Body {
    private static final int BUFFER = 256 * 1024;

    @Override
    public OptionalLong length() {
        try {
            return OptionalLong.of(Files.size(path));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        copy(path, length().orElseThrow(), out::write);
    }

    /** Takes bytes. */
    interface Sink {
        void write(byte[] bytes, int from, int length) throws IOException;
    }

    /**
     * Copies a file that has a known size; what is wrong with the file is told as a failure, what is wrong with the sink as it
     * comes.
     */
    static void copy(Path path, long size, Sink sink) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = size;
        try (InputStream in = open(path)) {
            for (int n = read(in, buffer, path); n >= 0 && left >= 0; n = read(in, buffer, path)) {
                left -= n;
                if (left >= 0) {
                    sink.write(buffer, 0, n);
                }
            }
        }
        if (left != 0) {
            throw new Failure(Failure.Kind.INVALID, "%s changed while it was packed".formatted(path));
        }
    }

    private static int read(InputStream in, byte[] buffer, Path path) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static InputStream open(Path path) {
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    static Failure unreadable(Path path, IOException e) {
        return new Failure(
                Failure.Kind.STORAGE,
                Failure.Side.SOURCE,
                "%s cannot be read: %s".formatted(path, e.getMessage()),
                null,
                e);
    }
}
