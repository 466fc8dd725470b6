// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @TestFactory
    Stream<DynamicTest> behaviours() throws IOException, URISyntaxException {
        URI root = HostContract.class.getResource("/contract").toURI();
        List<Path> folders;
        try (Stream<Path> all = Files.list(Path.of(root))) {
            folders = all.sorted().toList();
        }
        return folders.stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> play(folder)));
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
