// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.transfers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.core.Uid;
import dev.ocmtoolkit.controller.transfers.Transfers.State;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.server.Served;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.Transfer;
import dev.ocmtoolkit.ocm.transfer.TransferOptions;
import dev.ocmtoolkit.ocm.transfer.TransferRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransferRunsTest {
    private static final Uid ONE = new Uid("one");
    private static final Uid OTHER = new Uid("other");

    private final Registries registries = new Registries();
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private final BlockingQueue<Uid> woken = new LinkedBlockingQueue<>();
    private final BlockingQueue<EndedTransfer> counted = new LinkedBlockingQueue<>();
    private final Transfers transfers =
            new TransferRuns(new Transfer(origins, engine), InstantSource.system(), woken::add, counted::add);

    @AfterEach
    void close() {
        transfers.close();
        engine.close();
        origins.close();
        registries.close();
    }

    @Test
    void nothingBeginsAfterTheEnd() {
        transfers.close();

        assertThat(transfers.ask(ONE, request("127.0.0.1:1"))).isInstanceOf(State.Broken.class);
        assertThat(transfers.isUnderWay(ONE)).isFalse();
    }

    @Test
    void theAnswerStaysUntilItIsTakenAndThenItStartsAnew() throws InterruptedException {
        registries.publish("source", "", "acme.org/app", "1.0.0", NullNode.instance);
        TransferRequest request = request(registries.address("source"));

        assertThat(transfers.ask(ONE, request)).isInstanceOf(State.Running.class);
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo(ONE);
        State first = transfers.ask(ONE, request);
        assertThat(first).isInstanceOfSatisfying(State.Finished.class, done -> {
            assertThat(done.moved()).isTrue();
            assertThat(done.report().failed()).isEmpty();
        });
        assertThat(transfers.ask(ONE, request)).isSameAs(first);

        transfers.taken(ONE);
        registries.served("target").clear();
        assertThat(transfers.ask(ONE, request)).isInstanceOf(State.Running.class);
        assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo(ONE);
        assertThat(transfers.ask(ONE, request))
                .isInstanceOfSatisfying(
                        State.Finished.class, done -> assertThat(done.moved()).isFalse());
        assertThat(registries.served("target")).extracting(Served::method).containsExactly("HEAD");
    }

    @Test
    void equalRequestsShareARunThatEndsWithItsLastOwner() throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            TransferRequest request = request("127.0.0.1:" + silent.getLocalPort());
            transfers.ask(ONE, request);
            transfers.ask(OTHER, request);
            try (Socket only = silent.accept()) {
                silent.setSoTimeout(300);
                transfers.cancel(ONE);
                assertThat(hasSecond(silent)).isFalse();

                long began = System.nanoTime();
                transfers.cancel(OTHER);
                awaitEnd(only);
                assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                        .isLessThan(2000);
            }
        }
        assertThat(woken).isEmpty();
    }

    /** The request is read, and then the end of the connection. */
    private static void awaitEnd(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private static boolean hasSecond(ServerSocket server) throws IOException {
        try (Socket second = server.accept()) {
            return second.isConnected();
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void aRegistryThatIsNotThereIsAnAnswerToo() throws InterruptedException {
        registries.address("gone");
        registries.stop("gone");
        TransferRequest request = request(registries.address("gone"));

        transfers.ask(ONE, request);
        assertThat(woken.poll(20, TimeUnit.SECONDS)).isEqualTo(ONE);

        assertThat(transfers.ask(ONE, request))
                .isInstanceOfSatisfying(
                        State.Finished.class,
                        done -> assertThat(done.report().failed()).hasSize(1));
        assertThat(counted).singleElement().satisfies(ended -> {
            assertThat(ended.failures()).hasSize(1);
            assertThat(ended.moved()).isFalse();
            assertThat(ended.sent()).isZero();
        });
    }

    @Test
    void aFaultOfTheProgramIsAnAnswerToo() throws InterruptedException {
        TransferRuns.Job faulty = (request, listener, cancellation) -> {
            throw new StackOverflowError();
        };
        try (Transfers runs = new TransferRuns(faulty, InstantSource.system(), woken::add, counted::add)) {
            TransferRequest request = request(registries.address("source"));

            runs.ask(ONE, request);
            assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo(ONE);

            assertThat(runs.ask(ONE, request))
                    .isInstanceOfSatisfying(
                            State.Broken.class,
                            broken -> assertThat(broken.failure().sentence())
                                    .startsWith("unexpected StackOverflowError in TransferRunsTest.java, line "));
            assertThat(counted)
                    .singleElement()
                    .satisfies(ended -> assertThat(ended.failures()).hasSize(1));
        }
    }

    private TransferRequest request(String source) {
        return new TransferRequest(
                new TransferRequest.Roots.Versions(List.of(new ComponentId("acme.org/app", "1.0.0"))),
                RepositorySpec.Registry.parse("http://" + source),
                RepositorySpec.Registry.parse("http://" + registries.address("target")),
                TransferOptions.DEFAULT,
                OcmConfig.empty(new Environment(Map.of(), Path.of("/nonexistent"))));
    }
}
