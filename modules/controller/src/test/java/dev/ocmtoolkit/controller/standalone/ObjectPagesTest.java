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

/** The example that each page about a kind begins with works as it stands, registry addresses aside. */
class ObjectPagesTest {
    private static final Pattern EXAMPLE = Pattern.compile("\\A# \\w+\n\n```yaml\n(.*?)\n```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ocmrepository", "component", "replication"})
    void exampleBecomesReady(String page) throws IOException {
        Path file = Path.of(System.getProperty("basedir", "controller"), "../../docs/objects", page + ".md");
        Matcher example = EXAMPLE.matcher(Files.readString(file));
        assertThat(example.find()).isTrue();
        try (Registries registries = new Registries();
                DirectoryHost host = new DirectoryHost(folder)) {
            registries.publish("source", "my-ns", "acme.org/app", "1.2.0", NullNode.instance);
            host.write(
                    "example.yaml",
                    example.group(1)
                            .replace("localhost:5001", registries.address("source"))
                            .replace("localhost:5002", registries.address("target")));

            awaitReady();
        }
    }

    private void awaitReady() {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!allReady()) {
            assertThat(System.nanoTime())
                    .as(StateDirectory.read(folder).toString())
                    .isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private boolean allReady() {
        List<RawObject> all =
                StateDirectory.read(folder).stream().map(StoredObject::object).toList();
        return !all.isEmpty() && all.stream().allMatch(RawObject::isReady);
    }
}
