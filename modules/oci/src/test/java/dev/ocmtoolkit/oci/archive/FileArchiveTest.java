// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciRegistryContract;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.WriteScope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Archives that are one file: what is written to them, and what becomes of it whatever happens. */
class FileArchiveTest {
    private static final String NAME = "acme.org/app";
    private static final Tag ONE = new Tag("1.0.0");
    private static final Tag TWO = new Tag("2.0.0");

    @TempDir
    private Path temp;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = temp.resolve("archive");
    }

    @InAFile
    void isReadByOtherPrograms(ArchiveFormat format) throws IOException {
        Document image = add(format, "layer", ONE);

        Map<String, byte[]> entries = entries(format);

        assertThat(entries.keySet())
                .containsExactlyInAnyOrder(
                        "artifact-index.json",
                        Contents.name(image.digest()),
                        Contents.name(Digest.of(bytes("layer"))),
                        Contents.name(Digest.of(bytes("{\"of\":\"layer\"}"))));
        assertThat(entries.get(Contents.name(image.digest()))).isEqualTo(image.bytes());
        assertThat(new String(entries.get("artifact-index.json"), UTF_8))
                .startsWith("{\"schemaVersion\":1,\"artifacts\":[{\"repository\":\"acme.org/app\",\"tag\":\"1.0.0\"");
    }

    @InAFile
    void equalContentGivesEqualBytes(ArchiveFormat format) throws IOException {
        add(format, "layer", ONE);
        byte[] first = Files.readAllBytes(file);
        Files.delete(file);

        add(format, "layer", ONE);

        assertThat(file).hasBinaryContent(first);
    }

    @InAFile
    void anUpdateKeepsWhatWasThere(ArchiveFormat format) throws IOException {
        Document first = add(format, "first", ONE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        Document second = add(ArchiveFormat.DIRECTORY, "second", TWO);

        try (CtfArchive archive = CtfArchive.open(file)) {
            OciStore store = archive.repository(NAME);
            assertThat(store.manifest(ONE)).isEqualTo(first);
            assertThat(store.manifest(TWO)).isEqualTo(second);
        }
        assertThat(entries(format)).hasSize(7);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(left()).containsExactly("archive");
    }

    @InAFile
    void aNewFileIsThereWithTheCommit(ArchiveFormat format) throws IOException {
        try (CtfArchive archive = CtfArchive.create(file, format);
                WriteScope scope = archive.begin()) {
            assertThat(archive.repositories()).isEmpty();
            assertThat(file).doesNotExist();
            scope.commit();
        }
        try (CtfArchive archive = CtfArchive.open(file)) {
            assertThat(archive.repositories()).isEmpty();
        }
        assertThat(left()).containsExactly("archive");
    }

    @InAFile
    void withoutACommitNothingHappens(ArchiveFormat format) throws IOException {
        Document first = add(format, "first", ONE);
        byte[] before = Files.readAllBytes(file);
        try (CtfArchive archive = CtfArchive.open(file)) {
            OciStore store = archive.repository(NAME);
            try (WriteScope _ = archive.begin()) {
                OciRegistryContract.image(store, "lost", Set.of(ONE));
                store.deleteManifest(first.digest());
            }
            assertThat(store.manifest(ONE)).isEqualTo(first);
            try (WriteScope scope = archive.begin()) {
                scope.commit();
            }
        }
        assertThat(file).hasBinaryContent(before);
        assertThat(left()).containsExactly("archive");
    }

    @InAFile
    void aScopeMayBeCommittedAgain(ArchiveFormat format) throws IOException {
        try (CtfArchive archive = CtfArchive.create(file, format)) {
            OciStore store = archive.repository(NAME);
            try (WriteScope scope = archive.begin()) {
                OciRegistryContract.image(store, "first", Set.of(ONE));
                scope.commit();
                Document second = OciRegistryContract.image(store, "second", Set.of(TWO));
                scope.commit();
                OciRegistryContract.image(store, "third", Set.of(new Tag("3.0.0")));
                store.deleteManifest(second.digest());
                scope.commit();
            }
            assertThat(store.tags()).containsExactly("1.0.0", "3.0.0");
        }
        assertThat(entries(format)).hasSize(9);
    }

    @InAFile
    void whatIsBrokenOffLeavesNoGap(ArchiveFormat format) throws IOException {
        byte[] noise = noise(300_000);
        byte[] other = noise(200_000);
        other[0] = 0x1f;
        other[1] = (byte) 0x8b;
        try (CtfArchive archive = CtfArchive.create(file, format);
                WriteScope scope = archive.begin()) {
            OciStore store = archive.repository(NAME);
            BlobUpload broken = start(store, noise);
            BlobUpload compressed = start(store, other);
            broken.append(Body.of(Arrays.copyOf(noise, 1000)));
            compressed.append(Body.of(Arrays.copyOf(other, 1000)));
            OciRegistryContract.put(store, bytes("after"));
            broken.close();
            compressed.close();
            OciRegistryContract.put(store, other);
            scope.commit();
        }

        Map<String, byte[]> entries = entries(format);
        assertThat(entries).hasSize(3);
        assertThat(entries.get(Contents.name(Digest.of(other)))).isEqualTo(other);
        assertThat(Files.size(file)).isLessThan(205_000);
        try (CtfArchive archive = CtfArchive.open(file)) {
            OciStore store = archive.repository(NAME);
            assertThat(OciRegistryContract.read(
                            store, store.blob(Digest.of(other)).orElseThrow()))
                    .isEqualTo(other);
        }
    }

    @InAFile
    void contentThatIsNotAsLongAsAnnouncedIsRefused(ArchiveFormat format) throws IOException {
        try (CtfArchive archive = CtfArchive.create(file, format);
                WriteScope scope = archive.begin()) {
            OciStore store = archive.repository(NAME);
            Digest digest = Digest.of(bytes("content"));
            for (long size : new long[] {3, 1000}) {
                try (BlobUpload upload = ((BlobStart.Open)
                                store.startBlob(Optional.of(digest), OptionalLong.of(size), List.of()))
                        .upload()) {
                    Failure failure =
                            catchThrowableOfType(Failure.class, () -> upload.finish(digest, Body.of(bytes("content"))));
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.CORRUPT);
                    assertThat(failure.sentence()).contains("announced");
                }
            }
            scope.commit();
        }
        assertThat(entries(format)).containsOnlyKeys("artifact-index.json");
    }

    @InAFile
    void aKilledWriterLeavesTheFileAsItWas(ArchiveFormat format) throws Exception {
        add(format, "kept", ONE);
        byte[] before = Files.readAllBytes(file);
        Path neighbour = Files.writeString(temp.resolve(".tmp-" + new java.util.UUID(1, 2) + "-another"), "x");
        Process writer = OtherProcess.start(KilledWriter.class, file);
        try (CtfArchive archive = CtfArchive.open(file);
                BufferedReader output = new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
            assertThat(output.readLine()).isEqualTo("in the middle");
            Failure failure = catchThrowableOfType(Failure.class, archive::begin);
            assertThat(failure.sentence()).contains("process " + writer.pid());
            assertThat(left()).hasSizeGreaterThan(3);
            writer.destroyForcibly().waitFor();

            assertThat(file).hasBinaryContent(before);
            add(format, "next", TWO);
        } finally {
            writer.destroyForcibly();
        }
        assertThat(left()).containsExactly(neighbour.getFileName().toString(), "archive");
    }

    @InAFile
    void aWriterSeesWhatAnotherWrote(ArchiveFormat format) throws IOException {
        add(format, "first", ONE);
        try (CtfArchive archive = CtfArchive.open(file)) {
            Document second = add(format, "second", TWO);
            assertThat(archive.repository(NAME).tags()).containsExactly("1.0.0");
            try (WriteScope scope = archive.begin()) {
                assertThat(archive.repository(NAME).manifest(TWO)).isEqualTo(second);
                scope.commit();
            }
        }
        assertThat(entries(format)).hasSize(7);
    }

    @Test
    void anotherWriterMayHaveMadeTheNewFileInAnotherForm() throws IOException {
        try (CtfArchive archive = CtfArchive.create(file, ArchiveFormat.TAR)) {
            add(ArchiveFormat.TGZ, "first", ONE);
            try (WriteScope scope = archive.begin()) {
                OciRegistryContract.image(archive.repository(NAME), "second", Set.of(TWO));
                scope.commit();
            }
        }

        assertThat(entries(ArchiveFormat.TGZ)).hasSize(7);
    }

    @Test
    void aTarOfAnotherProgramIsUpdated() throws IOException {
        Document first = add(ArchiveFormat.DIRECTORY, "first", ONE);
        Path directory = file;
        file = Files.write(temp.resolve("other"), TestTar.of(directory).bytes());

        add(ArchiveFormat.TAR, "second", TWO);

        assertThat(entries(ArchiveFormat.TAR)).hasSize(7).containsKey(Contents.name(first.digest()));
    }

    @Test
    void aTgzOfAnotherProgramBecomesOurs() throws IOException {
        byte[] noise = noise(3_000_000);
        add(ArchiveFormat.DIRECTORY, "first", ONE);
        Path directory = file;
        Digest large = Digest.of(noise);
        file = Files.write(
                temp.resolve("other"),
                TestTar.of(directory).file(Contents.name(large), noise).zipped());

        add(ArchiveFormat.TGZ, "second", TWO);

        assertThat(entries(ArchiveFormat.TGZ)).hasSize(8);
        assertThat(entries(ArchiveFormat.TGZ).get(Contents.name(large))).isEqualTo(noise);
        try (OpenFile open = OpenFile.of(file)) {
            assertThat(TgzFile.open(open)).isPresent();
        }
    }

    @Test
    void anUpdateOfATgzCopiesItsMembers() throws IOException {
        add(ArchiveFormat.TGZ, "text ".repeat(100_000), ONE);
        byte[] member = member(Digest.of(bytes("text ".repeat(100_000))));

        add(ArchiveFormat.TGZ, "second", TWO);

        assertThat(member(Digest.of(bytes("text ".repeat(100_000)))))
                .isEqualTo(member)
                .hasSizeLessThan(10_000);
    }

    @Test
    void manyBlobsHaveADirectoryOfSeveralMembers() throws IOException {
        int count = 3000;
        try (CtfArchive archive = CtfArchive.create(file, ArchiveFormat.TGZ);
                WriteScope scope = archive.begin()) {
            for (int i = 0; i < count; i++) {
                OciRegistryContract.put(archive.repository(NAME), bytes("blob " + i));
            }
            scope.commit();
        }
        try (CtfArchive archive = CtfArchive.open(file)) {
            OciStore store = archive.repository(NAME);
            for (int i = 0; i < count; i += 99) {
                byte[] content = bytes("blob " + i);
                assertThat(OciRegistryContract.read(
                                store, store.blob(Digest.of(content)).orElseThrow()))
                        .isEqualTo(content);
            }
        }
    }

    @Test
    void aDamagedDirectoryIsNamed() throws IOException {
        add(ArchiveFormat.TGZ, "layer", ONE);
        byte[] good = Files.readAllBytes(file);
        for (int back : new int[] {60, 80, 100, 130}) {
            byte[] bad = good.clone();
            bad[bad.length - back] ^= 1;
            Files.write(file, bad);

            Failure failure = catchThrowableOfType(Failure.class, () -> CtfArchive.open(file));
            assertThat(failure.kind()).isEqualTo(Failure.Kind.CORRUPT);
            assertThat(failure.sentence()).contains(file.toString(), "damaged");
        }
    }

    @Test
    void aFooterThatPointsBeyondTheFileIsNamed() throws IOException {
        add(ArchiveFormat.TGZ, "layer", ONE);
        byte[] good = Files.readAllBytes(file);
        byte[] footer = Arrays.copyOfRange(good, good.length - 47, good.length);
        ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).putLong(17, -100).putLong(25, 100);
        Files.write(file, footer);

        Failure failure = catchThrowableOfType(Failure.class, () -> CtfArchive.open(file));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.CORRUPT);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void littleOfATgzIsReadForAManifest() throws IOException {
        byte[] noise = noise(64 * 1024 * 1024);
        Document image;
        try (CtfArchive archive = CtfArchive.create(file, ArchiveFormat.TGZ);
                WriteScope scope = archive.begin()) {
            OciStore store = archive.repository(NAME);
            OciRegistryContract.put(store, noise);
            image = OciRegistryContract.image(store, "small", Set.of(ONE));
            scope.commit();
        }
        assertThat(Files.size(file)).isGreaterThan(noise.length);
        readSmall(image); // loads the classes, from files, too
        long before = bytesRead();

        readSmall(image);

        assertThat(bytesRead() - before).isLessThan(100_000);
    }

    private void readSmall(Document image) {
        try (CtfArchive archive = CtfArchive.open(file)) {
            OciStore store = archive.repository(NAME);
            assertThat(store.manifest(ONE)).isEqualTo(image);
            Descriptor layer = Descriptor.of("application/x", bytes("small"));
            assertThat(OciRegistryContract.read(store, layer)).isEqualTo(bytes("small"));
        }
    }

    /** What this thread has read from files so far, the whole of each read. */
    private static long bytesRead() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/io")).stream()
                .filter(line -> line.startsWith("rchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
                .findFirst()
                .orElseThrow();
    }

    /** Adds an image to the archive; one that exists keeps its format. */
    private Document add(ArchiveFormat format, String layer, Tag tag) {
        try (CtfArchive archive = CtfArchive.create(file, format);
                WriteScope scope = archive.begin()) {
            Document image = OciRegistryContract.image(archive.repository(NAME), layer, Set.of(tag));
            scope.commit();
            return image;
        }
    }

    private Map<String, byte[]> entries(ArchiveFormat format) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        InputStream raw = Files.newInputStream(file);
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(format == ArchiveFormat.TGZ ? new GZIPInputStream(raw) : raw)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), tar.readAllBytes());
            }
        }
        return entries;
    }

    private byte[] member(Digest digest) throws IOException {
        try (OpenFile open = OpenFile.of(file)) {
            TgzLayout.Member member = TgzFile.open(open).orElseThrow().member(digest);
            return Arrays.copyOfRange(
                    Files.readAllBytes(file), (int) member.at(), (int) (member.at() + member.length()));
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> all = Files.list(temp)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static BlobUpload start(OciStore store, byte[] content) {
        return ((BlobStart.Open)
                        store.startBlob(Optional.of(Digest.of(content)), OptionalLong.of(content.length), List.of()))
                .upload();
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        return noise;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
