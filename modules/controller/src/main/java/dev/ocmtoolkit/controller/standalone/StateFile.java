// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The file of one object in the state: its object, the manifest that it is from, and its events. */
final class StateFile {
    private static final int LIMIT = 16 * 1024 * 1024;

    private StateFile() {}

    /** The name of an object's file. */
    static String name(ObjectId id) {
        return "%s_%s_%s.json".formatted(id.namespace(), id.kind().toLowerCase(Locale.ROOT), id.name());
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return what it says
     * @throws IOException when it cannot be read
     * @throws Failure INVALID when what it says is not what was written: it was cut short, or written by somebody else
     */
    static StoredObject read(Path file) throws IOException {
        JsonNode json;
        try (InputStream in = Files.newInputStream(file)) {
            json = Json.object(in.readNBytes(LIMIT), file.getFileName().toString());
        }
        if (!(json.path("object") instanceof ObjectNode object) || !isObjectOf(object, file)) {
            throw new Failure(Failure.Kind.INVALID, "%s does not hold its object".formatted(file.getFileName()));
        }
        return new StoredObject(
                new RawObject(object), json.path("file").asText(), EventsJson.read(json.path("events"), object));
    }

    /** What the host relies on without looking again. */
    private static boolean isObjectOf(ObjectNode json, Path file) {
        RawObject object = new RawObject(json);
        return object.metadata().isObject()
                && !object.uid().value().isEmpty()
                && object.generation() > 0
                && (object.status().isObject() || object.status().isMissingNode())
                && Kinds.ofManifest(object.id().kind()).isPresent()
                && name(object.id()).equals(file.getFileName().toString());
    }

    /**
     * Writes a file as a whole: whoever reads sees the old one or the new one.
     *
     * @param file the file
     * @param stored what it shall say
     * @throws IOException when it cannot be written; then the old one is still there
     */
    static void write(Path file, StoredObject stored) throws IOException {
        ObjectNode json = Json.mapper().createObjectNode();
        json.set("object", stored.object().json());
        json.put("file", stored.file());
        json.set("events", EventsJson.write(stored.events()));
        Path written = file.resolveSibling(file.getFileName() + StateDirectory.UNFINISHED);
        try {
            Files.write(written, Json.mapper().writeValueAsBytes(json));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(written);
            throw e;
        }
    }
}
