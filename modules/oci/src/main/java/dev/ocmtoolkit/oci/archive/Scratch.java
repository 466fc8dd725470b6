// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are put aside: in memory as long as they are few, else in a file of the directory for temporary files, which goes when
 * this is closed or the process ends. May be read by several threads, but not while one
 * writes.
 */
final class Scratch implements AutoCloseable {
    /** The most bytes that stay in memory. */
    static final int IN_MEMORY = 8 * 1024 * 1024;

    private final int inMemory;
    private byte[] memory = new byte[0];
    private @Nullable Path path;
    private @Nullable FileChannel file;
    private long size;

    Scratch(int inMemory) {
        this.inMemory = inMemory;
    }

    long size() {
        return size;
    }

    void write(byte[] bytes, int from, int length) {
        if (file == null && size + length <= inMemory) {
            int used = (int) size;
            if (used + length > memory.length) {
                memory = Arrays.copyOf(memory, Math.min(inMemory, Math.max(used + length, 2 * memory.length)));
            }
            System.arraycopy(bytes, from, memory, used, length);
        } else {
            spill(bytes, from, length);
        }
        size += length;
    }

    private void spill(byte[] bytes, int from, int length) {
        try {
            if (file == null) {
                path = Files.createTempFile("ocm-", ".tmp");
                file = FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
                writeAll(file, ByteBuffer.wrap(memory, 0, (int) size));
                memory = new byte[0];
            }
            writeAll(file, ByteBuffer.wrap(bytes, from, length));
        } catch (IOException e) {
            Path where = path == null ? Path.of(System.getProperty("java.io.tmpdir")) : path;
            throw Disk.failed("write", where, e)
                    .hint("make room there, or name another directory with JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR");
        }
    }

    private static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** What was written from an offset on. */
    InputStream open(long offset, long length) {
        if (file == null) {
            return new ByteArrayInputStream(memory, (int) offset, (int) length);
        }
        return new ChannelInput(file, offset, offset + length);
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // It was read as far as it was wanted, and the process's end removes it at the latest.
            }
        }
    }
}
