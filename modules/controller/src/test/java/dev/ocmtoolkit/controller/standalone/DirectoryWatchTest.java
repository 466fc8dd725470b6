// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private final BlockingQueue<Integer> declared = new LinkedBlockingQueue<>();

    @Test
    void theSystemTellsOfChangesWithoutWaitingForTheNextRound() throws IOException, InterruptedException {
        try (DirectoryWatch watch = watch()) {
            watch.start();
            awaitDeclared(0);
            write("one");
            awaitDeclared(1);
            write("two");
            awaitDeclared(2);
        }
    }

    @Test
    void whatChangedBeforeTheWatchBeganIsSeenAtOnce() throws IOException, InterruptedException {
        try (DirectoryWatch watch = watch()) {
            watch.lookOnce();
            awaitDeclared(0);
            write("early");
            watch.start();
            awaitDeclared(1);
        }
    }

    private DirectoryWatch watch() {
        return new DirectoryWatch(
                directory, Map::of, changes -> declared.add(changes.declared().size()), Duration.ofHours(1));
    }

    private void write(String name) throws IOException {
        Files.writeString(directory.resolve(name + ".yaml"), """
                apiVersion: delivery.ocm.software/v1alpha1
                kind: OCMRepository
                metadata: {name: %s}
                """.formatted(name));
    }

    /** A file may be seen while it is written, so that a look finds less first. */
    private void awaitDeclared(int count) throws InterruptedException {
        Integer now;
        do {
            now = declared.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(now).as("objects declared").isNotNull();
        } while (now != count);
    }
}
