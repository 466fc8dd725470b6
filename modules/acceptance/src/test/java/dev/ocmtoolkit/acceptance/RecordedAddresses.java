// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The two addresses that stand in recordings, held for one test run on this machine: others wait. On the first the recorded source
 * registry is served.
 */
final class RecordedAddresses implements AutoCloseable {
    static final String SOURCE = "127.0.0.1:5701";
    static final String TARGET = "127.0.0.1:5702";

    private final FileChannel lock;
    private final CtfArchive source;
    private final RegistryServer server;

    /**
     * Waits for the addresses and takes them.
     *
     * @param scratch where an archive of the source registry can be made
     */
    RecordedAddresses(Path scratch) throws IOException {
        lock = FileChannel.open(
                Path.of(System.getProperty("java.io.tmpdir"), "ocm-golden-5701-5702.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        lock.lock();
        source = archive(sourceRecording(), scratch);
        server = serve(source, SOURCE, ServerOptions.readOnly());
    }

    /** Serves a registry at the second address. */
    RegistryServer serveTarget(OciRegistry registry) {
        return serve(registry, TARGET, ServerOptions.readWrite());
    }

    private static RegistryServer serve(OciRegistry registry, String address, ServerOptions options) {
        int colon = address.indexOf(':');
        return RegistryServer.start(
                registry,
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                options);
    }

    /** Where the content of the source registry is recorded. */
    static Path sourceRecording() {
        try {
            return Path.of(Objects.requireNonNull(RecordedAddresses.class.getResource("/golden-source"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError("a resource has a proper name", e);
        }
    }

    /** Makes an archive of what was recorded of a registry. */
    static CtfArchive archive(Path recording, Path directory) throws IOException {
        Path blobs = Files.createDirectories(directory.resolve("blobs"));
        ObjectMapper json = new ObjectMapper();
        try (Stream<Path> files = Files.list(recording)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.equals("index.json")) {
                    JsonNode index = json.createObjectNode()
                            .put("schemaVersion", 1)
                            .set("artifacts", json.readTree(Files.readAllBytes(file)));
                    Files.write(directory.resolve("artifact-index.json"), json.writeValueAsBytes(index));
                } else {
                    Files.copy(file, blobs.resolve("sha256." + name));
                }
            }
        }
        return CtfArchive.open(directory);
    }

    @Override
    public void close() throws IOException {
        server.close();
        source.close();
        lock.close();
    }
}
