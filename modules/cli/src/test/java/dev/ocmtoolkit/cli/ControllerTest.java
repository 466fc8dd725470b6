// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.standalone.HostListener;
import dev.ocmtoolkit.controller.standalone.StandaloneHost;
import dev.ocmtoolkit.controller.standalone.StateDirectory;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guide's manifests on the standalone host, and what the commands show, compared with recordings of kubectl and the Go controllers. */
class ControllerTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private RegistryServer source;
    private RegistryServer target;
    private StandaloneHost host;

    @BeforeEach
    void replicate() throws IOException {
        source = serve();
        target = serve();
        Files.writeString(folder.resolve("constructor.yaml"), """
            components:
              - name: ocm.software/ocm-k8s-toolkit/replication
                version: "1.0.0"
                provider: {name: ocm.software}
            """);
        assertThat(run("add", "cv", "--create", "--file", "./ctf", "constructor.yaml"))
                .isZero();
        assertThat(run(
                        "transfer",
                        "ctf",
                        "./ctf",
                        "http://127.0.0.1:" + source.address().getPort() + "/my-ns"))
                .isZero();
        Files.createDirectory(folder.resolve("manifests"));
        host = StandaloneHost.start(
                folder.resolve("manifests"), origins, engine, InstantSource.system(), new HostListener() {});
        for (String file : new String[] {"source.yaml", "target.yaml"}) {
            write(file);
        }
        awaitReady(3);
        write("replication.yaml");
        awaitReady(4);
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    @AfterEach
    void end() {
        host.close();
        engine.close();
        origins.close();
        source.close();
        target.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ocmrepository, replication-source-registry",
        "OCMRepositories, replication-target-registry",
        "component, replication-component",
        "Replications, replication",
    })
    void describeIsThatOfKubectl(String kind, String name) throws IOException {
        assertThat(run("controller", "describe", kind, name, "--manifests", "manifests"))
                .isZero();

        assertThat(comparable(out.toString())).isEqualTo(comparable(resource("describe-" + name + ".txt")));
    }

    @Test
    void getListsWhatThereIs() {
        assertThat(run("controller", "get", "--manifests", "manifests")).isZero();

        assertThat(out.toString().replaceAll("\\d+s", "AGE").lines())
                .containsExactly(
                        "KIND           NAME                         READY  AGE",
                        "Component      replication-component        True   AGE",
                        "OCMRepository  replication-source-registry  True   AGE",
                        "OCMRepository  replication-target-registry  True   AGE",
                        "Replication    replication                  True   AGE");
    }

    @Test
    void getShowsOneObjectWhole() {
        assertThat(run("controller", "get", "replication", "replication", "-o", "yaml", "--manifests", "manifests"))
                .isZero();

        assertThat(out.toString())
                .startsWith("apiVersion: delivery.ocm.software/v1alpha1\nkind: Replication\n")
                .contains("message: Successfully replicated replication-component to replication-target-registry\n");
    }

    @Test
    void getShowsHowFarATransferIs() throws IOException {
        Files.createDirectories(folder.resolve("busy/.ocm/objects"));
        Files.writeString(folder.resolve("busy/.ocm/objects/one.json"), """
                {"file": "f.yaml", "object": {"kind": "Replication", "metadata": {"name": "r", "namespace": "default"}, "status": {"conditions": [
                  {"type": "Ready", "status": "True", "message": "Successfully replicated c to t"},
                  {"type": "TransferInProgress", "status": "True", "message": "transferring component version 1.1.0: 1.0 GiB of 4.0 GiB"}]}}}
                """);

        assertThat(run("controller", "get", "-o", "wide", "--manifests", "busy"))
                .isZero();

        assertThat(out.toString()).contains("transferring component version 1.1.0: 1.0 GiB of 4.0 GiB\n");
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(run("controller", "describe", "replication", "nothing", "--manifests", "manifests"))
                .isOne();
        assertThat(err.toString()).contains("Error: there is no Replication \"nothing\"");
    }

    @Test
    void anUnknownKindIsSaid() {
        assertThat(run("controller", "get", "pods", "--manifests", "manifests")).isOne();
        assertThat(err.toString()).contains("Error: there is no kind \"pods\"; use one of OCMRepository, Repository,");
    }

    @Test
    void twoDoNotRunOnOneState() {
        assertThat(run("controller", "run", "--manifests", "manifests")).isOne();
        assertThat(err.toString())
                .contains("controllers run on")
                .contains("manifests already, in process "
                        + ProcessHandle.current().pid() + "; end them first");
    }

    @Test
    void whileControllersRunNothingIsDoubted() {
        assertThat(run("controller", "get", "--manifests", "manifests")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void statesThatMayBeOldAreSaidToBe() throws IOException {
        host.close();

        assertThat(run("controller", "get", "replication", "--manifests", "manifests"))
                .isZero();
        assertThat(err.toString())
                .containsPattern(
                        "^Warning: the controllers have not run since [0-9-]+T[0-9:]+Z, and states are from before; start them with ocm"
                                + " controller run\n$");
        assertThat(out.toString()).contains("replication  True");

        err.getBuffer().setLength(0);
        Path manifest = folder.resolve("manifests/replication.yaml");
        String before = Files.readString(manifest);
        Files.writeString(manifest, before.replace("interval: 2m0s", "interval: 3m0s"));
        Files.delete(folder.resolve("manifests/target.yaml"));
        Files.writeString(
                folder.resolve("manifests/other.yaml"), before.replace("name: replication\n", "name: other\n"));
        assertThat(run("controller", "describe", "replication", "replication", "--manifests", "manifests"))
                .isZero();
        assertThat(err.toString())
                .contains(
                        "Warning: Replication default/replication has been changed in replication.yaml, and its status is from before\n")
                .doesNotContain("OCMRepository")
                .doesNotContain("default/other");

        err.getBuffer().setLength(0);
        assertThat(run("controller", "get", "--manifests", "manifests")).isZero();
        assertThat(err.toString().lines())
                .hasSize(4)
                .contains(
                        "Warning: OCMRepository default/replication-target-registry is no longer in target.yaml, and its status is from before",
                        "Warning: Replication default/other is in other.yaml and has not been looked at yet");
    }

    @Test
    void aFileIsNoDirectoryOfManifests() {
        for (String command : new String[] {"run", "get"}) {
            assertThat(run("controller", command, "--manifests", "manifests/source.yaml"))
                    .isOne();
        }
        assertThat(err.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.endsWith("source.yaml is no directory; name the directory with the manifests"));
    }

    @Test
    void whatIsWrongInAFileIsSaidByGet() throws IOException {
        Files.writeString(folder.resolve("manifests/broken.yaml"), "kind: [");

        assertThat(run("controller", "get", "--manifests", "manifests")).isZero();
        assertThat(err.toString()).contains("Warning: broken.yaml, line 1");
    }

    /** Without what differs from run to run: times, ids, addresses, counts, and whether the Component had to wait. */
    private static String comparable(String description) {
        int events = description.indexOf("Events:");
        String table = description
                .substring(events)
                .replaceAll("(?m)^  Warning .*OCM Repository is not ready\n", "")
                .replaceAll(" \\(x\\d+ over [^)]*\\)", "")
                .replaceAll(" \\d+m?\\d*s ", " AGE ")
                .replaceAll("-+", "-")
                .replaceAll(" +", " ");
        return description
                        .substring(0, events)
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:]+Z", "TIME")
                        .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID")
                        .replaceAll("Resource Version: ( *)\\d+", "Resource Version: $1N")
                        .replaceAll("127.0.0.1:\\d+", "ADDRESS")
                + table;
    }

    private void write(String file) throws IOException {
        String text = resource(file)
                .replace("127.0.0.1:5601", "127.0.0.1:" + source.address().getPort())
                .replace("127.0.0.1:31000", "127.0.0.1:" + target.address().getPort());
        Files.writeString(folder.resolve("manifests").resolve(file), text);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ControllerTest.class.getResourceAsStream("/golden-k8s/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void awaitReady(int count) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (StateDirectory.read(folder.resolve("manifests")).stream()
                        .filter(stored -> isReady(stored.object()))
                        .count()
                < count) {
            assertThat(System.nanoTime()).as(host.objects().toString()).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static boolean isReady(RawObject object) {
        return object.isReady();
    }

    private static RegistryServer serve() {
        return RegistryServer.start(
                new MemoryRegistry(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.readWrite());
    }

    private int run(String... args) {
        Environment environment = new Environment(Map.of(), folder);
        try (Session session = new Session(new PrintWriter(out), new PrintWriter(err), environment, folder)) {
            return Ocm.run(session, args);
        }
    }
}
