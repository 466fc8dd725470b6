// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract: each folder below {@code contract} is a behaviour, with manifests, and with {@code story.yaml}, which says what happens and
 * what must be seen. A host's test extends this.
 */
public abstract class HostContract {
    /** A host that runs on nothing yet. */
    protected abstract ContractHost host();

    /** Whether a behaviour is one that this host can have. */
    protected boolean has(String behaviour) {
        return true;
    }

    @TestFactory
    Stream<DynamicTest> behaviours() throws IOException, URISyntaxException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(root())) {
            folders = all.sorted().toList();
        }
        return folders.stream()
                .filter(folder -> has(folder.getFileName().toString()))
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> play(folder)));
    }

    /** In this module a folder, in others within a jar. */
    private static Path root() throws IOException, URISyntaxException {
        URI root = HostContract.class.getResource("/contract").toURI();
        if (root.getScheme().equals("jar")) {
            URI jar = URI.create(root.toString().split("!", 2)[0]);
            try {
                FileSystems.newFileSystem(jar, Map.of());
            } catch (FileSystemAlreadyExistsException e) {
                // Another host's contract opened it.
            }
        }
        return Path.of(root);
    }

    private void play(Path folder) {
        JsonNode story = Yaml.read(bytes(folder.resolve("story.yaml")), folder + "/story.yaml");
        try (Registries registries = new Registries();
                ContractHost host = host()) {
            Story played = new Story(folder, host, registries);
            for (JsonNode step : story.path("steps")) {
                played.step(step);
            }
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
