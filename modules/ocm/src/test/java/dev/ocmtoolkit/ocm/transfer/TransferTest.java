// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.Served;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Schema;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.Planned.Standing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransferTest {
    private static final TransferOptions BY_VALUE =
            new TransferOptions(false, true, false, false, false, List.of(), false, true);
    private static final TransferOptions RECURSIVE =
            new TransferOptions(true, false, false, false, false, List.of(), false, true);
    private static final TransferOptions OVERWRITE =
            new TransferOptions(false, false, false, false, true, List.of(), false, true);
    private static final ComponentId APP = new ComponentId("acme.org/app", "1.0.0");

    @TempDir
    private Path directory;

    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private final MemoryRegistry memory = new MemoryRegistry();
    private final MemoryRegistry outside = new MemoryRegistry();
    private final List<Served> served = new CopyOnWriteArrayList<>();
    private final List<Served> servedOutside = new CopyOnWriteArrayList<>();
    private final RegistryServer server = serve(memory, served);
    private final RegistryServer images = serve(outside, servedOutside);
    private final RepositorySpec registry = RepositorySpec.Registry.parse(address(server) + "/m");
    private final Told told = new Told();

    @AfterEach
    void close() {
        engine.close();
        origins.close();
        server.close();
        images.close();
    }

    @Test
    void theFirstTransferBringsEverythingAndTheSecondNothing() throws IOException {
        RepositorySpec archive = add("one", """
                name: acme.org/app
                version: 1.0.0
                provider: {name: acme}
                resources:
                - {name: text, type: plainText, input: {type: utf8, text: hello}}
                - {name: more, type: plainText, input: {type: utf8, text: world}}
                """);

        TransferReport first = transfer(archive, registry, TransferOptions.DEFAULT);

        assertThat(first.failed()).isEmpty();
        assertThat(told.planned.getFirst()).isInstanceOf(Planned.Copy.class);
        // One question, four blobs each begun and sent, one manifest.
        assertThat(served).hasSize(1 + 4 * 2 + 1);
        assertThat(planned()).isEqualTo(told.proven.keySet());
        String target = address(server).replace("http://", "");
        ComponentDescriptor there = read(registry).descriptor();
        assertThat(there.effectiveContext().orElseThrow().path("baseUrl").asText())
                .isEqualTo("http://" + target);

        forget();
        TransferReport second = transfer(archive, registry, TransferOptions.DEFAULT);

        assertThat(second.failed()).isEmpty();
        assertThat(served.stream().map(Served::method)).containsExactly("HEAD");
        assertThat(second.copy().bytesSent()).isZero();
        assertThat(told.evidence()).containsExactlyInAnyOrder("Seen", "Implied", "Implied", "Implied", "Implied");
        assertThat(standing()).isInstanceOf(Standing.Present.class);
    }

    @Test
    void theSameTransferGivesTheSameBytesEverywhere() throws IOException {
        RepositorySpec archive = add("one", text("acme.org/app", "1.0.0", "hello"));
        RepositorySpec copy = archive("copy");

        transfer(archive, copy, TransferOptions.DEFAULT);
        transfer(copy, registry, TransferOptions.DEFAULT);
        Document direct = read(registry).root();
        transfer(archive, RepositorySpec.Registry.parse(address(server) + "/m"), OVERWRITE);

        assertThat(read(copy).root()).isEqualTo(read(archive).root());
        assertThat(read(registry).root()).isEqualTo(direct);
        assertThat(read(archive("copy")).root()).isEqualTo(read(archive).root());
    }

    @Test
    void aDescriptorKeepsItsSchema() throws IOException {
        RepositorySpec archive = add(
                "one",
                text("acme.org/app", "1.0.0", "hello") + "meta: {configuredSchemaVersion: ocm.software/v3alpha1}\n");

        transfer(archive, registry, TransferOptions.DEFAULT);
        transfer(registry, archive("copy"), TransferOptions.DEFAULT);

        assertThat(read(archive).descriptor().schema()).isEqualTo(Schema.V3ALPHA1);
        assertThat(read(registry).descriptor().schema()).isEqualTo(Schema.V3ALPHA1);
        assertThat(read(archive("copy")).root()).isEqualTo(read(registry).root());
    }

    @Test
    void anImageByValueComesWithItsComponentVersion() throws IOException {
        Document image = Images.put(outside.repository("img/base"), "1.0", "a", "b");
        RepositorySpec archive = add("one", image("acme.org/app", "1.0.0", "img/base:1.0"));
        served.clear();
        servedOutside.clear();

        TransferReport report = transfer(archive, registry, BY_VALUE);

        assertThat(report.failed()).isEmpty();
        // Its manifest and three blobs are read; two questions, five blobs each begun and sent, two manifests.
        assertThat(servedOutside).hasSize(1 + 3);
        assertThat(served).hasSize(2 + 5 * 2 + 2);
        OciStore there = memory.repository("m/img/base");
        assertThat(there.manifest(new Tag("1.0"))).isEqualTo(image);
        Access.OciArtifact access = (Access.OciArtifact)
                read(registry).descriptor().resources().getFirst().access();
        assertThat(access.imageReference())
                .isEqualTo("%s/m/img/base:1.0@%s".formatted(address(server), image.digest()));
        assertThat(told.done.getLast()).isEqualTo(new UnitKey(location("acme.org/app"), new Tag("1.0.0")));
        assertThat(planned()).isEqualTo(told.proven.keySet());

        forget();
        servedOutside.clear();
        transfer(archive, registry, BY_VALUE);
        assertThat(served.stream().map(Served::method)).containsExactly("HEAD", "HEAD");
        assertThat(servedOutside).isEmpty();
    }

    @Test
    void anImageOfManyPlatformsComesWhole() throws IOException {
        OciStore img = outside.repository("img/multi");
        Document amd = Images.withoutTag(img, "shared", "amd");
        Document arm = Images.withoutTag(img, "shared", "arm");
        Document index = Images.index(MediaTypes.INDEX, amd.descriptor(), arm.descriptor());
        img.putManifest(index, Set.of(new Tag("2.0")));
        RepositorySpec archive = add("one", image("acme.org/app", "1.0.0", "img/multi:2.0"));

        assertThat(transfer(archive, registry, BY_VALUE).failed()).isEmpty();

        OciStore there = memory.repository("m/img/multi");
        assertThat(there.manifest(new Tag("2.0"))).isEqualTo(index);
        assertThat(there.manifest(arm.digest())).isEqualTo(arm);
        assertThat(there.hasBlob(Images.digest("arm"))).isPresent();
    }

    @Test
    void toAnotherRepositoryOfTheRegistryEverythingIsMounted() throws IOException {
        Images.put(outside.repository("img/base"), "1.0", "a", "b");
        RepositorySpec archive = add("one", image("acme.org/app", "1.0.0", "img/base:1.0"));
        transfer(archive, registry, BY_VALUE);
        forget();

        TransferReport report = transfer(registry, RepositorySpec.Registry.parse(address(server) + "/other"), BY_VALUE);

        assertThat(report.failed()).isEmpty();
        assertThat(memory.repository("other/img/base").resolve(new Tag("1.0"))).isPresent();
        assertThat(served.stream().filter(s -> s.kind() == Served.Kind.MOUNT).filter(s -> s.status() == 201))
                .hasSize(3);
        assertThat(served.stream()
                        .filter(s -> s.kind() == Served.Kind.BLOB && s.method().equals("GET"))
                        .filter(s -> s.path().contains("img/base")))
                .isEmpty();
    }

    @Test
    void manyThatReferToOneImageAskForItOnce() throws IOException {
        Images.put(outside.repository("img/base"), "1.0", "a", "b");
        StringBuilder all = new StringBuilder("components:\n");
        for (int i = 0; i < 10; i++) {
            all.append(
                    image("acme.org/app" + i, "1.0.0", "img/base:1.0").indent(2).replaceFirst("^ ", "-"));
        }
        RepositorySpec archive = add("many", all.toString());
        served.clear();

        assertThat(transfer(archive, registry, BY_VALUE).failed()).isEmpty();

        assertThat(heads("/m/img/base/manifests/")).isOne();
        assertThat(puts("/m/img/base/manifests/")).isOne();
        forget();
        transfer(archive, registry, BY_VALUE);
        assertThat(served).hasSize(11).allMatch(s -> s.method().equals("HEAD"));
    }

    @Test
    void twoThatWantOneTagForDifferentImagesConflict() throws IOException {
        MemoryRegistry third = new MemoryRegistry();
        Images.put(outside.repository("img/base"), "1.0", "a");
        Images.put(third.repository("img/base"), "1.0", "other");
        try (RegistryServer other = serve(third, new CopyOnWriteArrayList<>())) {
            for (String digest : List.of("", "\n  options: {skipDigestGeneration: true}")) {
                String first = image("acme.org/app", "1.0.0", "img/base:1.0");
                String second = first.substring(first.indexOf("- name:"))
                        .replace("- name: image", "- name: second")
                        .replace(address(images), address(other));
                RepositorySpec archive =
                        add("both" + digest.length(), (first + second).replace("\n  access", digest + "\n  access"));

                TransferReport report = transfer(archive, registry, BY_VALUE);

                assertThat(sentences(report)).singleElement().asString().contains("resource \"second\" needs 1.0 in");
                assertThat(memory.repository(location("acme.org/app").repository())
                                .tags())
                        .isEmpty();
            }
        }
    }

    @Test
    void aPresentVersionIsNotDoneBeforeItsImagesAre() throws IOException {
        Document image = Images.put(outside.repository("img/base"), "1.0", "a");
        RepositorySpec archive = add("one", image("acme.org/app", "1.0.0", "img/base:1.0"));
        transfer(archive, registry, BY_VALUE);
        memory.repository("m/img/base").deleteManifest(image.digest());

        assertThat(transfer(archive, registry, BY_VALUE).failed()).isEmpty();
        assertThat(memory.repository("m/img/base").resolve(new Tag("1.0"))).isPresent();

        memory.repository("m/img/base").deleteManifest(image.digest());
        memory.repository("m/img/base").deleteBlob(Images.digest("a"));
        outside.repository("img/base").deleteBlob(Images.digest("a"));
        assertThat(sentences(transfer(archive, registry, BY_VALUE))).hasSize(1);
    }

    @Test
    void referencesAreFollowedEachOnceAndDoneFirst() throws IOException {
        RepositorySpec archive = add("tree", """
                components:
                - name: acme.org/app
                  version: 1.0.0
                  provider: {name: acme}
                  references:
                  - {name: left, version: 1.0.0, componentName: acme.org/left}
                  - {name: right, version: 1.0.0, componentName: acme.org/right}
                - name: acme.org/left
                  version: 1.0.0
                  provider: {name: acme}
                  references: [{name: base, version: 1.0.0+b1, componentName: acme.org/base}]
                - name: acme.org/right
                  version: 1.0.0
                  provider: {name: acme}
                  references: [{name: base, version: 1.0.0+b1, componentName: acme.org/base}]
                - name: acme.org/base
                  version: 1.0.0+b1
                  provider: {name: acme}
                """);

        TransferReport report = transfer(archive, registry, RECURSIVE, APP);

        assertThat(report.versions().stream().map(v -> v.node().id().toString()))
                .containsExactly(
                        "acme.org/app:1.0.0", "acme.org/left:1.0.0", "acme.org/base:1.0.0+b1", "acme.org/right:1.0.0");
        assertThat(report.versions().get(2).node().path()).hasSize(2);
        assertThat(told.done.getFirst().ref()).isEqualTo(new Tag("1.0.0.build-b1"));
        assertThat(told.done.getLast().where()).isEqualTo(location("acme.org/app"));
        assertThat(told.transferred.getLast().id()).isEqualTo(APP);
        served.clear();
        transfer(archive, registry, RECURSIVE, APP);
        assertThat(served).hasSize(4);
    }

    @Test
    void withoutThemReferencesStayWhereTheyAre() throws IOException {
        RepositorySpec archive =
                add("tree", references("acme.org/app", "acme.org/lib") + text("acme.org/lib", "1.0.0", "x"));

        assertThat(transfer(archive, registry, TransferOptions.DEFAULT, APP).versions())
                .hasSize(1);

        assertThat(memory.repositories()).containsExactly("m/component-descriptors/acme.org/app");
    }

    @Test
    void whatReferencesLackFailsWithWhatNeedsIt() throws IOException {
        RepositorySpec archive =
                add("tree", references("acme.org/app", "acme.org/lost") + text("acme.org/good", "1.0.0", "x"));

        TransferReport report = transfer(archive, registry, RECURSIVE);

        assertThat(report.failed().stream().map(f -> f.node().id().name()))
                .containsExactly("acme.org/app", "acme.org/lost");
        Failure lost = report.failed().getLast().failure().orElseThrow();
        assertThat(lost.side()).isEqualTo(Failure.Side.SOURCE);
        assertThat(lost.sentence()).contains("\"acme.org/lost:1.0.0\" not found");
        assertThat(report.failed().getFirst().failure().orElseThrow().sentence())
                .contains("acme.org/lost:1.0.0 was not transferred");
        assertThat(memory.repositories()).containsExactly("m/component-descriptors/acme.org/good");
    }

    @Test
    void circlesOfReferencesEnd() throws IOException {
        RepositorySpec circle = add(
                "circle",
                references("acme.org/app", "acme.org/app2", "acme.org/app3")
                        + references("acme.org/app2", "acme.org/app3")
                        + references("acme.org/app3", "acme.org/app2"));

        TransferReport report = transfer(circle, registry, RECURSIVE, APP);

        assertThat(report.failed()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(memory.repositories()).isEmpty();
        RepositorySpec self = add("self", references("acme.org/app", "acme.org/app"));
        assertThat(sentences(transfer(self, registry, RECURSIVE, APP))).anyMatch(s -> s.contains("refers to itself"));
    }

    @Test
    void anotherContentIsAConflictUnlessItMayBeOverwritten() throws IOException {
        transfer(add("one", text("acme.org/app", "1.0.0", "hello")), registry, TransferOptions.DEFAULT);
        RepositorySpec changed = add("two", text("acme.org/app", "1.0.0", "changed"));
        forget();

        TransferReport refused = transfer(changed, registry, TransferOptions.DEFAULT);

        assertThat(sentences(refused)).containsExactly("component version \"acme.org/app:1.0.0\" already exists");
        assertThat(told.planned.getFirst()).isInstanceOf(Planned.Conflict.class);
        assertThat(served).noneMatch(s -> s.method().equals("PUT"));

        assertThat(transfer(changed, registry, OVERWRITE).failed()).isEmpty();
        assertThat(standing()).isInstanceOf(Standing.Overwritten.class);
        assertThat(read(registry).descriptor().resources().getFirst().digest())
                .isEqualTo(read(changed).descriptor().resources().getFirst().digest());
    }

    @Test
    void whatNoSignatureCoversIsUpdatedAndContentStays() throws IOException {
        String text = text("acme.org/app", "1.0.0", "hello");
        transfer(add("one", text), registry, TransferOptions.DEFAULT);
        RepositorySpec changed = add("two", text.replace("provider:", "labels: [{name: note, value: new}]\nprovider:"));
        forget();

        assertThat(transfer(changed, registry, TransferOptions.DEFAULT).failed())
                .isEmpty();

        assertThat(standing()).isInstanceOf(Standing.Outdated.class);
        assertThat(read(registry).descriptor().labels().findValuesAsText("name"))
                .containsExactly("note");
        assertThat(served.stream().filter(s -> s.method().equals("PUT"))).hasSize(3);
    }

    @Test
    void contentThatTheTargetOnlyRefersToIsCopiedLater() throws IOException {
        Images.put(outside.repository("img/base"), "1.0", "a");
        RepositorySpec archive = add("one", image("acme.org/app", "1.0.0", "img/base:1.0"));
        transfer(archive, registry, TransferOptions.DEFAULT);
        assertThat(memory.repositories()).containsExactly("m/component-descriptors/acme.org/app");

        assertThat(transfer(archive, registry, BY_VALUE).failed()).isEmpty();

        assertThat(standing()).isInstanceOf(Standing.LacksContent.class);
        assertThat(memory.repository("m/img/base").resolve(new Tag("1.0"))).isPresent();
        transfer(archive, registry, BY_VALUE);
        assertThat(standing()).isInstanceOf(Standing.Present.class);
        transfer(archive, registry, TransferOptions.DEFAULT);
        assertThat(standing()).isInstanceOf(Standing.Present.class);
    }

    @Test
    void anUnknownAccessIsCarriedAsItIsAndNotCopied() throws IOException {
        RepositorySpec archive = add("one", """
                name: acme.org/app
                version: 1.0.0
                provider: {name: acme}
                resources:
                - name: odd
                  type: thing
                  version: "1"
                  access: {type: nobody/v7, where: {deep: [1, x]}}
                """);

        assertThat(transfer(archive, registry, TransferOptions.DEFAULT).failed())
                .isEmpty();
        assertThat(read(registry).descriptor().resources())
                .isEqualTo(read(archive).descriptor().resources());

        Failure refused = transfer(archive, RepositorySpec.Registry.parse(address(server) + "/n"), BY_VALUE)
                .failed()
                .getFirst()
                .failure()
                .orElseThrow();
        assertThat(refused.sentence())
                .isEqualTo(
                        "acme.org/app:1.0.0: resource \"odd\" has the access type \"nobody/v7\", whose content cannot be copied");
        assertThat(refused.side()).isEqualTo(Failure.Side.SOURCE);
        TransferOptions omitting =
                new TransferOptions(false, true, false, false, false, List.of("nobody"), false, true);
        assertThat(transfer(archive, RepositorySpec.Registry.parse(address(server) + "/n"), omitting)
                        .failed())
                .isEmpty();
    }

    @Test
    void aReferenceThatNobodyCanReadIsNoObstacleWhereItStays() throws IOException {
        RepositorySpec archive = add("one", """
                name: acme.org/app
                version: 1.0.0
                provider: {name: acme}
                resources:
                - name: odd
                  type: ociImage
                  version: "1"
                  options: {skipDigestGeneration: true}
                  access: {type: ociArtifact, imageReference: "Not A Reference"}
                """);

        assertThat(transfer(archive, registry, TransferOptions.DEFAULT).failed())
                .isEmpty();
        assertThat(sentences(transfer(archive, registry, BY_VALUE)))
                .containsExactly("acme.org/app:1.0.0: \"Not A Reference\" is no reference to an artifact");
    }

    @Test
    void aNameIsShortenedByTheSourcesPathOnItsOwnHostOnly() throws IOException {
        Images.put(outside.repository("m/img"), "1.0", "a");
        RepositorySpec archive = add("one", image("acme.org/app", "1.0.0", "m/img:1.0"));
        transfer(archive, registry, TransferOptions.DEFAULT);

        RepositorySpec other = RepositorySpec.Registry.parse(address(server) + "/other");
        assertThat(transfer(registry, other, BY_VALUE).failed()).isEmpty();

        assertThat(memory.repository("other/m/img").resolve(new Tag("1.0"))).isPresent();
    }

    @Test
    void corruptContentIsNotTransferred() throws IOException {
        RepositorySpec archive =
                add("one", text("acme.org/app", "1.0.0", "hello") + text("acme.org/good", "1.0.0", "fine"));
        Path blob =
                directory.resolve("one/blobs/sha256." + Images.digest("hello").hex());
        Files.writeString(blob, "jello");

        TransferReport report = transfer(archive, registry, TransferOptions.DEFAULT);

        Failure failure = report.failed().getFirst().failure().orElseThrow();
        assertThat(report.failed()).hasSize(1);
        assertThat(failure.kind()).isEqualTo(Failure.Kind.CORRUPT);
        assertThat(failure.side()).isEqualTo(Failure.Side.SOURCE);
        assertThat(memory.repositories().filter(name -> name.endsWith("good"))).hasSize(1);
        assertThat(memory.repository(location("acme.org/app").repository()).tags())
                .isEmpty();
    }

    @Test
    void aSourceThatIsNotThereIsTheSources() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> transfer(archive("nothing"), registry, TransferOptions.DEFAULT))
                .matches(failure -> failure.side() == Failure.Side.SOURCE)
                .matches(failure -> failure.kind() == Failure.Kind.NOT_FOUND);
        assertThat(directory.resolve("nothing")).doesNotExist();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> new Transfer(origins, engine)
                        .run(
                                request(
                                        registry,
                                        archive("out"),
                                        TransferOptions.DEFAULT,
                                        new TransferRequest.Roots.All()),
                                told,
                                new Cancellation()))
                .matches(failure -> failure.side() == Failure.Side.SOURCE)
                .matches(failure -> failure.kind() == Failure.Kind.UNSUPPORTED);
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void nothingAllowsATransferThatIsCancelled() throws IOException {
        RepositorySpec archive = add("one", text("acme.org/app", "1.0.0", "hello"));
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> new Transfer(origins, engine)
                        .run(
                                request(archive, registry, TransferOptions.DEFAULT, new TransferRequest.Roots.All()),
                                told,
                                cancelled))
                .matches(failure -> failure.kind() == Failure.Kind.CANCELLED);
        assertThat(memory.repositories()).isEmpty();
    }

    // What the tests are made of.

    private RepositorySpec.Archive archive(String name) {
        return new RepositorySpec.Archive(directory.resolve(name), name);
    }

    private RepositorySpec add(String name, String... documents) throws IOException {
        return MadeArchive.of(directory, name, String.join("", documents), origins, engine);
    }

    private static String text(String component, String version, String text) {
        return """
                ---
                name: %s
                version: %s
                provider: {name: acme}
                resources:
                - {name: text, type: plainText, input: {type: utf8, text: %s}}
                """.formatted(component, version, text);
    }

    private String image(String component, String version, String image) {
        return """
                name: %s
                version: %s
                provider: {name: acme}
                resources:
                - name: image
                  type: ociImage
                  version: "1.0"
                  access: {type: ociArtifact, imageReference: "%s/%s"}
                """.formatted(component, version, address(images), image);
    }

    private static String references(String component, String... others) {
        StringBuilder text = new StringBuilder(
                "---\nname: %s\nversion: 1.0.0\nprovider: {name: acme}\nreferences:\n".formatted(component));
        for (int i = 0; i < others.length; i++) {
            text.append("- {name: ref%d, version: 1.0.0, componentName: %s}\n".formatted(i, others[i]));
        }
        return text.toString();
    }

    private TransferReport transfer(
            RepositorySpec from, RepositorySpec to, TransferOptions options, ComponentId... roots) {
        TransferRequest.Roots all = from instanceof RepositorySpec.Registry
                ? new TransferRequest.Roots.Component(APP.name())
                : new TransferRequest.Roots.All();
        TransferRequest.Roots which = roots.length == 0 ? all : new TransferRequest.Roots.Versions(List.of(roots));
        told.planned.clear();
        return new Transfer(origins, engine).run(request(from, to, options, which), told, new Cancellation());
    }

    private TransferRequest request(
            RepositorySpec from, RepositorySpec to, TransferOptions options, TransferRequest.Roots roots) {
        OcmConfig config = OcmConfig.empty(new Environment(Map.of(), directory));
        return new TransferRequest(roots, from, to, options, config);
    }

    private ComponentVersion read(RepositorySpec spec) {
        try (Repositories repositories = new Repositories(origins, Credentials.NONE, new Cancellation())) {
            ComponentRepository repository = repositories.open(spec);
            return repository.get(APP);
        }
    }

    private Location location(String component) {
        return new Location(address(server), "m/component-descriptors/" + component);
    }

    private Standing standing() {
        return ((Planned.Copy) told.planned.getFirst()).standing();
    }

    private void forget() {
        served.clear();
        told.planned.clear();
        told.proven.clear();
    }

    private long heads(String path) {
        return served.stream()
                .filter(s -> s.method().equals("HEAD") && s.path().contains(path))
                .count();
    }

    private long puts(String path) {
        return served.stream()
                .filter(s -> s.method().equals("PUT") && s.path().contains(path))
                .count();
    }

    private static List<String> sentences(TransferReport report) {
        return report.failed().stream()
                .map(f -> f.failure().orElseThrow().sentence())
                .toList();
    }

    /** All objects that the plan's moves name. */
    private Set<String> planned() {
        Set<String> all = new HashSet<>();
        for (Planned planned : told.planned) {
            for (Unit unit : ((Planned.Copy) planned).units()) {
                for (Move move : unit.moves()) {
                    all.add(
                            switch (move) {
                                case Move.Keep keep ->
                                    keep.at().location() + " " + keep.object().digest();
                                case Move.CopyBlob copy ->
                                    copy.to().location() + " " + copy.blob().digest();
                                case Move.PutBlob put ->
                                    put.to().location() + " " + put.blob().digest();
                                case Move.PutManifest put ->
                                    put.to().location() + " " + put.manifest().digest();
                                case Move.Lack lack -> throw new AssertionError(lack);
                                case Move.Pack pack -> throw new AssertionError(pack);
                                case Move.Unpack unpack -> throw new AssertionError(unpack);
                                case Move.Assemble assemble -> throw new AssertionError(assemble);
                            });
                }
            }
        }
        return all;
    }

    private static RegistryServer serve(MemoryRegistry registry, List<Served> served) {
        return RegistryServer.start(
                registry,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.readWrite().withListener(served::add));
    }

    private static String address(RegistryServer server) {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    /** What a listener was told. */
    private static final class Told implements TransferListener {
        private final List<Planned> planned = new ArrayList<>();
        private final Map<String, Evidence> proven = new ConcurrentHashMap<>();
        private final List<UnitKey> done = Collections.synchronizedList(new ArrayList<>());
        private final List<Planned.Node> transferred = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void planned(Planned decision) {
            planned.add(decision);
        }

        @Override
        public void proven(Location where, Descriptor object, Evidence evidence) {
            proven.put(where + " " + object.digest(), evidence);
        }

        @Override
        public void done(UnitKey key) {
            done.add(key);
        }

        @Override
        public void transferred(Planned.Node node) {
            transferred.add(node);
        }

        List<String> evidence() {
            return proven.values().stream()
                    .map(e -> e.getClass().getSimpleName())
                    .collect(Collectors.toList());
        }
    }
}
