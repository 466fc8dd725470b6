// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.controller.core.Condition;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewrittenManifestTest {
    private static final int OBJECTS = 300;

    @TempDir
    private Path directory;

    /** Their specs are empty, so that a turn needs no network. */
    private static String manifests() {
        return IntStream.range(0, OBJECTS).mapToObj(i -> """
                    apiVersion: delivery.ocm.software/v1alpha1
                    kind: OCMRepository
                    metadata: {name: r%d}
                    """.formatted(i)).collect(Collectors.joining("---\n"));
    }

    @Test
    void objectsThatComeBackWhileTheyGoHaveTurnsAgain() throws IOException {
        write("all.yaml", manifests());
        try (Origins origins = new Origins(HttpSettings.of(Map.of()));
                CopyEngine engine = new CopyEngine();
                StandaloneHost host = start(origins, engine)) {
            for (int round = 0; round < 3; round++) {
                await(() -> haveHadTurns(host.objects()));
                Files.delete(directory.resolve("all.yaml"));
                await(() -> host.objects().size() < OBJECTS);
                write("all.yaml", manifests());
                await(() -> haveHadTurns(host.objects()));
                await(() -> StateDirectory.read(directory).size() == OBJECTS);
            }
        }
    }

    @Test
    void anObjectThatHasToStayIsNoLongerToGoOnceItsManifestIsBack() throws IOException {
        String repository = """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: OCMRepository
            metadata: {name: r}
            spec: {interval: 1m, repositorySpec: {type: CommonTransportFormat, filePath: none}}
            """;
        write("repository.yaml", repository);
        write("component.yaml", """
            apiVersion: delivery.ocm.software/v1alpha1
            kind: Component
            metadata: {name: c}
            spec: {component: acme.org/app, interval: 1m, semver: 1.x, repositoryRef: {name: r}}
            """);
        try (Origins origins = new Origins(HttpSettings.of(Map.of()));
                CopyEngine engine = new CopyEngine();
                StandaloneHost host = start(origins, engine)) {
            await(() -> reason(host).equals("GetOCMRepositoryFailed"));
            Files.delete(directory.resolve("repository.yaml"));
            await(() -> reason(host).equals("DeletionFailed"));
            write("repository.yaml", repository);
            await(() -> reason(host).equals("GetOCMRepositoryFailed"));
            assertThat(repository(host).isDeleting()).isFalse();
            assertThat(repository(host).generation()).isEqualTo(3);
        }
    }

    private void write(String name, String text) throws IOException {
        Path part = Files.writeString(directory.resolve("." + name), text);
        Files.move(part, directory.resolve(name));
    }

    private StandaloneHost start(Origins origins, CopyEngine engine) {
        return StandaloneHost.start(directory, origins, engine, InstantSource.system(), new HostListener() {});
    }

    private static RawObject repository(StandaloneHost host) {
        return host.objects().stream()
                .filter(object -> object.id().kind().equals("OCMRepository"))
                .findFirst()
                .orElseThrow();
    }

    private static String reason(StandaloneHost host) {
        return repository(host).ready().map(Condition::reason).orElse("");
    }

    private static boolean haveHadTurns(List<RawObject> objects) {
        return objects.size() == OBJECTS
                && objects.stream().allMatch(object -> object.ready().isPresent() && !object.isDeleting());
    }

    private static void await(BooleanSupplier holds) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!holds.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(holds.getAsBoolean()).isTrue();
    }
}
