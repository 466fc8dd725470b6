// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write a state: a lock on a file, which ends with the process that has it, however that ends. The file names the process
 * while it has the lock, and tells by its time when it gave it back.
 */
final class Lock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lock.class);
    /** Those that this process has: the system would give up all its locks on a file when any descriptor of that is closed. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private static final String NAME = "lock";
    private static final int PID_LENGTH = 20;
    /** Whoever looks whether it is taken holds it for a moment. */
    private static final int TRIES = 20;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Path file;
    private final FileChannel channel;

    private Lock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @param folder where the file is
     * @param what what it stands for, for the sentence of the failure
     * @throws Failure CONFLICT when it is taken
     */
    static Lock take(Path folder, String what) throws IOException {
        Path ours = file(folder);
        if (!OURS.add(ours)) {
            throw taken(what, Long.toString(ProcessHandle.current().pid()));
        }
        try {
            return new Lock(ours, locked(ours, what));
        } catch (IOException | Failure e) {
            OURS.remove(ours);
            throw e;
        }
    }

    private static FileChannel locked(Path file, String what) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!isLocked(channel)) {
                throw taken(what, holder(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return channel;
        } catch (IOException | Failure e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            if (channel.tryLock() != null) {
                return true;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(PID_LENGTH);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.UTF_8);
        return text.matches("[0-9]+") ? text : "unknown";
    }

    private static Failure taken(String what, String pid) {
        return new Failure(Failure.Kind.CONFLICT, "controllers run on %s already, in process %s".formatted(what, pid))
                .hint("end them first");
    }

    /** Whether some process has it. */
    static boolean isTaken(Path folder) throws IOException {
        Path file = file(folder);
        if (OURS.contains(file)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return free == null;
        }
    }

    /** When it was taken or given back last; empty if never. */
    static Optional<FileTime> changed(Path folder) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(folder.resolve(NAME)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Path file(Path folder) throws IOException {
        return folder.toRealPath().resolve(NAME);
    }

    /** Gives it back, and leaves the time of that on the file. */
    @Override
    public void close() {
        try (channel) {
            channel.truncate(0);
        } catch (IOException e) {
            // The lock goes with the descriptor, whether or not closing it reports an error.
            LOG.debug("closing {}", file, e);
        } finally {
            OURS.remove(file);
        }
    }
}
