// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Failure;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The file of an archive, open for reading. Who replaces it by another leaves this one readable; who changes its content is
 * noticed. Thread-safe.
 *
 * @param path where it was
 * @param channel the file
 * @param stamp what was seen of it
 */
record OpenFile(Path path, FileChannel channel, Stamp stamp) implements AutoCloseable {
    private static final int TRIES = 10;

    /**
     * What tells a file from another, and from itself after a change.
     *
     * @param key which file it is, where the system tells
     * @param size its length
     * @param modified when it was changed
     */
    record Stamp(@Nullable Object key, long size, FileTime modified) {
        static Optional<Stamp> of(Path path) {
            if (!Files.exists(path)) {
                return Optional.empty();
            }
            try {
                BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
                return Optional.of(new Stamp(found.fileKey(), found.size(), found.lastModifiedTime()));
            } catch (IOException e) {
                throw Disk.failed("read", path, e);
            }
        }
    }

    static OpenFile of(Path path) {
        for (int tries = 1; ; tries++) {
            Stamp stamp = Stamp.of(path)
                    .orElseThrow(
                            () -> new Failure(Failure.Kind.NOT_FOUND, "there is no archive at %s".formatted(path)));
            try {
                OpenFile opened = new OpenFile(path, FileChannel.open(path, StandardOpenOption.READ), stamp);
                // Somebody may have put another file there in between: then the stamp is not that of what was opened.
                if (Stamp.of(path).filter(stamp::equals).isPresent() || tries == TRIES) {
                    return opened;
                }
                opened.close();
            } catch (IOException e) {
                throw Disk.failed("read", path, e);
            }
        }
    }

    String origin() {
        return Disk.origin(path);
    }

    ChannelInput all() {
        return part(0, stamp.size());
    }

    ChannelInput part(long from, long end) {
        return new ChannelInput(channel, from, end);
    }

    /** A stream over this file that, at its end, tells whether the file was changed meanwhile, and what is damaged as a failure. */
    InputStream watched(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                try {
                    int n = super.read(bytes, from, length);
                    if (n < 0) {
                        checkUnchanged();
                    }
                    return n;
                } catch (EOFException | ZipException e) {
                    throw damaged(e);
                }
            }
        };
    }

    private void checkUnchanged() {
        Optional<Stamp> now = Stamp.of(path);
        if (now.isPresent()
                && Objects.equals(now.get().key(), stamp.key())
                && !now.get().equals(stamp)) {
            throw new Failure(
                    Failure.Kind.CONFLICT,
                    Failure.Side.NONE,
                    "archive %s was changed while it was read".formatted(origin()),
                    "try again when nobody writes to it",
                    null);
        }
    }

    /** Why reading ended early: the file was changed, or is not whole. */
    Failure damaged(IOException cause) {
        checkUnchanged();
        if (!(cause instanceof EOFException || cause instanceof ZipException)) {
            return Disk.failed("read", path, cause);
        }
        return new Failure(
                Failure.Kind.CORRUPT,
                Failure.Side.NONE,
                "archive %s is %s".formatted(origin(), cause instanceof EOFException ? "truncated" : "damaged"),
                "get it again from where it came from",
                cause);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written to it.
        }
    }
}
