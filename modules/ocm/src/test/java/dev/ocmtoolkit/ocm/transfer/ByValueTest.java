// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.Closure;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.copy.ProofLevel;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.http.ScriptedServer;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.Served;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.credentials.Environment;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.Planned.Standing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of content that is copied: into archives, and from there into registries again. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ByValueTest {
    private static final TransferOptions BY_VALUE =
            new TransferOptions(false, true, false, true, false, List.of(), false, true);
    private static final TransferOptions OVERWRITING =
            new TransferOptions(false, true, false, true, true, List.of(), false, true);
    private static final TransferOptions NO_UPLOADS =
            new TransferOptions(false, true, false, false, false, List.of(), false, false);
    private static final ComponentId APP = new ComponentId("acme.org/app", "1.0.0");

    @TempDir
    private Path directory;

    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private final MemoryRegistry memory = new MemoryRegistry();
    private final MemoryRegistry outside = new MemoryRegistry();
    private final List<Served> asked = new CopyOnWriteArrayList<>();
    private final RegistryServer server = serve(memory, new CopyOnWriteArrayList<>());
    private final RegistryServer images = serve(outside, asked);
    private final ScriptedServer web = new ScriptedServer();
    private final RepositorySpec registry = RepositorySpec.Registry.parse(address(server) + "/m");
    private final List<Planned> planned = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        engine.close();
        origins.close();
        server.close();
        images.close();
        web.close();
    }

    @Test
    void anImageBecomesAnArtifactSetAndAnImageAgain() throws IOException {
        Document index = multi();
        RepositorySpec source = add(resource("image", "ociImage", image("img/multi:2.0")));

        assertThat(transfer(source, archive("out"), BY_VALUE).failed()).isEmpty();

        Element packed = read(archive("out")).descriptor().resources().getFirst();
        Access.LocalBlob local = (Access.LocalBlob) packed.access();
        assertThat(local.mediaType()).isEqualTo("application/vnd.oci.image.index.v1+tar+gzip");
        assertThat(local.referenceName()).contains("img/multi:2.0");
        assertThat(packed.digest()).contains(ArtifactDigest.of(ArtifactDigest.OCI_ARTIFACT, index.digest()));

        asked.clear();
        assertThat(transfer(archive("out"), registry, TransferOptions.DEFAULT).failed())
                .isEmpty();

        assertThat(asked).isEmpty();
        OciStore store = memory.repository("m/img/multi");
        assertThat(store.manifest(new Tag("2.0"))).isEqualTo(index);
        assertThat(Closure.read(store, index.digest()).blobs())
                .allMatch(blob -> store.hasBlob(blob.digest()).isPresent());
        assertThat(access(registry).json().path("imageReference").asText())
                .isEqualTo(address(server) + "/m/img/multi:2.0@" + index.digest());
        assertThat(read(registry).descriptor().resources().getFirst().digest()).isEqualTo(packed.digest());
    }

    @Test
    void anArtifactNeverTakesThePlaceOfAComponentVersion() throws IOException {
        Document victim = Images.put(memory.repository("m/component-descriptors/acme.org/victim"), "1.0.0", "victim");
        String name = "component-descriptors/acme.org/victim";
        Document image = Images.put(outside.repository(name), "1.0.0", "other");
        RepositorySpec source = add(resource("image", "ociImage", image(name + ":1.0.0")));
        assertThat(transfer(source, archive("out"), BY_VALUE).failed()).isEmpty();

        for (RepositorySpec from : List.of(archive("out"), source)) {
            assertThat(transfer(from, registry, BY_VALUE).failed()).isEmpty();
        }

        OciStore store = memory.repository("m/" + name);
        assertThat(store.manifest(new Tag("1.0.0"))).isEqualTo(victim);
        assertThat(store.manifest(image.digest())).isEqualTo(image);
        assertThat(access(registry).json().path("imageReference").asText())
                .isEqualTo(address(server) + "/m/" + name + "@" + image.digest());
    }

    @Test
    void theSecondTransferAsksNobodyForContent() throws IOException {
        multi();
        web.on("GET", "/a", 200, Map.of("Content-Type", "text/plain"), "hello");
        RepositorySpec source = add(
                resource("image", "ociImage", image("img/multi:2.0")),
                resource("page", "plainText", "{type: wget, url: \"http://%s/a\"}".formatted(web.hostPort()))
                        + "  digest: "
                        + ArtifactDigest.of(ArtifactDigest.GENERIC_BLOB, Images.digest("hello"))
                                .json());
        transfer(source, archive("out"), BY_VALUE);
        Document first = read(archive("out")).root();
        asked.clear();
        web.log().clear();

        TransferReport again = transfer(source, archive("out"), BY_VALUE);

        assertThat(again.failed()).isEmpty();
        assertThat(((Planned.Copy) planned.getFirst()).standing()).isInstanceOf(Standing.Present.class);
        assertThat(asked).isEmpty();
        assertThat(web.log()).isEmpty();
        assertThat(transfer(source, archive("other"), BY_VALUE).failed()).isEmpty();
        assertThat(read(archive("other")).root()).isEqualTo(first);
    }

    @Test
    void whatIsGoneFromTheArchiveIsPackedOnceMoreWhereThatIsToBeProven() throws IOException {
        multi();
        RepositorySpec source = add(resource("image", "ociImage", image("img/multi:2.0")));
        transfer(source, archive("out"), BY_VALUE);
        Document first = read(archive("out")).root();
        Access.LocalBlob packed = (Access.LocalBlob) access(archive("out"));
        Path blob = blob("out", packed.reference().getFirst().hex());
        Files.delete(blob);

        assertThat(transfer(source, archive("out"), BY_VALUE).copy().gaps()).isEmpty();
        assertThat(blob).doesNotExist();
        assertThat(transfer(source, archive("out"), BY_VALUE.with(ProofLevel.REREAD))
                        .copy()
                        .gaps())
                .isEmpty();

        assertThat(blob).exists();
        assertThat(read(archive("out")).root()).isEqualTo(first);
    }

    @Test
    void whatTheArchiveOnlyRefersToIsBroughtThere() throws IOException {
        multi();
        RepositorySpec source = add(resource("image", "ociImage", image("img/multi:2.0")));
        transfer(source, archive("out"), TransferOptions.DEFAULT);

        assertThat(transfer(source, archive("out"), BY_VALUE).failed()).isEmpty();

        assertThat(((Planned.Copy) planned.getFirst()).standing()).isInstanceOf(Standing.LacksContent.class);
        assertThat(access(archive("out"))).isInstanceOf(Access.LocalBlob.class);
    }

    @Test
    void anImageThatIsGoneFromTheRegistryIsNotTakenToBeThere() throws IOException {
        Document index = multi();
        String image = resource("image", "ociImage", image("img/multi:2.0"));
        transfer(add(image), registry, BY_VALUE);
        OciStore store = memory.repository("m/img/multi");
        store.deleteManifest(index.digest());
        RepositorySpec newer = add(image, "- {name: text, type: plainText, input: {type: utf8, text: more}}");

        assertThat(transfer(newer, registry, OVERWRITING).failed()).isEmpty();

        assertThat(store.manifest(new Tag("2.0"))).isEqualTo(index);
    }

    @Test
    void anImageThatTheRegistryHasIsNotUnpacked() throws IOException {
        Document index = multi();
        RepositorySpec source = add(resource("image", "ociImage", image("img/multi:2.0")));
        transfer(source, archive("out"), BY_VALUE);
        transfer(archive("out"), registry, TransferOptions.DEFAULT);
        Path set = blob(
                "out",
                ((Access.LocalBlob) access(archive("out")))
                        .reference()
                        .getFirst()
                        .hex());
        Files.delete(set);

        assertThat(transfer(archive("out"), registry, TransferOptions.DEFAULT).failed())
                .isEmpty();
        memory.repository("m/img/multi").deleteManifest(index.digest());
        assertThat(sentences(transfer(archive("out"), registry, TransferOptions.DEFAULT)))
                .singleElement()
                .asString()
                .contains("sha256");
    }

    @Test
    void withoutUploadsASetStaysASet() throws IOException {
        multi();
        RepositorySpec source = add(resource("image", "ociImage", image("img/multi:2.0")));
        transfer(source, archive("out"), BY_VALUE);

        assertThat(transfer(archive("out"), registry, NO_UPLOADS).failed()).isEmpty();

        assertThat(access(registry)).isEqualTo(access(archive("out")));
        assertThat(memory.repositories()).hasSize(1);
        RepositorySpec other = RepositorySpec.Registry.parse(address(server) + "/n");
        assertThat(transfer(source, other, NO_UPLOADS).failed()).isEmpty();
        assertThat(access(other)).isEqualTo(access(archive("out")));
    }

    @Test
    void aSetWhoseOwnDigestIsRecordedStaysASet() throws IOException {
        Path file = directory.resolve("set");
        Files.writeString(file, "anything");
        RepositorySpec source = add("""
                - name: image
                  type: ociImage
                  input: {type: file, path: %s, mediaType: application/vnd.oci.image.manifest.v1+tar+gzip}
                """.formatted(file));

        assertThat(transfer(source, registry, TransferOptions.DEFAULT).failed()).isEmpty();

        assertThat(access(registry)).isInstanceOf(Access.LocalBlob.class);
    }

    @Test
    void contentOfEveryKindIsStoredWithTheComponentVersion() throws IOException {
        web.on("GET", "/a", 200, Map.of("Content-Type", "text/plain"), "hello");
        web.on("GET", "/helm/index.yaml", 200, Map.of(), "entries: {app: [{version: 1.0.0, urls: [app.tgz]}]}");
        web.on("GET", "/helm/app.tgz", 200, Map.of(), "chart");
        Descriptor data = Images.blob(outside.repository("acme/data"), "text/plain", "data");
        String host = "http://" + web.hostPort();
        RepositorySpec source = add(
                resource("page", "plainText", "{type: wget, url: \"%s/a\"}".formatted(host)),
                resource(
                        "chart",
                        "helmChart",
                        "{type: helm, helmRepository: \"%s/helm\", helmChart: \"app:1.0.0\"}".formatted(host)),
                resource(
                        "data",
                        "blob",
                        "{type: ociBlob, ref: \"%s/acme/data\", mediaType: text/plain, digest: \"%s\", size: 4}"
                                .formatted(address(images), data.digest())));

        assertThat(transfer(source, archive("out"), BY_VALUE).failed()).isEmpty();
        assertThat(transfer(source, registry, BY_VALUE).failed()).isEmpty();

        for (RepositorySpec target : List.of(archive("out"), registry)) {
            assertThat(read(target).descriptor().resources())
                    .extracting(resource -> resource.digest().orElseThrow().value())
                    .containsExactly(
                            Images.digest("hello").hex(),
                            Images.digest("chart").hex(),
                            data.digest().hex());
            assertThat(read(target).descriptor().resources())
                    .extracting(resource -> ((Access.LocalBlob) resource.access()).mediaType())
                    .containsExactly("text/plain", "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "text/plain");
        }
    }

    @Test
    void contentThatIsNotWhatIsRecordedIsRefused() throws IOException {
        web.on("GET", "/a", 200, Map.of(), "changed");
        RepositorySpec source =
                add(resource("page", "plainText", "{type: wget, url: \"http://%s/a\"}".formatted(web.hostPort()))
                        + "  digest: "
                        + ArtifactDigest.of(ArtifactDigest.GENERIC_BLOB, Images.digest("hello"))
                                .json());

        Failure failure = transfer(source, archive("out"), BY_VALUE)
                .failed()
                .getFirst()
                .failure()
                .orElseThrow();

        assertThat(failure.kind()).isEqualTo(Failure.Kind.CORRUPT);
        assertThat(failure.side()).isEqualTo(Failure.Side.SOURCE);
        assertThat(failure.sentence())
                .isEqualTo("the content of resource 0 \"page\" has the digest %s, and its recorded digest is %s"
                        .formatted(Images.digest("changed"), Images.digest("hello")));
    }

    private Document multi() {
        OciStore store = outside.repository("img/multi");
        Document amd = Images.withoutTag(store, "amd");
        Document arm = Images.withoutTag(store, "arm", "more");
        Document index = Images.index(MediaTypes.INDEX, amd.descriptor(), arm.descriptor());
        store.putManifest(index, Set.of(new Tag("2.0")));
        return index;
    }

    private String image(String reference) {
        return "{type: ociArtifact, imageReference: \"%s/%s\"}".formatted(address(images), reference);
    }

    private static String resource(String name, String type, String access) {
        return """
                - name: %s
                  type: %s
                  version: 1.0.0
                  access: %s
                """.formatted(name, type, access);
    }

    private RepositorySpec add(String... resources) throws IOException {
        String constructor = "name: acme.org/app\nversion: 1.0.0\nprovider: {name: acme}\nresources:\n"
                + String.join("\n", resources);
        return MadeArchive.of(directory, "source", constructor, origins, engine);
    }

    private RepositorySpec.Archive archive(String name) {
        return new RepositorySpec.Archive(directory.resolve(name), name);
    }

    private Path blob(String archive, String hex) {
        return directory.resolve(archive).resolve("blobs/sha256." + hex);
    }

    private TransferReport transfer(RepositorySpec from, RepositorySpec to, TransferOptions options) {
        planned.clear();
        TransferRequest request = new TransferRequest(
                new TransferRequest.Roots.Versions(List.of(APP)),
                from,
                to,
                options,
                OcmConfig.empty(new Environment(Map.of(), directory)));
        TransferListener listener = new TransferListener() {
            @Override
            public void planned(Planned decision) {
                planned.add(decision);
            }
        };
        return new Transfer(origins, engine).run(request, listener, new Cancellation());
    }

    private ComponentVersion read(RepositorySpec spec) {
        try (Repositories repositories = new Repositories(origins, Credentials.NONE, new Cancellation())) {
            return repositories.open(spec).get(APP);
        }
    }

    private Access access(RepositorySpec spec) {
        return read(spec).descriptor().resources().getFirst().access();
    }

    private static List<String> sentences(TransferReport report) {
        return report.failed().stream()
                .map(failed -> failed.failure().orElseThrow().sentence())
                .toList();
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
}
