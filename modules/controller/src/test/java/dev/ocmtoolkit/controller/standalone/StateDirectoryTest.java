// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.controller.contract.Registries;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a host when its state is not as it left it, or cannot be written. */
class StateDirectoryTest {
    private static final String FILE = "default_ocmrepository_s.json";

    @TempDir
    private Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Registries registries = new Registries();
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private final HostListener listener = new HostListener() {
        @Override
        public void problem(Problem problem) {
            told.add(problem.sentence());
        }

        @Override
        public void notKept(String sentence) {
            told.add(sentence);
        }
    };
    private Path state;

    @BeforeEach
    void writeManifest() throws IOException {
        state = folder.resolve(".ocm/objects").resolve(FILE);
        manifest(1);
    }

    @AfterEach
    void close() {
        engine.close();
        origins.close();
        registries.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"object\": {\"kind\": \"OCMRe",
                "\0\0\0\0",
                "{}",
                "[]",
                "{\"object\": {}}",
                "{\"object\": {\"kind\": \"Pod\", \"metadata\": {\"uid\": \"u\", \"name\": \"s\", \"namespace\": \"default\"}}}",
                "{\"object\": {\"kind\": \"OCMRepository\", \"metadata\": {\"name\": \"s\", \"namespace\": \"default\"}}}",
                "{\"object\": {\"kind\": \"OCMRepository\", \"metadata\": 7}}"
            })
    void aStateThatIsNoneIsToldAndItsObjectGoesOnAnew(String broken) throws IOException {
        runUntilReady();
        Files.writeString(state, broken);

        runUntilReady();

        assertThat(told)
                .singleElement()
                .asString()
                .startsWith("the state in ")
                .contains(FILE + " cannot be read (")
                .endsWith("): its object is looked at anew, and its history is lost");
    }

    @Test
    void aFullDiskIsToldOnceAndTheStateIsKeptWhenThereIsRoomAgain() throws IOException {
        runUntilReady();
        try (StandaloneHost host = start()) {
            Files.createSymbolicLink(state.resolveSibling(FILE + ".new"), Path.of("/dev/full"));
            manifest(2);
            await(() -> !told.isEmpty());

            assertThat(told)
                    .singleElement()
                    .asString()
                    .startsWith("cannot write ")
                    .contains("the room on the disk");
            assertThat(host.objects()).extracting(RawObject::generation).containsExactly(2L);
            await(() -> isStored(object -> object.generation() == 2));
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void theSecondHostIsToldWhoHasTheState() {
        try (StandaloneHost host = start()) {
            assertThat(host.objects()).hasSize(1);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(this::start)
                        .hasMessageContaining("controllers run on %s already, in process %d"
                                .formatted(folder, ProcessHandle.current().pid()));
            }
        }
        start().close();
    }

    private void manifest(int minutes) throws IOException {
        Files.writeString(folder.resolve("s.yaml"), """
                apiVersion: delivery.ocm.software/v1alpha1
                kind: OCMRepository
                metadata: {name: s}
                spec: {interval: %dm, repositorySpec: {type: OCIRegistry, baseUrl: "http://%s"}}
                """.formatted(minutes, registries.address("source")));
    }

    private StandaloneHost start() {
        return StandaloneHost.start(folder, origins, engine, InstantSource.system(), listener);
    }

    private void runUntilReady() {
        try (StandaloneHost host = start()) {
            await(() -> host.objects().stream().allMatch(RawObject::isReady) && isStored(RawObject::isReady));
        }
    }

    private boolean isStored(Predicate<RawObject> how) {
        return StateDirectory.read(folder).stream().map(StoredObject::object).anyMatch(how);
    }

    private void await(BooleanSupplier isSo) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as(told.toString()).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
