// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * Controllers on a directory of manifests, as a user sees them: through files and commands.
 *
 * @param ocm the program, in the folder that the directory lies in
 * @param manifests the directory
 */
record Controllers(Program ocm, Path manifests) {
    private static final long PATIENCE_SECONDS = 60;

    RunningProgram start() {
        return ocm.start("controller", "run", "--manifests", "manifests");
    }

    /** Writes a manifest at once, as editors do. */
    void write(String file, String text) throws IOException {
        Files.createDirectories(manifests);
        Path part = Files.writeString(manifests.resolve("." + file), text);
        Files.move(part, manifests.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    void remove(String file) throws IOException {
        Files.delete(manifests.resolve(file));
    }

    /** An object as it stands, as YAML; empty as long as there is none. */
    String get(String kind, String name) {
        return ocm.run("controller", "get", kind, name, "-o", "yaml", "--manifests", "manifests")
                .out();
    }

    /** Waits until an object says something; returns it. */
    String await(String kind, String name, String words) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            String yaml = get(kind, name);
            if (yaml.contains(words)) {
                return yaml;
            }
            assertThat(System.nanoTime()).as(yaml).isLessThan(end);
        }
    }
}
