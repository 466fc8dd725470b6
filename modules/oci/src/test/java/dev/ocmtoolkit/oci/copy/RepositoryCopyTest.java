// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Index;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.Served;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies between real servers, with their requests counted, and through archives. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RepositoryCopyTest {
    private static final Tag ONE = new Tag("1");
    private static final int BLOBS = 11;
    /** Remembered, they would take several times the memory that the program gets. */
    private static final int MANY = 100_000;

    @TempDir
    private Path directory;

    private final MemoryRegistry sourceContent = new MemoryRegistry();
    private final MemoryRegistry targetContent = new MemoryRegistry();
    private final List<Served> asked = new CopyOnWriteArrayList<>();
    private final List<Served> told = new CopyOnWriteArrayList<>();
    private final RegistryServer sourceServer = serve(sourceContent, asked);
    private final RegistryServer targetServer = serve(targetContent, told);
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private final OciRegistry source = remote(sourceServer);
    private final OciRegistry target = remote(targetServer);
    private final OciStore from = sourceContent.repository("from");
    private final OciStore to = targetContent.repository("to");
    private final List<String> evidence = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        engine.close();
        origins.close();
        sourceServer.close();
        targetServer.close();
    }

    private static RegistryServer serve(MemoryRegistry content, List<Served> log) {
        return RegistryServer.start(
                content,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.readWrite().withListener(log::add));
    }

    private OciRegistry remote(RegistryServer server) {
        return new RemoteRegistry(
                origins, "http", "127.0.0.1:" + server.address().getPort(), Credentials.NONE, new Cancellation());
    }

    private CopyReport copy(boolean referrers, String... tags) {
        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), target.repository("to"), referrers, false);
        return run(Stream.of(tags).map(tag -> copy.of(new Tag(tag), Optional.of(new Tag(tag)))), target);
    }

    private CopyReport run(Stream<Unit> units, OciRegistry to) {
        asked.clear();
        told.clear();
        evidence.clear();
        RunListener listener = new RunListener() {
            @Override
            public void proven(Location where, Descriptor object, Evidence why) {
                evidence.add(why.getClass().getSimpleName());
            }
        };
        return engine.run(units.iterator(), to, CopyEngine.Commit.DONE_UNITS, listener, new Cancellation());
    }

    private static long count(List<Served> log, String method, Served.Kind kind) {
        return log.stream()
                .filter(one -> one.method().equals(method) && one.kind() == kind)
                .count();
    }

    private static String[] layers(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + " " + i).toArray(String[]::new);
    }

    @Test
    void anImageTakesThreeRequestsForEachBlobAndThree() {
        Document image = Images.put(from, "1", layers("layer", BLOBS - 1));

        assertThat(copy(false, "1").failures()).isEmpty();

        assertThat(to.manifest(ONE)).isEqualTo(image);
        assertThat(asked.size() + told.size()).isEqualTo(3 * BLOBS + 3);
        assertThat(count(asked, "GET", Served.Kind.MANIFEST)).isOne();
        assertThat(count(asked, "GET", Served.Kind.BLOB)).isEqualTo(BLOBS);
        assertThat(count(told, "POST", Served.Kind.MOUNT)).isEqualTo(BLOBS);
        assertThat(count(told, "PUT", Served.Kind.UPLOAD)).isEqualTo(BLOBS);
        assertThat(count(told, "GET", Served.Kind.MANIFEST)).isOne();
        assertThat(count(told, "PUT", Served.Kind.MANIFEST)).isOne();
    }

    @Test
    void whatIsThereTakesTwoRequestsAndFromAnArchiveOne() {
        Document image = Images.put(from, "1", layers("layer", BLOBS - 1));
        copy(false, "1");

        CopyReport report = copy(false, "1");

        assertThat(report.failures()).isEmpty();
        assertThat(asked).hasSize(1);
        assertThat(told).hasSize(1);
        assertThat(report.objects()).isEqualTo(BLOBS + 1);
        assertThat(evidence).containsOnlyOnce("Reread").contains("Implied");

        try (CtfArchive archive = archiveOf(source, "from")) {
            RepositoryCopy copy = new RepositoryCopy(archive.repository("from"), target.repository("to"), false, false);
            assertThat(run(Stream.of(copy.of(ONE, Optional.of(ONE))), target).failures())
                    .isEmpty();
        }
        assertThat(told).hasSize(1);
        assertThat(to.manifest(ONE)).isEqualTo(image);
    }

    @Test
    void betweenRepositoriesOfOneRegistryEachBlobIsMounted() {
        Document image = Images.put(from, "1", layers("layer", BLOBS - 1));
        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), source.repository("beside"), false, false);

        CopyReport report = run(Stream.of(copy.of(ONE, Optional.of(ONE))), source);

        assertThat(report.bytesSent()).isZero();
        assertThat(asked).hasSize(BLOBS + 3);
        assertThat(count(asked, "POST", Served.Kind.MOUNT)).isEqualTo(BLOBS);
        assertThat(sourceContent.repository("beside").manifest(ONE)).isEqualTo(image);
    }

    @Test
    void anotherTagInTheSameRepositoryTakesThreeRequestsAtMost() {
        Document image = Images.put(from, "1", layers("layer", BLOBS - 1));
        Tag two = new Tag("2");
        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), source.repository("from"), false, false);

        assertThat(run(Stream.of(copy.of(ONE, Optional.of(two))), source).failures())
                .isEmpty();

        assertThat(asked).hasSizeLessThanOrEqualTo(3);
        assertThat(from.manifest(two)).isEqualTo(image);
    }

    @Test
    void oneOfTenLayersThatChangedTakesTenRequestsAtMost() {
        String[] layers = layers("layer", BLOBS - 1);
        Images.put(from, "1", layers);
        copy(false, "1");
        layers[3] = "changed";
        Document changed = withConfig(from, "1", "another", layers);

        assertThat(copy(false, "1").failures()).isEmpty();

        assertThat(to.manifest(ONE)).isEqualTo(changed);
        assertThat(asked).hasSize(3);
        assertThat(told).hasSizeLessThanOrEqualTo(7);
        assertThat(evidence.stream().filter("Implied"::equals)).hasSize(BLOBS - 2);
    }

    @Test
    void ofAnIndexOnlyThePlatformThatChangedIsLookedAt() {
        index("1", "same", layers("a", 3), layers("b", 3));
        assertThat(copy(false, "1").failures()).isEmpty();
        assertThat(asked).hasSize(3 + 8);
        assertThat(told).hasSize(1 + 2 * 8 + 3);
        String[] changed = layers("b", 3);
        changed[1] = "changed";
        Document index = index("1", "other", layers("a", 3), changed);

        assertThat(copy(false, "1").failures()).isEmpty();

        assertThat(to.manifest(ONE)).isEqualTo(index);
        assertThat(asked).hasSize(4);
        assertThat(told).hasSize(8);
    }

    @Test
    void aBlobThatTagsShareIsReadOnceAndWrittenOnce() {
        Images.put(from, "1", "shared", "one");
        Images.put(from, "2", "shared", "two");
        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), target.repository("to"), false, false);

        assertThat(run(copy.ofAll(source.repository("from").tags()), target).failures())
                .isEmpty();

        assertThat(to.tags()).containsExactly("1", "2");
        String shared = Images.digest("shared").toString();
        assertThat(asked.stream().filter(one -> one.path().endsWith(shared))).hasSize(1);
        assertThat(count(told, "PUT", Served.Kind.UPLOAD)).isEqualTo(4);
    }

    @Test
    void whatAManifestVouchesForAndIsGoneIsSentAfterAll() {
        Images.put(from, "1", "kept", "old");
        copy(false, "1");
        Document changed = Images.put(from, "1", "kept", "new");
        to.deleteBlob(Images.digest("kept"));

        assertThat(copy(false, "1").failures()).isEmpty();

        assertThat(to.manifest(ONE)).isEqualTo(changed);
        assertThat(to.hasBlob(Images.digest("kept"))).isPresent();
    }

    @Test
    void aPlatformThatAnIndexVouchesForAndIsGoneIsSentAfterAll() {
        index("1", "same", layers("a", 2), layers("b", 2));
        copy(false, "1");
        Document index = index("1", "other", layers("a", 2), layers("c", 2));
        Digest lost = MediaTypes.isIndex(index.mediaType())
                ? Index.parse(index).manifests().getFirst().digest()
                : index.digest();
        to.deleteManifest(lost);
        to.deleteBlob(Images.digest("a 1"));

        assertThat(copy(false, "1").failures()).isEmpty();

        assertThat(Closure.read(to, index.digest()).blobs())
                .allMatch(blob -> to.hasBlob(blob.digest()).isPresent());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatRefersToAnImageTravelsWithItAlsoThroughAnArchive(boolean archived) {
        Document image = Images.put(from, "1", "a");
        Document bill = referrer(image, "application/bill");
        Document signature = referrer(bill, "application/signature");
        Document cosign = Images.put(from, "sha256-" + image.digest().hex() + ".sig", "signed");

        if (archived) {
            try (CtfArchive archive = archiveOf(source, "from")) {
                RepositoryCopy copy =
                        new RepositoryCopy(archive.repository("from"), target.repository("to"), true, false);
                assertThat(run(Stream.of(copy.of(ONE, Optional.of(ONE))), target)
                                .failures())
                        .isEmpty();
            }
        } else {
            assertThat(copy(true, "1").failures()).isEmpty();
        }

        assertThat(to.referrers(image.digest())).extracting(Descriptor::digest).containsExactly(bill.digest());
        assertThat(to.referrers(bill.digest())).extracting(Descriptor::digest).containsExactly(signature.digest());
        assertThat(to.manifest(new Tag("sha256-" + image.digest().hex() + ".sig")))
                .isEqualTo(cosign);
        assertThat(to.hasBlob(Images.digest("signed"))).isPresent();
    }

    @Test
    void aSignatureThatCameLaterIsAllThatIsSent() {
        Document image = Images.put(from, "1", "a");
        copy(true, "1");
        assertThat(count(asked, "GET", Served.Kind.REFERRERS)).isOne();
        assertThat(count(told, "GET", Served.Kind.REFERRERS)).isZero();
        Document signature = referrer(image, "application/signature");

        assertThat(copy(true, "1").failures()).isEmpty();

        assertThat(to.referrers(image.digest())).extracting(Descriptor::digest).containsExactly(signature.digest());
        assertThat(count(told, "PUT", Served.Kind.MANIFEST)).isOne();
        assertThat(copy(true, "1").failures()).isEmpty();
        assertThat(count(told, "PUT", Served.Kind.MANIFEST)).isZero();
    }

    @Test
    void theSignatureOfAPlatformThatTheTargetHasTravels() {
        Document index = index("1", "x", layers("a", 1), layers("b", 1));
        copy(true, "1");
        Descriptor platform = Index.parse(index).manifests().getLast();
        Document signature = referrer(from.manifest(platform.digest()), "application/signature");

        assertThat(copy(true, "1").failures()).isEmpty();

        assertThat(to.referrers(platform.digest()))
                .extracting(Descriptor::digest)
                .containsExactly(signature.digest());
    }

    @Test
    void eachManifestTakesOneQuestionForItsReferrersAndTheRepositoryOneForItsTags() {
        index("1", "x", layers("a", 1), layers("b", 1));

        copy(true, "1");

        assertThat(count(asked, "GET", Served.Kind.MANIFEST)).isEqualTo(3);
        assertThat(count(asked, "GET", Served.Kind.REFERRERS)).isEqualTo(3);
        assertThat(count(asked, "GET", Served.Kind.TAGS)).isOne();
        assertThat(count(asked, "HEAD", Served.Kind.MANIFEST)).isZero();
    }

    @Test
    void withoutReferrersTheyAndTheirTagsStay() {
        Document image = Images.put(from, "1", "a");
        referrer(image, "application/bill");
        Images.put(from, "sha256-" + image.digest().hex() + ".sig", "signed");
        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), target.repository("to"), false, false);

        run(copy.ofAll(source.repository("from").tags()), target);

        assertThat(to.tags()).containsExactly("1");
        assertThat(to.referrers(image.digest())).isEmpty();
    }

    @Test
    void aListOfReferrersUnderATagBecomesThatOfTheTarget() {
        Document image = Images.put(from, "1", "a");
        Document bill = referrer(image, "application/bill");
        Document list = Images.index(MediaTypes.INDEX, bill.descriptor());
        from.putManifest(list, Set.of(new Tag("sha256-" + image.digest().hex())));
        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), target.repository("to"), true, false);

        assertThat(run(copy.ofAll(source.repository("from").tags()), target).failures())
                .isEmpty();

        assertThat(to.tags()).containsExactly("1");
        assertThat(to.referrers(image.digest())).extracting(Descriptor::digest).containsExactly(bill.digest());
        // The tag is none of the target's, so nothing is to be proven under it.
        CopyReport again = new Portions(engine, Portions.DEFAULT)
                .run(
                        copy.ofAll(source.repository("from").tags()).iterator(),
                        target,
                        ProofLevel.SEEN,
                        RunListener.SILENT,
                        new Cancellation());
        assertThat(again.gaps()).isEmpty();
        assertThat(again.bytesSent()).isZero();
    }

    @Test
    void aChainOfReferrersHasAnEnd() {
        Document last = Images.put(from, "1", "a");
        for (int i = 0; i < 9; i++) {
            last = referrer(last, "application/x" + i);
        }

        assertThat(copy(true, "1").failures().values())
                .first()
                .satisfies(failure -> assertThat(failure.sentence()).contains("more than 8 deep"));
        assertThat(to.tags()).isEmpty();
    }

    @Test
    void whatAProofDoesNotFindIsSentAgainWithWhatRefersToIt() {
        Document image = Images.put(from, "1", "a");
        Document bill = referrer(image, "application/bill");
        copy(true, "1");
        to.deleteBlob(Images.digest("a"));
        to.deleteBlob(Links.of(bill).blobs().getFirst().digest());
        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), target.repository("to"), true, false);

        CopyReport report = new Portions(engine, Portions.DEFAULT)
                .run(
                        List.of(copy.of(ONE, Optional.of(ONE))).iterator(),
                        target,
                        ProofLevel.SEEN,
                        RunListener.SILENT,
                        new Cancellation());

        assertThat(report.gaps()).isEmpty();
        assertThat(report.failures()).isEmpty();
        assertThat(to.hasBlob(Images.digest("a"))).isPresent();
        assertThat(to.hasBlob(Links.of(bill).blobs().getFirst().digest())).isPresent();
    }

    /** What an artifact can be made of. */
    enum Kind {
        ARTIFACT_MANIFEST,
        EMPTY_LAYER,
        SHA512,
        FOREIGN_LAYER,
        FOREIGN_LAYER_THAT_IS_THERE,
        DOCKER,
        INLINE_DATA,
        NESTED_INDEX,
        UNKNOWN_FIELDS,
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void itsBytesAreKeptAlsoThroughAnArchive(Kind kind) {
        Document made = make(kind);
        from.putManifest(made, Set.of(ONE));

        assertThat(copy(false, "1").failures()).isEmpty();
        check(kind, made, to);

        try (CtfArchive archive = archiveOf(source, "from")) {
            OciStore second = targetContent.repository("second");
            RepositoryCopy copy =
                    new RepositoryCopy(archive.repository("from"), target.repository("second"), false, false);
            assertThat(run(Stream.of(copy.of(ONE, Optional.of(ONE))), target).failures())
                    .isEmpty();
            check(kind, made, second);
        }
    }

    private static void check(Kind kind, Document made, OciStore at) {
        Document there = at.manifest(ONE);
        assertThat(there.bytes()).isEqualTo(made.bytes());
        assertThat(there.mediaType()).isEqualTo(made.mediaType());
        for (Document manifest : Closure.read(at, there.digest()).manifests()) {
            assertThat(Links.of(manifest).blobs())
                    .filteredOn(blob -> !blob.digest().equals(Images.digest("windows")))
                    .allMatch(blob -> at.hasBlob(blob.digest()).isPresent());
        }
        boolean foreign = at.hasBlob(Images.digest("windows")).isPresent();
        assertThat(foreign).isEqualTo(kind == Kind.FOREIGN_LAYER_THAT_IS_THERE);
    }

    private Document make(Kind kind) {
        Descriptor config = Images.blob(from, "application/vnd.oci.image.config.v1+json", "{}");
        Descriptor layer = Images.blob(from, Images.LAYER, "layer");
        return switch (kind) {
            case ARTIFACT_MANIFEST -> {
                Images.blob(from, "text/plain", "text");
                yield new Document(MediaTypes.ARTIFACT, """
                        {"mediaType":"%s","artifactType":"x/y","blobs":[{"mediaType":"text/plain","digest":"%s","size":4}]}""".formatted(MediaTypes.ARTIFACT, Images.digest("text"))
                        .getBytes(UTF_8));
            }
            case EMPTY_LAYER ->
                Images.manifest(MediaTypes.MANIFEST, config, List.of(layer, Images.blob(from, Images.LAYER, "")));
            case SHA512 -> Images.manifest(MediaTypes.MANIFEST, config, List.of(sha512(Images.LAYER, "long"), layer));
            case FOREIGN_LAYER -> Images.manifest(MediaTypes.DOCKER_MANIFEST, config, List.of(foreign(), layer));
            case FOREIGN_LAYER_THAT_IS_THERE -> {
                Images.blob(from, foreign().mediaType(), "windows");
                yield Images.manifest(MediaTypes.DOCKER_MANIFEST, config, List.of(foreign(), layer));
            }
            case DOCKER -> {
                Document image = Images.manifest(MediaTypes.DOCKER_MANIFEST, config, List.of(layer));
                from.putManifest(image, Set.of());
                yield Images.index(MediaTypes.DOCKER_LIST, image.descriptor());
            }
            case INLINE_DATA ->
                new Document(MediaTypes.MANIFEST, """
                    {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":2,"data":"e30="},"layers":[]}""".formatted(MediaTypes.MANIFEST, config.digest())
                        .getBytes(UTF_8));
            case NESTED_INDEX -> {
                Document image = Images.withoutTag(from, "nested");
                Document inner = Images.index(MediaTypes.INDEX, image.descriptor());
                from.putManifest(inner, Set.of());
                yield Images.index(MediaTypes.INDEX, inner.descriptor());
            }
            case UNKNOWN_FIELDS ->
                new Document(MediaTypes.MANIFEST, """
                    { "x": [ 1.50, "\\u00e4" ],
                      "layers":[], "config":{"size":2, "mediaType":"a/b", "digest":"%s", "y":null}, "schemaVersion" : 2 }
                    """.formatted(config.digest()).getBytes(UTF_8));
        };
    }

    private static Descriptor foreign() {
        return new Descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Images.digest("windows"), 7);
    }

    private Descriptor sha512(String type, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        Descriptor blob = new Descriptor(type, Digest.of("sha512", bytes), bytes.length);
        if (from.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of())
                instanceof BlobStart.Open(BlobUpload upload)) {
            try (upload) {
                upload.finish(blob.digest(), Body.of(bytes));
            }
        }
        return blob;
    }

    @Test
    void inlineDataIsNotReadFromTheSource() {
        Document made = make(Kind.INLINE_DATA);
        from.putManifest(made, Set.of(ONE));

        copy(false, "1");

        assertThat(count(asked, "GET", Served.Kind.BLOB)).isZero();
    }

    @Test
    void aTagThatMovesMeanwhileIsWhatItWas() {
        Document image = Images.put(from, "1", "a");
        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), target.repository("to"), false, false);
        List<Move> opened = new ArrayList<>();
        Unit unit = copy.of(ONE, Optional.of(ONE));
        if (unit.moves().getFirst() instanceof Move.Unpack unpack) {
            opened.addAll(unpack.open().apply(new Cancellation()).moves());
        }
        Images.put(from, "1", "b");

        assertThat(run(Stream.of(new Unit(unit.key(), Set.of(), opened)), target)
                        .failures())
                .isEmpty();

        assertThat(to.manifest(ONE)).isEqualTo(image);
    }

    @Test
    void whatIsMissingIsAGapIfTheRestIsWanted() {
        Document there = Images.withoutTag(from, "a");
        Document missing = Images.withoutTag(from, "b");
        Document index = Images.index(MediaTypes.INDEX, there.descriptor(), missing.descriptor());
        from.putManifest(index, Set.of(ONE));
        from.deleteManifest(missing.digest());

        assertThat(copy(false, "1").failures()).hasSize(1);
        assertThat(to.tags()).isEmpty();

        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), target.repository("to"), false, true);
        CopyReport report = run(Stream.of(copy.of(ONE, Optional.of(ONE))), target);

        assertThat(report.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.object().digest()).isEqualTo(missing.digest());
            assertThat(gap.failure().side()).isEqualTo(Failure.Side.SOURCE);
        });
        assertThat(to.manifest(there.digest())).isEqualTo(there);
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaTypes.INDEX, MediaTypes.DOCKER_MANIFEST})
    void aManifestWhoseTypeLiesIsRefused(String type) {
        Document image = Images.put(from, "1", "a");
        OciStore lying = new TappedRegistry(sourceContent).repository("from");
        Document lie = new Document(type, image.bytes());

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> new ImageMoves(lying, to, false, true).below(lie, Optional.empty()))
                .matches(failure -> failure.side() == Failure.Side.SOURCE)
                .withMessageContaining("is stored as %s, and is something else".formatted(type));
    }

    @Test
    void moreTagsThanMemoryHoldsAreCopied() throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyTags.class.getName(),
                        Integer.toString(MANY))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        assertThat(new String(program.getInputStream().readAllBytes(), UTF_8))
                .isEqualTo(MANY + " done, 0 failed" + System.lineSeparator());
        assertThat(program.waitFor()).isZero();
    }

    @Test
    void aTargetThatTakesNothingIsNotAskedForEver() {
        Images.put(from, "1", "a");
        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), target.repository("to"), false, false);
        Stream<String> tags = IntStream.range(0, 100).mapToObj(i -> "none-" + i);

        CopyReport report = new Portions(engine, 10)
                .run(copy.ofAll(tags).iterator(), target, ProofLevel.IMPLIED, RunListener.SILENT, new Cancellation());

        assertThat(report.failures()).hasSize(10);
    }

    @Test
    void sourceAndTargetMayNotBeTheSame() {
        RepositoryCopy copy = new RepositoryCopy(source.repository("from"), source.repository("from"), true, false);

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> copy.of(ONE, Optional.of(ONE)))
                .withMessageEndingWith("/from is the source as well");
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> copy.ofAll(Stream.empty()));
    }

    private CtfArchive archiveOf(OciRegistry registry, String name) {
        CtfArchive archive = CtfArchive.create(directory.resolve("ctf" + System.nanoTime()));
        RepositoryCopy copy = new RepositoryCopy(registry.repository(name), archive.repository(name), true, false);
        CopyReport report = run(Stream.of(copy.of(ONE, Optional.of(ONE))), archive);
        assertThat(report.failures()).isEmpty();
        return archive;
    }

    private Document withConfig(OciStore at, String tag, String config, String... layers) {
        List<Descriptor> blobs = Stream.of(layers)
                .map(text -> Images.blob(at, Images.LAYER, text))
                .toList();
        Document image = Images.manifest(MediaTypes.MANIFEST, Images.blob(at, "x/config", config), blobs);
        at.putManifest(image, Set.of(new Tag(tag)));
        return image;
    }

    private Document index(String tag, String config, String[] one, String[] two) {
        Document left = withConfig(from, "left", "left", one);
        Document right = withConfig(from, "right", config, two);
        from.deleteTag(new Tag("left"));
        from.deleteTag(new Tag("right"));
        Document index = Images.index(MediaTypes.INDEX, left.descriptor(), right.descriptor());
        from.putManifest(index, Set.of(new Tag(tag)));
        return index;
    }

    private Document referrer(Document subject, String type) {
        Descriptor config = Images.blob(from, type, "{}");
        Document document = new Document(MediaTypes.MANIFEST, """
                {"schemaVersion":2,"mediaType":"%s","artifactType":"%s","config":{"mediaType":"%s","digest":"%s","size":2},"layers":[],"subject":{"mediaType":"%s","digest":"%s","size":%d}}""".formatted(
                        MediaTypes.MANIFEST,
                        type,
                        type,
                        config.digest(),
                        subject.mediaType(),
                        subject.digest(),
                        subject.size())
                .getBytes(UTF_8));
        from.putManifest(document, Set.of());
        return document;
    }
}
