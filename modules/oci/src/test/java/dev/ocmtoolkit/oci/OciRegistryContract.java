// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every implementation of the ports does. To have it checked, derive a test class and give a new, empty registry; what is
 * written is written inside one write scope.
 */
public abstract class OciRegistryContract {
    private static final Tag ONE = new Tag("1.0.0");

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private OciRegistry registry;
    private WriteScope scope;
    private OciStore store;

    /** {@return a new registry without content, to be written to} */
    protected abstract OciRegistry newRegistry() throws Exception;

    /** Has something closed after the test, the last one first; the registry and its scope are closed before. */
    protected final <T extends AutoCloseable> T closeLater(T resource) {
        open.push(resource);
        return resource;
    }

    @BeforeEach
    void begin() throws Exception {
        registry = closeLater(newRegistry());
        scope = closeLater(registry.begin());
        store = registry.repository("acme.org/app");
    }

    @AfterEach
    void end() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void whatIsNotThereIsAbsent() {
        Digest nothing = Digest.of(bytes("nothing"));
        assertThat(store.resolve(ONE)).isEmpty();
        assertThat(store.resolve(nothing)).isEmpty();
        assertThat(store.blob(nothing)).isEmpty();
        assertThat(store.hasBlob(nothing)).isEmpty();
        assertThat(all(store.tags())).isEmpty();
        assertThat(all(store.referrers(nothing))).isEmpty();
        assertThatFailure(Failure.Kind.NOT_FOUND, () -> store.manifest(ONE));
        assertThatFailure(Failure.Kind.NOT_FOUND, () -> store.manifest(nothing));
        assertThatFailure(
                Failure.Kind.NOT_FOUND, () -> store.openBlob(new Descriptor(MediaTypes.OCTET_STREAM, nothing, 7), 0));
    }

    @Test
    void aRepositoryKnowsWhereItIs() {
        assertThat(store.location()).isEqualTo(new Location(registry.origin(), "acme.org/app"));
        assertThatFailure(Failure.Kind.INVALID, () -> registry.repository("../etc"));
        assertThatFailure(Failure.Kind.INVALID, () -> registry.repository("Acme"));
        assertThatFailure(Failure.Kind.INVALID, () -> registry.repository(""));
    }

    @Test
    void aManifestKeepsItsBytesAndItsType() {
        Descriptor config = put(store, bytes("{}"));
        String odd = "{ \"schemaVersion\":2,\r\n\t\"config\": " + json(config)
                + ", \"layers\":[ ], \"future\":{\"n\":1.10}}\n";
        Document document = new Document(MediaTypes.DOCKER_MANIFEST, bytes(odd));

        Receipt receipt = store.putManifest(document, Set.of(ONE));

        assertThat(receipt).isEqualTo(new Receipt(new Evidence.Accepted(), true));
        for (Ref ref : List.of(ONE, document.digest())) {
            assertThat(store.resolve(ref)).contains(document.descriptor());
            assertThat(store.manifest(ref)).isEqualTo(document);
            assertThat(store.manifest(ref).bytes()).isEqualTo(bytes(odd));
        }
        assertThat(all(registry.repositories())).containsExactly("acme.org/app");
    }

    @Test
    void aBlobIsFoundWithItsSize() {
        Descriptor blob = put(store, bytes("hello"));

        assertThat(store.blob(blob.digest())).contains(blob);
        assertThat(store.hasBlob(blob.digest())).contains(new Evidence.Seen());
        assertThat(read(store, blob)).isEqualTo(bytes("hello"));
    }

    @Test
    void aBlobIsReadFromAnOffset() throws IOException {
        Descriptor blob = put(store, bytes("hello"));

        try (InputStream in = store.openBlob(blob, 3)) {
            assertThat(in.readAllBytes()).isEqualTo(bytes("lo"));
        }
    }

    @Test
    void aBlobThatIsThereIsNotSentAgain() {
        Descriptor blob = put(store, bytes("hello"));

        BlobStart start = store.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of());

        assertThat(start).isInstanceOf(BlobStart.Present.class);
    }

    @Test
    void contentWithAnotherDigestIsRefusedAndNotKept() {
        Digest promised = Digest.of(bytes("promised"));
        Digest sent = Digest.of(bytes("sent"));

        try (BlobUpload upload = start(store, Optional.of(promised), OptionalLong.empty())) {
            assertThatFailure(Failure.Kind.CORRUPT, () -> upload.finish(promised, Body.of(bytes("sent"))));
        }

        assertThat(store.blob(promised)).isEmpty();
        assertThat(store.blob(sent)).isEmpty();
    }

    @Test
    void theDigestMayBeUnknownAtFirst() {
        Digest digest = Digest.of(bytes("spooled"));

        try (BlobUpload upload = start(store, Optional.empty(), OptionalLong.empty())) {
            assertThat(upload.finish(digest, Body.of(bytes("spooled")))).isEqualTo(new Evidence.Accepted());
        }

        assertThat(read(store, new Descriptor(MediaTypes.OCTET_STREAM, digest, 7)))
                .isEqualTo(bytes("spooled"));
    }

    @Test
    void aBlobComesInPieces() {
        Digest digest = Digest.of(bytes("one two three"));

        try (BlobUpload upload = start(store, Optional.of(digest), OptionalLong.of(13))) {
            assertThat(upload.piece(13)).isBetween(1L, 13L);
            upload.append(Body.of(bytes("one ")));
            upload.append(Body.of(bytes("two ")));
            assertThat(upload.resync()).hasValue(8);
            upload.finish(digest, Body.of(bytes("three")));
        }

        assertThat(read(store, store.blob(digest).orElseThrow())).isEqualTo(bytes("one two three"));
    }

    @Test
    void allMayBeAppendedBeforeTheEnd() {
        Digest digest = Digest.of(bytes("all of it"));

        try (BlobUpload upload = start(store, Optional.empty(), OptionalLong.empty())) {
            upload.append(Body.of(bytes("all of it")));
            upload.finish(digest, Body.empty());
        }

        assertThat(read(store, store.blob(digest).orElseThrow())).isEqualTo(bytes("all of it"));
    }

    @Test
    void anAbortedUploadLeavesNothing() {
        Digest digest = Digest.of(bytes("half"));

        try (BlobUpload upload = start(store, Optional.of(digest), OptionalLong.of(4))) {
            upload.append(Body.of(bytes("half")));
        }

        assertThat(store.blob(digest)).isEmpty();
    }

    @Test
    void aBodyThatThrowsCommitsNothing() {
        Digest digest = Digest.of(bytes("whole"));
        Body broken = new Body() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of(5);
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes("who"));
                throw new Failure(Failure.Kind.CORRUPT, "the source is damaged");
            }
        };

        try (BlobUpload upload = start(store, Optional.of(digest), OptionalLong.of(5))) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> upload.finish(digest, broken))
                    .withMessageContaining("the source is damaged");
        }

        assertThat(store.blob(digest)).isEmpty();
    }

    @Test
    void anEmptyBlobIsABlob() {
        Descriptor empty = put(store, new byte[0]);

        assertThat(empty.digest()).isEqualTo(Digest.EMPTY);
        assertThat(store.blob(Digest.EMPTY)).contains(empty);
        assertThat(read(store, empty)).isEmpty();
    }

    @Test
    void aLargeBlobStreams() {
        byte[] content = new byte[8 * 1024 * 1024 + 17];
        new Random(7).nextBytes(content);
        Digest digest = Digest.of(content);
        int piece = 1024 * 1024;

        try (BlobUpload upload = start(store, Optional.of(digest), OptionalLong.of(content.length))) {
            int at = 0;
            for (; content.length - at > piece; at += piece) {
                upload.append(slice(content, at, piece));
            }
            upload.finish(digest, slice(content, at, content.length - at));
        }

        assertThat(Digest.of(read(store, store.blob(digest).orElseThrow()))).isEqualTo(digest);
    }

    @Test
    void sha512IsADigestToo() {
        Digest digest = Digest.of("sha512", bytes("long"));
        try (BlobUpload upload = start(store, Optional.of(digest), OptionalLong.of(4))) {
            upload.finish(digest, Body.of(bytes("long")));
        }
        Digest late = Digest.of("sha512", bytes("late"));
        try (BlobUpload upload = start(store, Optional.empty(), OptionalLong.empty())) {
            upload.finish(late, Body.of(bytes("late")));
        }
        byte[] manifest = manifest(new Descriptor("application/x", digest, 4), List.of(), Optional.empty());
        Document document = Document.verified(
                MediaTypes.MANIFEST, manifest, Digest.of("sha512", manifest), "the manifest of this test");

        store.putManifest(document, Set.of());

        assertThat(read(store, store.blob(digest).orElseThrow())).isEqualTo(bytes("long"));
        assertThat(read(store, store.blob(late).orElseThrow())).isEqualTo(bytes("late"));
        assertThat(store.manifest(document.digest()).bytes()).isEqualTo(manifest);
    }

    @Test
    void aBlobIsMountedFromAnotherRepository() {
        OciStore other = registry.repository("acme.org/base");
        Descriptor blob = put(other, bytes("shared"));

        BlobStart start =
                store.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of("acme.org/base"));

        assertThat(start).isInstanceOf(BlobStart.Present.class);
        assertThat(read(store, blob)).isEqualTo(bytes("shared"));
    }

    @Test
    void aMountOfNothingOpensAnUpload() {
        Digest digest = Digest.of(bytes("late"));

        BlobStart start = store.startBlob(Optional.of(digest), OptionalLong.of(4), List.of("acme.org/none"));

        assertThat(start).isInstanceOf(BlobStart.Open.class);
        try (BlobUpload upload = ((BlobStart.Open) start).upload()) {
            upload.finish(digest, Body.of(bytes("late")));
        }
        assertThat(store.blob(digest)).isPresent();
    }

    @Test
    void aManifestWithoutItsContentIsRefused() {
        Descriptor config = put(store, bytes("{}"));
        Descriptor absent = Descriptor.of("application/x", bytes("absent"));
        Document document = new Document(MediaTypes.MANIFEST, manifest(config, List.of(absent), Optional.empty()));

        assertThatFailure(Failure.Kind.NOT_FOUND, () -> store.putManifest(document, Set.of(ONE)));

        assertThat(store.resolve(ONE)).isEmpty();
        assertThat(store.resolve(document.digest())).isEmpty();
    }

    @Test
    void aForeignLayerIsNotNeeded() {
        Descriptor config = put(store, bytes("{}"));
        Descriptor foreign =
                Descriptor.of("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", bytes("elsewhere"));
        Document document = new Document(MediaTypes.MANIFEST, manifest(config, List.of(foreign), Optional.empty()));

        store.putManifest(document, Set.of(ONE));

        assertThat(store.resolve(ONE)).contains(document.descriptor());
    }

    @Test
    void anIndexHoldsManifests() {
        Document first = image(store, "first", Set.of());
        Document second = image(store, "second", Set.of());
        Document index = index(first, second);

        store.putManifest(index, Set.of(ONE));

        assertThat(store.manifest(ONE)).isEqualTo(index);
        assertThat(Index.parse(store.manifest(ONE)).manifests())
                .extracting(Descriptor::digest)
                .containsExactly(first.digest(), second.digest());
        assertThat(store.resolve(first.digest())).contains(first.descriptor());
    }

    @Test
    void anIndexWithoutAChildIsRefused() {
        Document absent = new Document(
                MediaTypes.MANIFEST, manifest(Descriptor.of("application/x", bytes("x")), List.of(), Optional.empty()));

        assertThatFailure(Failure.Kind.NOT_FOUND, () -> store.putManifest(index(absent), Set.of(ONE)));

        assertThat(store.resolve(ONE)).isEmpty();
    }

    @Test
    void tagsComeInOrderAndManifestsWithoutATagDoNot() {
        Document document = image(store, "content", Set.of());
        List<String> names =
                IntStream.range(0, 120).mapToObj("v%03d"::formatted).toList();
        List<String> mixed = new ArrayList<>(names);
        java.util.Collections.shuffle(mixed, new Random(3));

        mixed.forEach(name -> store.putManifest(document, Set.of(new Tag(name))));

        assertThat(all(store.tags())).isEqualTo(names);
    }

    @Test
    void aManifestIsPutUnderSeveralTags() {
        Document document = image(store, "content", Set.of(ONE, new Tag("latest")));

        assertThat(all(store.tags())).containsExactly("1.0.0", "latest");
        assertThat(store.resolve(new Tag("latest"))).contains(document.descriptor());
    }

    @Test
    void aTagMovesAndTheOldManifestStays() {
        Document before = image(store, "before", Set.of(ONE));
        Document after = image(store, "after", Set.of(ONE));

        assertThat(store.manifest(ONE)).isEqualTo(after);
        assertThat(store.manifest(before.digest())).isEqualTo(before);
        assertThat(all(store.tags())).containsExactly("1.0.0");
    }

    @Test
    void referrersAreFoundEvenOfWhatIsNotThere() {
        Document subject = image(store, "subject", Set.of(ONE));
        Descriptor absent = Descriptor.of(MediaTypes.MANIFEST, bytes("absent"));
        Document signature = referrer(subject.descriptor(), "signature");
        Document sbom = referrer(subject.descriptor(), "sbom");
        Document early = referrer(absent, "early");

        assertThat(all(store.referrers(subject.digest())))
                .extracting(Descriptor::digest)
                .containsExactlyInAnyOrder(signature.digest(), sbom.digest());
        assertThat(all(store.referrers(absent.digest()))).singleElement().satisfies(found -> {
            assertThat(found.digest()).isEqualTo(early.digest());
            assertThat(found.size()).isEqualTo(early.size());
            assertThat(found.mediaType()).isEqualTo(MediaTypes.MANIFEST);
            assertThat(found.annotations()).containsEntry("name", "early");
        });
    }

    @Test
    void aDeletedReferrerIsNotListed() {
        Document subject = image(store, "subject", Set.of(ONE));
        Document signature = referrer(subject.descriptor(), "signature");

        store.deleteManifest(signature.digest());

        assertThat(all(store.referrers(subject.digest()))).isEmpty();
    }

    @Test
    void aDeletedTagLeavesTheManifest() {
        Document document = image(store, "content", Set.of(ONE));

        store.deleteTag(ONE);

        assertThat(store.resolve(ONE)).isEmpty();
        assertThat(all(store.tags())).isEmpty();
        assertThat(store.resolve(document.digest())).isPresent();
        assertThatFailure(Failure.Kind.NOT_FOUND, () -> store.deleteTag(ONE));
    }

    @Test
    void aDeletedManifestTakesItsTagsAlong() {
        Document document = image(store, "content", Set.of(ONE, new Tag("latest")));

        store.deleteManifest(document.digest());

        assertThat(store.resolve(ONE)).isEmpty();
        assertThat(store.resolve(document.digest())).isEmpty();
        assertThat(all(store.tags())).isEmpty();
        assertThatFailure(Failure.Kind.NOT_FOUND, () -> store.deleteManifest(document.digest()));
    }

    @Test
    void aDeletedBlobIsGoneAndMayComeBack() {
        Descriptor blob = put(store, bytes("loose"));

        store.deleteBlob(blob.digest());

        assertThat(store.blob(blob.digest())).isEmpty();
        assertThatFailure(Failure.Kind.NOT_FOUND, () -> store.deleteBlob(blob.digest()));
        put(store, bytes("loose"));
        assertThat(read(store, blob)).isEqualTo(bytes("loose"));
    }

    @Test
    void severalThreadsWriteAtOnce() throws Exception {
        List<Callable<Document>> writers = IntStream.range(0, 16)
                .<Callable<Document>>mapToObj(i -> () -> image(store, "content " + i % 4, Set.of(new Tag("t" + i))))
                .toList();

        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<Document> written : threads.invokeAll(writers)) {
                assertThat(store.manifest(written.get().digest())).isEqualTo(written.get());
            }
        }

        assertThat(all(store.tags())).hasSize(16);
    }

    @Test
    void whatWasWrittenStaysAfterTheCommit() {
        Document document = image(store, "content", Set.of(ONE));

        scope.commit();
        scope.close();

        assertThat(store.manifest(ONE)).isEqualTo(document);
        assertThat(read(store, Manifest.parse(document).layers().getFirst())).isEqualTo(bytes("content"));
    }

    @Test
    void contentBelongsToTheRepositoryThatItWasSentTo() {
        OciRegistry divided = registry.perRepository();
        OciStore ours = divided.repository("acme.org/app");
        OciStore other = divided.repository("acme.org/other");

        Document document = image(ours, "ours", Set.of(ONE));
        Descriptor layer = Manifest.parse(document).layers().getFirst();

        assertThat(read(ours, layer)).isEqualTo(bytes("ours"));
        assertThat(other.blob(layer.digest())).isEmpty();
        assertThat(other.hasBlob(layer.digest())).isEmpty();
        assertThat(other.resolve(document.digest())).isEmpty();
        assertThatFailure(Failure.Kind.NOT_FOUND, () -> other.openBlob(layer, 0));
        assertThatFailure(Failure.Kind.NOT_FOUND, () -> other.manifest(document.digest()));
        assertThatFailure(Failure.Kind.NOT_FOUND, () -> other.putManifest(document, Set.of(ONE)));
        assertThatFailure(Failure.Kind.NOT_FOUND, () -> other.deleteBlob(layer.digest()));
        put(other, bytes("ours"));
        assertThat(read(other, layer)).isEqualTo(bytes("ours"));
    }

    @Test
    void aManifestThatIsListedBringsItsContentAlong() {
        Document child = image(store, "child", Set.of());
        Document index = index(child);
        store.putManifest(index, Set.of(ONE));

        OciStore ours = registry.perRepository().repository("acme.org/app");

        assertThat(ours.manifest(child.digest())).isEqualTo(child);
        assertThat(read(ours, Manifest.parse(child).layers().getFirst())).isEqualTo(bytes("child"));
    }

    @Test
    void aBlobIsMountedFromTheRepositoryThatHasIt() {
        OciRegistry divided = registry.perRepository();
        OciStore ours = divided.repository("acme.org/app");
        Descriptor blob = put(divided.repository("acme.org/base"), bytes("shared"));
        Optional<Digest> digest = Optional.of(blob.digest());

        BlobStart missed = ours.startBlob(digest, OptionalLong.empty(), List.of("acme.org/none"));
        assertThat(missed).isInstanceOf(BlobStart.Open.class);
        ((BlobStart.Open) missed).upload().close();
        assertThat(ours.blob(blob.digest())).isEmpty();
        assertThat(ours.startBlob(digest, OptionalLong.empty(), List.of("acme.org/base")))
                .isEqualTo(new BlobStart.Present(new Evidence.Mounted("acme.org/base")));
        assertThat(read(ours, blob)).isEqualTo(bytes("shared"));
    }

    @Test
    void aBlobThatIsDeletedStaysWhereElseItIs() {
        OciRegistry divided = registry.perRepository();
        OciStore ours = divided.repository("acme.org/app");
        OciStore other = divided.repository("acme.org/other");
        Descriptor blob = put(ours, bytes("shared"));
        other.startBlob(Optional.of(blob.digest()), OptionalLong.empty(), List.of("acme.org/app"));

        ours.deleteBlob(blob.digest());
        scope.commit();

        assertThat(ours.blob(blob.digest())).isEmpty();
        assertThat(read(other, blob)).isEqualTo(bytes("shared"));
        other.deleteBlob(blob.digest());
        assertThat(other.blob(blob.digest())).isEmpty();
    }

    /** Puts an image with one layer. */
    public static Document image(OciTarget target, String layer, Set<Tag> tags) {
        Descriptor config = put(target, bytes("{\"of\":\"" + layer + "\"}"));
        Document document = new Document(
                MediaTypes.MANIFEST, manifest(config, List.of(put(target, bytes(layer))), Optional.empty()));
        target.putManifest(document, tags);
        return document;
    }

    /** Puts a blob. */
    public static Descriptor put(OciTarget target, byte[] content) {
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, content);
        switch (target.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of())) {
            case BlobStart.Present present -> {}
            case BlobStart.Open start -> {
                try (BlobUpload upload = start.upload()) {
                    upload.finish(blob.digest(), Body.of(content));
                }
            }
        }
        return blob;
    }

    /** Reads a blob through {@link VerifiedReader}. */
    public static byte[] read(OciSource source, Descriptor blob) {
        byte[] buffer = new byte[100_000];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (VerifiedReader reader = new VerifiedReader(source, blob)) {
            for (int n = reader.read(buffer, 0, buffer.length); n >= 0; n = reader.read(buffer, 0, buffer.length)) {
                out.write(buffer, 0, n);
            }
        }
        return out.toByteArray();
    }

    /** The bytes of a manifest. */
    public static byte[] manifest(Descriptor config, List<Descriptor> layers, Optional<Descriptor> subject) {
        String list =
                String.join(",", layers.stream().map(OciRegistryContract::json).toList());
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]%s}"
                .formatted(
                        MediaTypes.MANIFEST,
                        json(config),
                        list,
                        subject.map(s -> ",\"subject\":" + json(s)).orElse("")));
    }

    private Document referrer(Descriptor subject, String name) {
        Descriptor config = put(store, bytes("{}"));
        String text = new String(manifest(config, List.of(), Optional.of(subject)), UTF_8);
        Document document = new Document(
                MediaTypes.MANIFEST,
                bytes(text.substring(0, text.length() - 1) + ",\"annotations\":{\"name\":\"" + name + "\"}}"));
        assertThat(store.putManifest(document, Set.of()).subjectKept()).isTrue();
        return document;
    }

    private static Document index(Document... manifests) {
        String list = String.join(
                ",", Stream.of(manifests).map(m -> json(m.descriptor())).toList());
        return new Document(
                MediaTypes.INDEX,
                bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                        .formatted(MediaTypes.INDEX, list)));
    }

    private static BlobUpload start(OciTarget target, Optional<Digest> digest, OptionalLong size) {
        return ((BlobStart.Open) target.startBlob(digest, size, List.of())).upload();
    }

    private static Body slice(byte[] content, int from, int length) {
        return new Body() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of(length);
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(content, from, length);
            }
        };
    }

    private static void assertThatFailure(Failure.Kind kind, Runnable act) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(act::run)
                .extracting(Failure::kind)
                .isEqualTo(kind);
    }

    private static <T> List<T> all(Stream<T> stream) {
        try (stream) {
            return stream.toList();
        }
    }

    private static String json(Descriptor descriptor) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
