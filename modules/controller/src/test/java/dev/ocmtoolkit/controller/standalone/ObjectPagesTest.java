// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.core.RawObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of each page about a kind, the one that it begins with and others, work as they stand, registry addresses aside. */
class ObjectPagesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)\n```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ocmrepository", "component", "replication"})
    void examplesBecomeReady(String page) throws IOException {
        Path file = Path.of(System.getProperty("basedir", "controller"), "../../docs/objects", page + ".md");
        String text = Files.readString(file);
        assertThat(text).matches("(?s)# \\w+\n\n```yaml\n.*");
        Matcher example = EXAMPLE.matcher(text);
        while (example.find()) {
            becomesReady(example.group(1), Files.createTempDirectory(folder, "example"));
        }
    }

    private static void becomesReady(String example, Path folder) {
        try (Registries registries = new Registries();
                DirectoryHost host = new DirectoryHost(folder)) {
            registries.publish("source", "my-ns", "acme.org/app", "1.2.0", NullNode.instance);
            host.write(
                    "example.yaml",
                    example.replace("localhost:5001", registries.address("source"))
                            .replace("localhost:5002", registries.address("target")));

            awaitReady(folder);
        }
    }

    private static void awaitReady(Path folder) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!allReady(folder)) {
            assertThat(System.nanoTime())
                    .as(StateDirectory.read(folder).toString())
                    .isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static boolean allReady(Path folder) {
        List<RawObject> all =
                StateDirectory.read(folder).stream().map(StoredObject::object).toList();
        return !all.isEmpty() && all.stream().allMatch(RawObject::isReady);
    }
}
