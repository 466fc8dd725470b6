// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to one archive, held by one scope in one process. It lies on {@code .ocm.lock} in the archive, or beside it,
 * and goes with the process; what the file says of who holds it is only for the message to others.
 */
final class ArchiveLock implements AutoCloseable {
    static final String FILE = ".ocm.lock";
    private static final int HOLDER_LIMIT = 300;
    private static final int TRIES = 10;

    /**
     * Who holds what in this process. A file lock is the process's, and closing any channel on the file gives it up: the file
     * must not even be opened while this process holds it.
     */
    private static final Map<Object, String> HELD = new ConcurrentHashMap<>();

    private final Object key;
    private final FileChannel channel;
    private final Optional<Path> passing;

    private ArchiveLock(Object key, FileChannel channel, Optional<Path> passing) {
        this.key = key;
        this.channel = channel;
        this.passing = passing;
    }

    /**
     * Takes the lock of an archive that is a directory.
     *
     * @param archive the directory
     * @return the lock
     * @throws Failure CONFLICT, naming the holder, when somebody else writes; STORAGE when the directory cannot be written
     */
    static ArchiveLock take(Path archive) {
        return take(archive, key(archive), archive.resolve(FILE), false);
    }

    /**
     * Takes the lock of an archive that is a file, or is to become one. It lies beside it, and is removed with its end.
     *
     * @param archive the file
     * @return the lock
     * @throws Failure as for a directory
     */
    static ArchiveLock takeBeside(Path archive) {
        Path name = archive.getFileName();
        Path file = archive.resolveSibling("." + name + FILE);
        return take(archive, List.of(key(archive.resolveSibling("")), name), file, true);
    }

    private static ArchiveLock take(Path archive, Object key, Path file, boolean passing) {
        String self = "process %d on %s since %s"
                .formatted(ProcessHandle.current().pid(), host(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
        String other = HELD.putIfAbsent(key, self);
        if (other != null) {
            throw held(archive, other);
        }
        try {
            FileChannel channel = lockWhatLies(archive, file, self);
            return new ArchiveLock(key, channel, passing ? Optional.of(file) : Optional.empty());
        } catch (RuntimeException e) {
            HELD.remove(key);
            throw e;
        }
    }

    /**
     * The holder before may have removed the file between our opening it and our locking it: what is locked counts only if it is
     * still what lies at the path. While we have it open, no other file gets its key.
     */
    private static FileChannel lockWhatLies(Path archive, Path file, String self) {
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                Files.createFile(file);
            } catch (FileAlreadyExistsException e) {
                // Somebody holds it, or was killed.
            } catch (IOException e) {
                throw Disk.failed("lock", file, e);
            }
            Optional<BasicFileAttributes> before = Disk.file(file);
            if (before.isPresent()) {
                FileChannel channel = lock(archive, file, self);
                Optional<BasicFileAttributes> now = Disk.file(file);
                if (now.isPresent()
                        && Objects.equals(now.get().fileKey(), before.get().fileKey())) {
                    return channel;
                }
                close(channel);
            }
        }
        throw held(archive, "");
    }

    private static FileChannel lock(Path archive, Path file, String self) {
        Disk.file(file);
        @Nullable FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            if (channel.tryLock() == null) {
                throw held(archive, read(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((self + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            locked = true;
            return channel;
        } catch (IOException e) {
            throw Disk.failed("lock", file, e);
        } finally {
            if (!locked) {
                close(channel);
            }
        }
    }

    private static Object key(Path directory) {
        try {
            Object key =
                    Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
            return key != null ? key : directory.toRealPath();
        } catch (IOException e) {
            throw Disk.failed("lock", directory, e);
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(HOLDER_LIMIT);
        channel.read(content, 0);
        return Text.printable(new String(content.array(), 0, content.position(), StandardCharsets.UTF_8).strip());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this host";
        }
    }

    private static Failure held(Path archive, String holder) {
        return new Failure(
                Failure.Kind.CONFLICT,
                Failure.Side.NONE,
                "archive %s is being written by %s".formatted(archive, holder.isEmpty() ? "another process" : holder),
                "wait until it has finished, or stop it",
                null);
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The lock goes with the descriptor, whether or not closing it reports an error.
            }
        }
    }

    /** Gives the lock back; never throws. */
    @Override
    public void close() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            // Who held it last is of no interest to the next one.
        }
        passing.ifPresent(Disk::discard);
        close(channel);
        HELD.remove(key);
    }
}
