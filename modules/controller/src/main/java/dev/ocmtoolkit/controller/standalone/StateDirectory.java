// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private static final int LIMIT = 16 * 1024 * 1024;

    private final Path objects;
    private final FileChannel lock;

    private StateDirectory(Path objects, FileChannel lock) {
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
            FileChannel lock = FileChannel.open(
                    state.resolve("lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (!locked(lock)) {
                lock.close();
                throw new Failure(Failure.Kind.CONFLICT, "controllers run on %s already".formatted(manifests))
                        .hint("end the other ones first");
            }
            lock.truncate(0);
            lock.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
            sweep(state.resolve(OBJECTS));
            return new StateDirectory(state.resolve(OBJECTS), lock);
        } catch (IOException e) {
            throw failed("use", state, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** What a killed process was about to write. */
    private static void sweep(Path directory) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*.new")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Reads what is known of the objects; also while somebody else writes.
     *
     * @param manifests the directory with the manifests
     * @return the objects, in the order of their namespaces, kinds and names
     */
    public static List<StoredObject> read(Path manifests) {
        Path objects = manifests.resolve(NAME).resolve(OBJECTS);
        List<StoredObject> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(objects, "*.json")) {
            for (Path file : files) {
                read(file, all);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw failed("read", objects, e);
        }
        all.sort((a, b) -> a.object().id().compareTo(b.object().id()));
        return all;
    }

    private static void read(Path file, List<StoredObject> all) {
        try (InputStream in = Files.newInputStream(file)) {
            JsonNode json = Json.object(in.readNBytes(LIMIT), file.toString());
            if (!(json.path("object") instanceof ObjectNode object)) {
                throw new Failure(Failure.Kind.INVALID, "%s has no object".formatted(file));
            }
            all.add(new StoredObject(
                    new RawObject(object), json.path("file").asText(), EventsJson.read(json.path("events"), object)));
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone", file);
        } catch (IOException | Failure e) {
            // Its object is looked at anew, as if it had just been written.
            LOG.error("{} cannot be read and is passed over", file, e);
        }
    }

    /** Keeps an object. */
    void save(StoredObject stored) {
        Path file = file(stored.object().id());
        Path written = file.resolveSibling(file.getFileName() + ".new");
        ObjectNode json = Json.mapper().createObjectNode();
        json.set("object", stored.object().json());
        json.put("file", stored.file());
        json.set("events", EventsJson.write(stored.events()));
        try {
            Files.write(written, Json.mapper().writeValueAsBytes(json));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    /** Forgets an object. */
    void delete(ObjectId id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw failed("delete", file(id), e);
        }
    }

    private Path file(ObjectId id) {
        return objects.resolve(
                "%s_%s_%s.json".formatted(id.namespace(), id.kind().toLowerCase(Locale.ROOT), id.name()));
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
        try {
            lock.close();
        } catch (IOException e) {
            // The lock goes with the descriptor, whether or not closing it reports an error.
            LOG.debug("closing the lock", e);
        }
    }
}
