// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.VerifiedReader;
import dev.ocmtoolkit.oci.WriteScope;
import dev.ocmtoolkit.oci.copy.Closure;
import dev.ocmtoolkit.oci.copy.Images;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactSetTest {
    private final OciStore images = new MemoryRegistry().repository("img/multi");
    private final OciStore blobs = new MemoryRegistry().repository("component");

    @Test
    void whatWasWrittenIsReadAgain() throws IOException {
        Document index = multi();
        byte[] bytes = write(content(index.digest(), Optional.of(new Tag("2.0"))));

        try (ArtifactSet set = open(bytes)) {
            assertThat(set.main().digest()).isEqualTo(index.digest());
            assertThat(set.manifest(new Tag("2.0"))).isEqualTo(index);
            assertThat(set.tags()).containsExactly("2.0");
            assertThat(Closure.read(set, index.digest())).isEqualTo(Closure.read(images, index.digest()));
            Descriptor layer = Descriptor.of(Images.LAYER, "amd".getBytes(UTF_8));
            assertThat(VerifiedReader.readAll(set, layer, 10)).asString(UTF_8).isEqualTo("amd");
            assertThat(set.resolve(Images.digest("nothing"))).isEmpty();
        }
    }

    @Test
    void theLengthIsKnownBeforeAndEqualImagesGiveEqualBytes() throws IOException {
        Document index = multi();
        Images.blob(images, Images.LAYER, "x".repeat(70_000));

        ArtifactSetContent content = content(index.digest(), Optional.empty());
        byte[] bytes = write(content);

        assertThat(content.length()).hasValue(bytes.length);
        assertThat(write(content)).isEqualTo(bytes);
        assertThat(write(content(index.digest(), Optional.empty()))).isEqualTo(bytes);
    }

    @Test
    void theTarIsInTheOrderOfTheOlderTools() throws IOException {
        Document index = multi();
        byte[] bytes = write(content(index.digest(), Optional.of(new Tag("2.0"))));

        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)));
        List<String> names = new ArrayList<>();
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            names.add(entry.getName());
        }

        assertThat(names).startsWith("index.json", "oci-layout", "blobs/").hasSize(3 + 8);
        assertThat(names.subList(3, 11)).isSorted().allMatch(name -> name.startsWith("blobs/sha256."));
    }

    @Test
    void storedGzipKeepsContentLongerThanABlock() throws IOException {
        for (int size : new int[] {0, 1, 65_535, 65_536, 200_000}) {
            byte[] content = random(size);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (StoredGzip gzip = new StoredGzip(out)) {
                gzip.write(content);
            }
            assertThat((long) out.size()).isEqualTo(StoredGzip.size(size));
            assertThat(new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes())
                    .isEqualTo(content);
        }
    }

    @Test
    void anOciLayoutOfOthersIsReadAsWell() throws IOException {
        Document image = Images.put(images, "1", "layer");
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (Descriptor blob : Closure.read(images, image.digest()).blobs()) {
            entries.put("./blobs/sha256/" + blob.digest().hex(), VerifiedReader.readAll(images, blob, 1000));
        }
        entries.put("./blobs/sha256/" + image.digest().hex(), image.bytes());
        entries.put("./index.json", index(image));

        for (byte[] bytes : List.of(tar(entries), gzip(tar(entries)))) {
            try (ArtifactSet set = open(bytes)) {
                assertThat(set.main().digest()).isEqualTo(image.digest());
                assertThat(Closure.read(set, image.digest())).isEqualTo(Closure.read(images, image.digest()));
            }
            assertThat(ArtifactSet.main(blobs, put(bytes), new Cancellation()).digest())
                    .isEqualTo(image.digest());
        }
    }

    @Test
    void whatDoesNotFitIntoMemoryGoesThroughAFile() throws IOException {
        byte[] large = random(Scratch.IN_MEMORY + 1000);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Document image = Images.put(images, "1", "layer");
        entries.put("index.json", index(image));
        entries.put("blobs/sha256." + Digest.of(large).hex(), large);
        entries.put("blobs/sha256." + image.digest().hex(), image.bytes());

        try (ArtifactSet set = open(gzip(tar(entries)))) {
            assertThat(VerifiedReader.readAll(set, Descriptor.of("large", large), large.length))
                    .isEqualTo(large);
            assertThat(set.manifest(image.digest())).isEqualTo(image);
        }
    }

    @Test
    void whatIsDamagedIsSaidToBe() throws IOException {
        byte[] good = write(content(multi().digest(), Optional.empty()));

        assertRefused(Arrays.copyOf(good, good.length / 2), Failure.Kind.CORRUPT, "is a damaged tar or gzip");
        assertRefused("no tar at all, but a text".repeat(50).getBytes(UTF_8), Failure.Kind.INVALID, "damaged");
        assertRefused(tar(Map.of("other", new byte[3])), Failure.Kind.INVALID, "it has no index.json");
        Document one = Images.put(images, "1", "one");
        Document two = Images.put(images, "2", "two");
        assertRefused(
                tar(Map.of("index.json", index(one, two))),
                Failure.Kind.INVALID,
                "does not say which artifact is meant");
    }

    @Test
    void contentThatWasMadeToFillADiskIsRefused() throws IOException {
        byte[] zeros = new byte[1024 * 1024];
        long size = 128L * zeros.length;
        String name = "blobs/sha256." + Images.digest("zeros").hex();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(new GZIPOutputStream(out))) {
            tar.begin(new TarWriter.Entry(name, '0', 0644, size, 0, TarWriter.Owner.NONE, ""));
            for (long written = 0; written < size; written += zeros.length) {
                tar.write(zeros, 0, zeros.length);
            }
        }

        assertRefused(out.toByteArray(), Failure.Kind.INVALID, "unpacks to more than 200 times its size");
    }

    @Test
    void aNameThatWasMadeToFillTheMemoryIsRefused() throws IOException {
        byte[] name = new byte[32 * 1024 * 1024];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(new GZIPOutputStream(out))) {
            tar.begin(new TarWriter.Entry("long", 'L', 0644, name.length, 0, TarWriter.Owner.NONE, ""));
            tar.write(name, 0, name.length);
        }

        assertRefused(out.toByteArray(), Failure.Kind.INVALID, "records of 33554432 bytes");
    }

    @Test
    void aBlobInsideThatIsNotWhatItsNameSaysIsFound() throws IOException {
        Document image = Images.put(images, "1", "layer");
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("index.json", index(image));
        entries.put("blobs/sha256." + image.digest().hex(), "{}".getBytes(UTF_8));
        entries.put("blobs/sha256." + Images.digest("layer").hex(), "loyer".getBytes(UTF_8));

        try (ArtifactSet set = open(tar(entries))) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> set.manifest(image.digest()))
                    .matches(failure -> failure.kind() == Failure.Kind.CORRUPT);
            Descriptor layer = Descriptor.of(Images.LAYER, "layer".getBytes(UTF_8));
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> VerifiedReader.readAll(set, layer, 10))
                    .matches(failure -> failure.kind() == Failure.Kind.CORRUPT);
        }
    }

    @Test
    void whatIsNoLongerTheSetThatItWasIsNotBelieved(@TempDir Path folder) throws IOException {
        byte[] set = write(content(Images.put(images, "1", "layer").digest(), Optional.empty()));
        byte[] other = write(content(Images.put(images, "2", "loyer").digest(), Optional.empty()));
        assertThat(other).hasSameSizeAs(set);
        try (CtfArchive archive = CtfArchive.create(folder.resolve("ctf"), ArchiveFormat.DIRECTORY)) {
            OciStore store = archive.repository("component");
            Descriptor blob;
            try (WriteScope scope = archive.begin()) {
                blob = put(store, set);
                scope.commit();
            }
            Files.write(folder.resolve("ctf/blobs/sha256." + blob.digest().hex()), other);

            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> ArtifactSet.main(store, blob, new Cancellation()))
                    .matches(failure -> failure.kind() == Failure.Kind.CORRUPT);
        }
    }

    @Test
    void aCancellationStopsTheReading() throws IOException {
        Descriptor blob = put(write(content(multi().digest(), Optional.empty())));
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ArtifactSet.open(blobs, blob, cancelled))
                .matches(failure -> failure.kind() == Failure.Kind.CANCELLED);
    }

    @Test
    void typesAreThoseOfTheTools() {
        assertThat(ArtifactSet.mediaType(MediaTypes.DOCKER_LIST))
                .isEqualTo("application/vnd.docker.distribution.manifest.list.v2+tar+gzip");
        assertThat(ArtifactSet.isOne("application/vnd.oci.image.index.v1+tar+gzip"))
                .isTrue();
        assertThat(ArtifactSet.isOne("application/vnd.ocm.software.oci.layout.v1+tar"))
                .isTrue();
        assertThat(ArtifactSet.isOne(MediaTypes.MANIFEST)).isFalse();
        assertThat(ArtifactSet.isOne("application/x-tgz")).isFalse();
    }

    private void assertRefused(byte[] bytes, Failure.Kind kind, String words) {
        Descriptor blob = put(bytes);
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ArtifactSet.open(blobs, blob, new Cancellation()))
                .withMessageContaining(words)
                .withMessageContaining(blob.digest().toString())
                .matches(failure -> failure.kind() == kind);
    }

    private Document multi() {
        Document amd = Images.withoutTag(images, "amd");
        Document arm = Images.withoutTag(images, "arm", "shared");
        Document index = Images.index(MediaTypes.INDEX, amd.descriptor(), arm.descriptor());
        images.putManifest(index, Set.of(new Tag("2.0")));
        return index;
    }

    private ArtifactSetContent content(Digest digest, Optional<Tag> tag) {
        Closure closure = Closure.read(images, digest);
        return new ArtifactSetContent(images, closure.manifests(), closure.blobs(), tag);
    }

    private ArtifactSet open(byte[] bytes) {
        return ArtifactSet.open(blobs, put(bytes), new Cancellation());
    }

    private Descriptor put(byte[] bytes) {
        return put(blobs, bytes);
    }

    private static Descriptor put(OciStore into, byte[] bytes) {
        Descriptor blob = Descriptor.of("set", bytes);
        if (into.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of())
                instanceof BlobStart.Open(BlobUpload upload)) {
            try (upload) {
                upload.finish(blob.digest(), Body.of(bytes));
            }
        }
        return blob;
    }

    private static byte[] index(Document... documents) {
        Descriptor[] all = Arrays.stream(documents).map(Document::descriptor).toArray(Descriptor[]::new);
        return Images.index(MediaTypes.INDEX, all).bytes();
    }

    private static byte[] write(Body content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        return out.toByteArray();
    }

    private static byte[] tar(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                byte[] bytes = entry.getValue();
                tar.begin(new TarWriter.Entry(entry.getKey(), '0', 0644, bytes.length, 0, TarWriter.Owner.NONE, ""));
                tar.write(bytes, 0, bytes.length);
            }
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
