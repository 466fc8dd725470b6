// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.yaml.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;

/** The file of {@code --bom-file}: which component versions were transferred, as version 1 of the OCM tools writes it. */
final class BomFile {
    private BomFile() {}

    /**
     * Writes it anew.
     *
     * @param file where
     * @param ids the component versions; each is written once, in order
     * @throws Failure STORAGE when it cannot be written
     */
    static void write(Path file, Collection<ComponentId> ids) {
        ObjectNode bom = JsonNodeFactory.instance.objectNode();
        ArrayNode versions = bom.putArray("componentVersions");
        ids.stream()
                .distinct()
                .sorted(Comparator.comparing(ComponentId::name).thenComparing(ComponentId::version))
                .forEach(id -> versions.addObject().put("component", id.name()).put("version", id.version()));
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))))) {
            out.write(JsonText.compact(bom).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.STORAGE,
                    Failure.Side.NONE,
                    "cannot write %s: %s".formatted(file, e),
                    "all component versions were transferred",
                    e);
        }
    }
}
