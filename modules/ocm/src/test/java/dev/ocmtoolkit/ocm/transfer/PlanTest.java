// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.Step.Action;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plan writes nothing, and says what the run then does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlanTest {
    private static final TransferOptions BY_VALUE =
            new TransferOptions(true, true, false, false, false, List.of("acme.org/page"), false, true);
    private static final ComponentId APP = new ComponentId("acme.org/app", "1.0.0");

    @TempDir
    private Path directory;

    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private final MemoryRegistry memory = new MemoryRegistry();
    private final MemoryRegistry outside = new MemoryRegistry();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final RegistryServer server = serve(memory);
    private final RegistryServer images = serve(outside);
    private final RepositorySpec registry = RepositorySpec.Registry.parse(address(server) + "/m");

    @AfterEach
    void close() {
        engine.close();
        origins.close();
        server.close();
        images.close();
    }

    @Test
    void whatIsPlannedIsWhatIsMoved() throws IOException {
        RepositorySpec source = graph();
        List<Step> steps = plan(source, registry);

        assertThat(asked).allMatch(method -> method.equals("GET") || method.equals("HEAD"));
        assertThat(memory.repositories()).isEmpty();
        assertThat(actions(steps))
                .containsExactly(
                        "text COPY the target lacks it",
                        "own COPY the target lacks it",
                        "image COPY the target lacks it",
                        "page BY_REFERENCE its access is acme.org/page",
                        "- COPY the target lacks it",
                        "text MOUNT the registry has it in m/component-descriptors/acme.org/app",
                        "image KEEP another element brings it",
                        "- COPY the target lacks it");
        assertThat(moved(steps)).isEqualTo(run(source, registry));
        assertThat(steps).allMatch(step -> step.bytes().isPresent());
    }

    @Test
    void whatIsThereIsKept() throws IOException {
        RepositorySpec source = graph();
        run(source, registry);
        List<Step> steps = plan(source, registry);

        assertThat(steps.stream().map(Step::action)).containsOnly(Action.KEEP, Action.BY_REFERENCE);
        assertThat(run(source, registry)).isEmpty();
    }

    @Test
    void whatAnEarlierTransferLeftIsKept() throws IOException {
        RepositorySpec source = graph();
        Images.blob(memory.repository("m/img/base"), "text/plain", "b");
        Images.blob(memory.repository("m/component-descriptors/acme.org/app"), "text/plain", "own");

        List<Step> steps = plan(source, registry);

        assertThat(actions(steps))
                .containsSubsequence(
                        "own KEEP the target has it", "image COPY the target lacks it", "image KEEP the target has it");
        assertThat(moved(steps)).isEqualTo(run(source, registry));
    }

    @Test
    void withinARegistryItIsMounted() throws IOException {
        run(graph(), registry);
        RepositorySpec other = RepositorySpec.Registry.parse(address(server) + "/other");
        List<Step> steps = plan(registry, other);

        assertThat(actions(steps))
                .contains(
                        "text MOUNT the registry has it in m/component-descriptors/acme.org/app",
                        "image MOUNT the registry has it in m/img/base");
        assertThat(moved(steps)).isEqualTo(run(registry, other));
    }

    @Test
    void anArchiveThatIsNotThereIsPlannedAndNotMade() throws IOException {
        RepositorySpec source = graph();
        for (String name : List.of("new", "new.tgz")) {
            RepositorySpec.Archive target = new RepositorySpec.Archive(directory.resolve(name), name);
            List<Step> steps = plan(source, target);

            assertThat(target.path()).doesNotExist();
            assertThat(actions(steps))
                    .contains(
                            "text COPY the target lacks it",
                            "image PACK the target lacks it; it becomes a local blob",
                            "text KEEP another element brings it",
                            "- COPY the target lacks it; it is made when all is packed")
                    .containsOnlyOnce("image PACK the target lacks it; it becomes a local blob");
            // The packed image, and what describes the two that have it.
            Set<String> moved = digests(run(source, target));
            assertThat(moved)
                    .containsAll(digests(moved(steps)))
                    .hasSize(digests(moved(steps)).size() + 1 + 2 * 3);
        }
    }

    @Test
    void anImageInAnArchiveIsNotUnpackedToBePlanned() throws IOException {
        RepositorySpec.Archive carried = new RepositorySpec.Archive(directory.resolve("out"), "out");
        run(graph(), carried);
        List<Step> steps = plan(carried, registry);

        assertThat(actions(steps)).contains("image COPY the target lacks it, out of an artifact set");
        // The image: two layers, its configuration, its manifest.
        Set<String> moved = run(carried, registry);
        assertThat(moved).containsAll(moved(steps)).hasSize(moved(steps).size() + 4);
        assertThat(moved(plan(carried, registry))).isEmpty();
    }

    @Test
    void anArchiveIsPlannedForWithoutItsLock() throws IOException {
        RepositorySpec source = graph();
        RepositorySpec.Archive target = new RepositorySpec.Archive(directory.resolve("out"), "out");
        TransferOptions byReference = TransferOptions.DEFAULT;
        Files.createDirectory(target.path());

        List<Step> steps = plan(source, target, byReference);

        try (Stream<Path> files = Files.list(target.path())) {
            assertThat(files).isEmpty();
        }
        assertThat(moved(steps)).isEqualTo(run(source, target, byReference));
        assertThat(moved(plan(source, target, byReference))).isEmpty();
    }

    @Test
    void whatCannotBeDoneIsPlannedAsTheRunReportsIt() throws IOException {
        RepositorySpec source = graph();
        RepositorySpec other = MadeArchive.of(directory, "other", text("acme.org/lib", "other"), origins, engine);
        ComponentId lib = new ComponentId("acme.org/lib", "1.0.0");
        run(request(other, registry, BY_VALUE, lib));

        try (Plan plan = new Transfer(origins, engine).plan(request(source, registry, BY_VALUE), new Cancellation())) {
            assertThat(plan.next()).isInstanceOf(Planned.Copy.class);
            assertThat(plan.next()).isInstanceOf(Planned.Conflict.class);
            assertThat(plan.hasNext()).isFalse();
        }
        try (Plan plan = new Transfer(origins, engine).plan(request(registry, source, BY_VALUE), new Cancellation())) {
            assertThat(((Planned.Broken) plan.next()).failure().kind()).isEqualTo(Failure.Kind.NOT_FOUND);
        }
    }

    /** Two component versions with the same text and the same image. */
    private RepositorySpec graph() throws IOException {
        Images.put(outside.repository("img/base"), "1.0", "a", "b");
        String image = """
                - {name: image, type: ociImage, version: "1.0", access: {type: ociArtifact, imageReference: "%s/img/base:1.0"}}
                """.formatted(address(images));
        RepositorySpec archive = MadeArchive.of(
                directory,
                "source",
                text("acme.org/app", "hello")
                        + "- {name: own, type: plainText, input: {type: utf8, text: own}}\n"
                        + image
                        + "- {name: page, type: blob, version: 1.0.0, access: {type: acme.org/page}}\n"
                        + "references: [{name: lib, version: 1.0.0, componentName: acme.org/lib}]\n---\n"
                        + text("acme.org/lib", "hello")
                        + image,
                origins,
                engine);
        asked.clear();
        return archive;
    }

    private static String text(String component, String text) {
        return """
                name: %s
                version: 1.0.0
                provider: {name: acme}
                resources:
                - {name: text, type: plainText, input: {type: utf8, text: %s}}
                """.formatted(component, text);
    }

    private static TransferRequest request(RepositorySpec from, RepositorySpec to, TransferOptions options) {
        return request(from, to, options, APP);
    }

    private static TransferRequest request(
            RepositorySpec from, RepositorySpec to, TransferOptions options, ComponentId root) {
        TransferRequest.Roots roots = new TransferRequest.Roots.Versions(List.of(root));
        return new TransferRequest(roots, from, to, options, OcmConfig.empty(Environment.OF_OBJECTS));
    }

    private List<Step> plan(RepositorySpec from, RepositorySpec to) {
        return plan(from, to, BY_VALUE);
    }

    private List<Step> plan(RepositorySpec from, RepositorySpec to, TransferOptions options) {
        List<Step> steps = new ArrayList<>();
        Forecast forecast = new Forecast(to);
        try (Plan plan = new Transfer(origins, engine).plan(request(from, to, options), new Cancellation())) {
            plan.forEachRemaining(planned -> steps.addAll(forecast.of((Planned.Copy) planned)));
        }
        return steps;
    }

    private Set<String> run(RepositorySpec from, RepositorySpec to) {
        return run(from, to, BY_VALUE);
    }

    private Set<String> run(RepositorySpec from, RepositorySpec to, TransferOptions options) {
        return run(request(from, to, options));
    }

    /** What the target took or mounted. */
    private Set<String> run(TransferRequest request) {
        Set<String> moved = ConcurrentHashMap.newKeySet();
        TransferListener listener = new TransferListener() {
            @Override
            public void proven(Location where, Descriptor object, Evidence evidence) {
                if (evidence instanceof Evidence.Accepted || evidence instanceof Evidence.Mounted) {
                    moved.add(where + " " + object.digest());
                }
            }
        };
        TransferReport report = new Transfer(origins, engine).run(request, listener, new Cancellation());
        assertThat(report.failed()).isEmpty();
        return moved;
    }

    private static Set<String> moved(List<Step> steps) {
        Set<String> moved = new HashSet<>();
        for (Step step : steps) {
            if (step.action() == Action.COPY || step.action() == Action.MOUNT) {
                step.objects()
                        .forEach(one -> moved.add(one.at() + " " + one.object().digest()));
            }
        }
        return moved;
    }

    /** Without their places: which of two repositories of an archive gets what both need first, is left to the run. */
    private static Set<String> digests(Set<String> moved) {
        Set<String> digests = new HashSet<>();
        moved.forEach(one -> digests.add(one.substring(one.indexOf(' '))));
        return digests;
    }

    private static List<String> actions(List<Step> steps) {
        return steps.stream()
                .map(step ->
                        "%s %s %s".formatted(step.element().map(Element::name).orElse("-"), step.action(), step.why()))
                .toList();
    }

    private RegistryServer serve(MemoryRegistry registry) {
        return RegistryServer.start(
                registry,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.readWrite().withListener(served -> asked.add(served.method())));
    }

    private static String address(RegistryServer server) {
        return "http://127.0.0.1:" + server.address().getPort();
    }
}
