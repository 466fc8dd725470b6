// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is being written, and is removed when it is closed, unless it got its place. Thread-safe but for its end. */
final class TemporaryFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private boolean placed;

    TemporaryFile(Path path) {
        this.path = path;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw Disk.failed("write", path, e);
        }
    }

    FileChannel channel() {
        return channel;
    }

    /** Writes at a place, not where the channel stands: that counts what a failed write took. */
    void write(long at, byte[] bytes, int from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position() - from);
        }
    }

    /** Ends it at a size, and forces it to the medium: a name stands for complete content, even after the system fails. */
    void complete(long size) throws IOException {
        channel.truncate(size);
        if (channel.size() != size) {
            throw new IOException("it has %d bytes of %d".formatted(channel.size(), size));
        }
        channel.force(true);
    }

    /** Gives it the place of another file, and its permissions, or a new place; it stays open. */
    void place(Path target) {
        Disk.copyPermissions(target, path);
        Disk.rename(path, target);
        placed = true;
    }

    Failure failed(IOException cause) {
        return Disk.failed("write", path, cause);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // What counts was forced to the medium before, which finds what is wrong.
        }
        if (!placed) {
            Disk.discard(path);
        }
    }
}
