// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.StallingRelay;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ctrl-C and {@code kill -9} in the middle of 64 MiB: what was there before is untouched, and the same command then succeeds. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptIT {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** An archive, {@code big}, with a component version of that size. */
    @TempDir
    private static Path given;

    @TempDir
    private Path work;

    private Program ocm;

    enum End {
        CTRL_C {
            @Override
            void bring(RunningProgram running) {
                running.interrupt();
                Program.Result result = running.await();
                assertThat(result.exitCode()).as(result.err()).isEqualTo(130);
                assertThat(result.err().lines().filter(line -> !line.contains(" warning ")))
                        .containsExactly("Error: cancelled");
            }
        },
        KILL {
            @Override
            void bring(RunningProgram running) {
                running.kill();
                assertThat(running.await().exitCode()).isEqualTo(137);
            }
        };

        abstract void bring(RunningProgram running);
    }

    @BeforeAll
    static void makeSomethingBig() throws IOException {
        Random random = new Random(1);
        byte[] mebibyte = new byte[MEBIBYTE];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(given.resolve("big.bin")))) {
            for (int i = 0; i < 64; i++) {
                random.nextBytes(mebibyte);
                out.write(mebibyte);
            }
        }
        Files.writeString(given.resolve("big.yaml"), component("big", "{type: file, path: big.bin}"));
        succeeds(new Program(given), "add", "cv", "--create", "--file", "big", "big.yaml");
    }

    @BeforeEach
    void makeAnArchive() throws IOException {
        ocm = new Program(work);
        Files.writeString(work.resolve("small.yaml"), component("small", "{type: utf8, text: small}"));
        succeeds(ocm, "add", "cv", "--create", "--file", "archive", "small.yaml");
    }

    @ParameterizedTest
    @EnumSource
    void aTransferIntoARegistry(End end) throws Exception {
        try (CtfArchive registry = CtfArchive.create(work.resolve("registry"));
                RegistryServer server = RegistryServer.start(registry, ANY_PORT, ServerOptions.readWrite());
                StallingRelay relay =
                        new StallingRelay(server.address(), StallingRelay.Direction.TO_SERVER, 8 * MEBIBYTE)) {
            String[] transfer = {"transfer", "ctf", given.resolve("big").toString(), "http://" + relay.address()};
            try (RunningProgram running = ocm.start(transfer)) {
                relay.awaitStall();
                end.bring(running);
            }
            OciSource descriptors = registry.repository("component-descriptors/acme.org/big");
            assertThat(descriptors.tags()).isEmpty();

            relay.letPass();
            succeeds(ocm, transfer);
            assertThat(descriptors.tags()).containsExactly("1.0.0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTransferIntoAnArchive(End end) throws Exception {
        try (CtfArchive big = CtfArchive.open(given.resolve("big"));
                RegistryServer server = RegistryServer.start(big, ANY_PORT, ServerOptions.readOnly());
                StallingRelay relay =
                        new StallingRelay(server.address(), StallingRelay.Direction.TO_CLIENT, 8 * MEBIBYTE)) {
            String from = "http://%s//acme.org/big:1.0.0".formatted(relay.address());
            isStoppedAndDoneAgain(end, relay, running -> true, "transfer", "cv", from, "archive");
        }
    }

    @ParameterizedTest
    @EnumSource
    void addingComponentVersions(End end) throws Exception {
        try (CtfArchive big = CtfArchive.open(given.resolve("big"));
                RegistryServer server = RegistryServer.start(big, ANY_PORT, ServerOptions.readOnly());
                StallingRelay relay = new StallingRelay(server.address(), StallingRelay.Direction.TO_CLIENT, 0)) {
            String image = "http://%s/component-descriptors/acme.org/big:1.0.0".formatted(relay.address());
            // The first one is packed while the second one waits for a registry.
            Files.writeString(
                    work.resolve("both.yaml"),
                    component("big", "{type: file, path: %s}".formatted(given.resolve("big.bin")))
                            + "---\n"
                            + component("second", "{type: utf8, text: second}")
                            + "  - {name: image, type: ociImage, version: 1.0.0, access: {type: ociArtifact, imageReference: \"%s\"}}\n"
                                    .formatted(image));
            Set<String> before = blobs();
            isStoppedAndDoneAgain(
                    end, relay, blobs -> !blobs.equals(before), "add", "cv", "--file", "archive", "both.yaml");
        }
    }

    private void isStoppedAndDoneAgain(
            End end, StallingRelay relay, Predicate<Set<String>> inTheMiddle, String... command) throws Exception {
        Path index = work.resolve("archive/artifact-index.json");
        String indexBefore = Files.readString(index);
        Set<String> blobsBefore = blobs();
        try (RunningProgram running = ocm.start(command)) {
            relay.awaitStall();
            while (!inTheMiddle.test(blobs())) {
                Thread.onSpinWait();
            }
            end.bring(running);
        }
        assertThat(index).content().isEqualTo(indexBefore);
        if (end == End.CTRL_C) {
            assertThat(blobs()).as("nothing is left").isEqualTo(blobsBefore);
        } else {
            assertThat(blobs()).as("something is left").hasSizeGreaterThan(blobsBefore.size());
        }

        relay.letPass();
        succeeds(ocm, command);
        assertThat(index).content().contains("acme.org/small", "acme.org/big");
        assertThat(blobs()).as("leftovers are swept").noneMatch(name -> name.startsWith(".tmp-"));
    }

    private Set<String> blobs() {
        try (Stream<Path> files = Files.list(work.resolve("archive/blobs"))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void succeeds(Program ocm, String... command) {
        Program.Result result = ocm.run(command);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    private static String component(String name, String input) {
        return """
            components:
            - name: acme.org/%s
              version: 1.0.0
              provider: {name: acme.org}
              resources:
              - name: content
                type: blob
                input: %s
            """.formatted(name, input);
    }
}
