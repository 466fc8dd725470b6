// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory under another name beside its place, until it is complete. As long as it is being made a lock lies on a file beside
 * it, which goes with the process: so the next one to make something there removes what a killed process left, and nothing that a living
 * one makes.
 */
public final class Unfinished implements AutoCloseable {
    private static final String PREFIX = ".part-";
    private static final String LOCK = ".lock";
    /** Locks of this process. Closing any channel on such a file gives its lock up: it must not even be opened. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path place;
    private final Path path;
    private final Path lock;
    private final FileChannel held;

    private Unfinished(Path place, Path path, Path lock, FileChannel held) {
        this.place = place;
        this.path = path;
        this.lock = lock;
        this.held = held;
    }

    /**
     * Begins something.
     *
     * @param place where it will be; directories above it are made
     * @return it; to be closed
     * @throws IOException when nothing can be written there
     */
    public static Unfinished at(Path place) throws IOException {
        Path full = place.toAbsolutePath();
        Path path = full.resolveSibling(PREFIX + UUID.randomUUID());
        Path lock = path.resolveSibling(path.getFileName() + LOCK);
        OURS.add(lock);
        try {
            Files.createDirectories(full.resolveSibling(""));
            sweep(full.resolveSibling(""));
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            tryLock(channel);
            return new Unfinished(full, path, lock, channel);
        } catch (IOException e) {
            OURS.remove(lock);
            throw e;
        }
    }

    private static void sweep(Path directory) {
        try (var locks = Files.newDirectoryStream(directory, PREFIX + "*" + LOCK)) {
            for (Path lock : locks) {
                if (!OURS.contains(lock) && Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
                    sweepOne(lock);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Best effort: leftovers take space and nothing else.
        }
    }

    /** One that somebody else may not remove does not keep others from it. */
    private static void sweepOne(Path lock) {
        try {
            sweepLeft(lock);
        } catch (IOException e) {
            // Best effort: leftovers take space and nothing else.
        }
    }

    private static void sweepLeft(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (tryLock(channel)) {
                String name = lock.getFileName().toString();
                discardAll(lock.resolveSibling(name.substring(0, name.length() - LOCK.length())));
                Disk.discard(lock);
            }
        }
    }

    /** Where there are no locks, nothing is swept. */
    private static boolean tryLock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /** {@return where to make it; there is nothing yet} */
    public Path path() {
        return path;
    }

    /**
     * It is complete: puts it in its place, where there may be a file before, in one step.
     *
     * @throws Failure STORAGE when that fails
     */
    public void done() {
        Disk.rename(path, place);
    }

    /** Removes what was not finished. */
    @Override
    public void close() {
        discardAll(path);
        Disk.discard(lock);
        try {
            held.close();
        } catch (IOException e) {
            // The lock goes with the descriptor, whether or not closing it reports an error.
        }
        OURS.remove(lock);
    }

    /** Removes a file, or a directory with all that is in it, as far as that can be done. */
    static void discardAll(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    Disk.discard(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException unreadable) {
                    Disk.discard(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // Best effort: leftovers take space and nothing else.
        }
    }
}
