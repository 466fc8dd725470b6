// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the objects, in files beside their manifests: one file per object, each replaced as a whole, so that whoever reads sees
 * the old one or the new one, also after a crash. Secrets and ConfigMaps are never written. One process at a time may write.
 */
public final class StateDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);
    private static final String NAME = ".ocm";
    private static final String OBJECTS = "objects";
    /** How the name of a file ends that is being written. */
    static final String UNFINISHED = ".new";

    private final Path objects;
    private final Lock lock;

    private StateDirectory(Path objects, Lock lock) {
        this.objects = objects;
        this.lock = lock;
    }

    /**
     * Opens the state beside manifests to write it.
     *
     * @param manifests the directory with the manifests
     * @return the state; to be closed
     * @throws Failure CONFLICT when another process has it, STORAGE when it cannot be written
     */
    static StateDirectory open(Path manifests) {
        Path state = manifests.resolve(NAME);
        try {
            Files.createDirectories(state.resolve(OBJECTS));
            Lock lock = Lock.take(state, manifests.toString());
            sweep(state.resolve(OBJECTS));
            return new StateDirectory(state.resolve(OBJECTS), lock);
        } catch (IOException e) {
            throw failed("use", state, e);
        }
    }

    /** What a killed process was about to write; whatever stays of it is written over. */
    private static void sweep(Path directory) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("sweeping {}", directory, e);
        }
    }

    /**
     * Reads what is known of the objects; also while somebody else writes.
     *
     * @param manifests the directory with the manifests
     * @return the objects, in the order of their namespaces, kinds and names; what cannot be read is left out
     */
    public static List<StoredObject> read(Path manifests) {
        return read(manifests, problem -> LOG.debug("{}", problem));
    }

    /**
     * Reads what is known of the objects.
     *
     * @param manifests the directory with the manifests
     * @param unreadable told which of them cannot be read; the host looks at these anew, as if they had just been written
     */
    static List<StoredObject> read(Path manifests, Consumer<Problem> unreadable) {
        Path objects = manifests.resolve(NAME).resolve(OBJECTS);
        List<StoredObject> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(objects, "*.json")) {
            for (Path file : files) {
                try {
                    all.add(StateFile.read(file));
                } catch (NoSuchFileException e) {
                    LOG.debug("{} is gone", file);
                } catch (IOException e) {
                    unreadable.accept(lost(file, Text.printable(String.valueOf(e.getMessage()))));
                } catch (Failure malformed) {
                    unreadable.accept(lost(file, malformed.sentence()));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw failed("read", objects, e);
        }
        all.sort((a, b) -> a.object().id().compareTo(b.object().id()));
        return all;
    }

    private static Problem lost(Path file, String reason) {
        return new Problem(
                file.getFileName().toString(),
                "the state in %s cannot be read (%s): its object is looked at anew, and its history is lost"
                        .formatted(file, reason));
    }

    /**
     * Since when nobody has written.
     *
     * @param manifests the directory with the manifests
     * @return when that ended; empty when controllers run on it now, or never did
     */
    static Optional<Instant> stopped(Path manifests) {
        Path state = manifests.resolve(NAME);
        try {
            Optional<FileTime> changed = Lock.changed(state);
            return changed.isPresent() && !Lock.isTaken(state)
                    ? Optional.of(newest(changed.get(), state.resolve(OBJECTS)))
                    : Optional.empty();
        } catch (IOException | DirectoryIteratorException e) {
            throw failed("read", state, e);
        }
    }

    /** Where they were killed, the lock does not tell, but what they wrote last does. */
    private static Instant newest(FileTime changed, Path objects) throws IOException {
        FileTime newest = changed;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(objects, "*.json")) {
            for (Path file : files) {
                FileTime time = Files.getLastModifiedTime(file);
                newest = time.compareTo(newest) > 0 ? time : newest;
            }
        }
        return newest.toInstant();
    }

    /**
     * Keeps an object.
     *
     * @throws Failure STORAGE when it cannot be written; then what was kept before is still there
     */
    void save(StoredObject stored) {
        Path file = objects.resolve(StateFile.name(stored.object().id()));
        try {
            StateFile.write(file, stored);
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    /** Forgets an object. */
    void delete(ObjectId id) {
        try {
            Files.deleteIfExists(objects.resolve(StateFile.name(id)));
        } catch (IOException e) {
            throw failed("delete", objects.resolve(StateFile.name(id)), e);
        }
    }

    private static Failure failed(String act, Path path, Exception cause) {
        return new Failure(
                Failure.Kind.STORAGE,
                Failure.Side.NONE,
                "cannot %s %s: %s".formatted(act, path, Text.printable(String.valueOf(cause.getMessage()))),
                "check its permissions and the room on the disk",
                cause);
    }

    /** Lets others write. */
    @Override
    public void close() {
        lock.close();
    }
}
