// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Manifest;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciRegistryContract;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.VerifiedReader;
import dev.ocmtoolkit.oci.WriteScope;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives in files that some other program made, well or badly. */
class ForeignArchiveTest {
    private static final String NAME = "acme.org/app";
    private static final Tag ONE = new Tag("1.0.0");
    private static final String EMPTY_INDEX = "{\"schemaVersion\":1,\"artifacts\":[]}";

    @TempDir
    private Path temp;

    private Path file;

    enum Form {
        TAR,
        TGZ
    }

    @BeforeEach
    void chooseFile() {
        file = temp.resolve("archive");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void isReadAsTheDirectoryIs(Form form) throws IOException {
        Path directory = temp.resolve("directory");
        List<Document> images = new ArrayList<>();
        try (CtfArchive archive = CtfArchive.create(directory);
                WriteScope scope = archive.begin()) {
            for (String layer : List.of("one", "two", "large".repeat(500_000))) {
                images.add(OciRegistryContract.image(
                        archive.repository(NAME), layer, Set.of(new Tag("t" + images.size()))));
            }
            scope.commit();
        }
        write(form, TestTar.of(directory));

        try (CtfArchive archive = CtfArchive.open(file)) {
            OciStore store = archive.repository(NAME);
            assertThat(archive.repositories()).containsExactly(NAME);
            assertThat(store.tags()).containsExactly("t0", "t1", "t2");
            for (Document image : images) {
                assertThat(store.manifest(image.digest())).isEqualTo(image);
                Descriptor layer = Manifest.parse(image).layers().getFirst();
                assertThat(Digest.of(OciRegistryContract.read(store, layer))).isEqualTo(layer.digest());
                assertThat(store.blob(layer.digest())).isPresent();
                try (var in = store.openBlob(layer, 2)) {
                    assertThat(in.readAllBytes()).hasSize((int) layer.size() - 2);
                }
            }
        }
    }

    @Test
    void aTgzTakesTwoPassesInWhicheverOrderItIsRead() throws IOException {
        List<Descriptor> blobs = large(9);
        try (OpenFile open = OpenFile.of(file);
                ForeignTgz tgz = ForeignTgz.open(open)) {
            List<Descriptor> order = new ArrayList<>(blobs);
            Collections.shuffle(order, new Random(5));
            for (Descriptor blob : order) {
                try (var in = tgz.open(blob.digest(), 0)) {
                    assertThat(Digest.of(in.readAllBytes())).isEqualTo(blob.digest());
                }
            }
            assertThat(tgz.passes()).isEqualTo(2);
        }
    }

    @Test
    void severalMayReadATgzInTurns() throws IOException {
        List<Descriptor> blobs = large(3);
        try (OpenFile open = OpenFile.of(file);
                ForeignTgz tgz = ForeignTgz.open(open);
                var first = tgz.open(blobs.get(0).digest(), 0);
                var last = tgz.open(blobs.get(2).digest(), 0)) {
            byte[] begin = first.readNBytes(1_000_000);
            byte[] end = last.readNBytes(1_000_000);
            assertThat(Digest.of(join(begin, first.readAllBytes())))
                    .isEqualTo(blobs.get(0).digest());
            assertThat(Digest.of(join(end, last.readAllBytes())))
                    .isEqualTo(blobs.get(2).digest());
            assertThat(tgz.passes()).isEqualTo(2);
            try (var again = tgz.open(blobs.get(0).digest(), 500_000)) {
                assertThat(again.readAllBytes()).hasSize((int) blobs.get(0).size() - 500_000);
            }
            assertThat(tgz.passes()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"./", "./././", ".//"})
    void namesMayBeginWithADot(String prefix) throws IOException {
        byte[] content = "content".getBytes(UTF_8);
        Digest digest = Digest.of(content);
        write(
                Form.TAR,
                new TestTar()
                        .entry("./", '5', new byte[0], "")
                        .file(prefix + "artifact-index.json", EMPTY_INDEX)
                        .file(prefix + ".ocm.lock", "")
                        .file(prefix + "blobs/sha256." + digest.hex(), content));

        try (CtfArchive archive = CtfArchive.open(file)) {
            assertThat(archive.repository(NAME).blob(digest)).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "blobs/link        | 2 | \"blobs/link\" that is a link",
                "blobs/link        | 1 | \"blobs/link\" that is a link",
                "blobs/null        | 3 | that is a device or a pipe",
                "blobs/disk        | 4 | that is a device or a pipe",
                "blobs/pipe        | 6 | that is a device or a pipe",
                "blobs/sparse      | S | that is no file and no directory",
                "blobs/../../x     | 0 | that leads out of the archive",
                "..                | 5 | that leads out of the archive",
                "/etc/passwd       | 0 | that has an absolute path",
                "artifact-index.json   | 0 | two entries of the name artifact-index.json",
                "./artifact-index.json | 0 | two entries of the name artifact-index.json",
            })
    void whatHasNoPlaceInAnArchiveIsRefused(String name, char type, String sentence) throws IOException {
        for (Form form : Form.values()) {
            write(
                    form,
                    new TestTar()
                            .file("artifact-index.json", EMPTY_INDEX)
                            .entry(name, type, new byte[0], type == '1' || type == '2' ? "/etc/passwd" : ""));

            Failure failure =
                    assertFailure(Failure.Kind.INVALID, () -> CtfArchive.open(file), file.toString(), sentence);
            assertThat(failure.wayOut()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4 a=", "5 a=\n4 a=", "9999 a=b\n", "-5 a=\n", "5a=b\n", "x", "19 size=99999999999x\n"})
    void malformedRecordsAreRefused(String records) throws IOException {
        for (Form form : Form.values()) {
            write(
                    form,
                    new TestTar()
                            .file("artifact-index.json", EMPTY_INDEX)
                            .entry("records", 'x', records.getBytes(UTF_8), "")
                            .file("other", "x"));

            assertFailure(Failure.Kind.INVALID, () -> CtfArchive.open(file), file.toString(), "has malformed records");
        }
    }

    @Test
    void anArchiveMayBeReplacedWhileItIsOpened() throws Exception {
        byte[] small = new TestTar().file("artifact-index.json", EMPTY_INDEX).bytes();
        byte[] large = new TestTar()
                .file("other", new byte[100_000])
                .file("artifact-index.json", EMPTY_INDEX)
                .bytes();
        file = Files.write(temp.resolve("replaced.tar"), small);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 3_000; i++) {
                try {
                    Path next = Files.write(temp.resolve("next.tar"), i % 2 == 0 ? large : small);
                    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });

        while (!writer.isDone()) {
            try (CtfArchive archive = CtfArchive.open(file)) {
                assertThat(archive.repositories()).isEmpty();
            }
        }
        writer.get();
    }

    @Test
    void twoBlobsOfOneNameAreRefused() throws IOException {
        String blob = "blobs/sha256." + Digest.of("x".getBytes(UTF_8)).hex();
        write(
                Form.TAR,
                new TestTar()
                        .file("artifact-index.json", EMPTY_INDEX)
                        .file(blob, "x")
                        .file(blob, "y"));

        assertFailure(Failure.Kind.INVALID, () -> CtfArchive.open(file), "two entries of the name " + blob);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aTruncatedFileIsNamed(Form form) throws IOException {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        byte[] tar = new TestTar()
                .file("artifact-index.json", EMPTY_INDEX)
                .file("blobs/sha256." + Digest.of(noise).hex(), noise)
                .bytes();
        byte[] whole = form == Form.TAR ? tar : TestTar.zip(tar);
        for (int length : new int[] {whole.length - 1500, whole.length / 2, 700}) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));

            assertFailure(Failure.Kind.CORRUPT, () -> CtfArchive.open(file), file.toString(), "truncated");
        }
    }

    @Test
    void aTarThatEndsBetweenEntriesIsTruncated() throws IOException {
        Files.write(
                file,
                new TestTar()
                        .file("artifact-index.json", EMPTY_INDEX)
                        .header("x", 0)
                        .soFar());

        assertFailure(Failure.Kind.CORRUPT, () -> CtfArchive.open(file), "truncated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "", "PK\3\4 something else"})
    void whatIsNeitherTarNorTgzIsNoArchive(String content) throws IOException {
        Files.writeString(file, content.repeat(300));

        assertFailure(Failure.Kind.UNSUPPORTED, () -> CtfArchive.open(file), "neither a tar nor a tgz");
    }

    @Test
    void aFileWithoutAnIndexIsNoArchive() throws IOException {
        write(Form.TAR, new TestTar().file("readme", "text"));
        assertFailure(Failure.Kind.NOT_FOUND, () -> CtfArchive.open(file), "no artifact-index.json");
        Files.write(file, TestTar.zip("no tar".repeat(1000).getBytes(UTF_8)));
        assertFailure(Failure.Kind.INVALID, () -> CtfArchive.open(file), "is no tar, or is damaged");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void anIndexMayNameWhatIsMissing(Form form) throws IOException {
        Digest missing = Digest.of("missing".getBytes(UTF_8));
        write(
                form,
                new TestTar()
                        .file(
                                "artifact-index.json",
                                "{\"schemaVersion\":1,\"artifacts\":[{\"repository\":\"%s\",\"tag\":\"1.0.0\",\"digest\":\"%s\"}]}"
                                        .formatted(NAME, missing)));

        try (CtfArchive archive = CtfArchive.open(file)) {
            OciStore store = archive.repository(NAME);
            assertThat(store.resolve(ONE)).isEmpty();
            assertFailure(Failure.Kind.NOT_FOUND, () -> store.manifest(ONE), missing.toString(), "missing");
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void otherContentThanTheNameSaysIsFound(Form form) throws IOException {
        Digest digest = Digest.of("promised".getBytes(UTF_8));
        for (String content : List.of("promise", "promised, and more", "PROMISED")) {
            write(
                    form,
                    new TestTar()
                            .file("artifact-index.json", EMPTY_INDEX)
                            .file("blobs/sha256." + digest.hex(), content));
            try (CtfArchive archive = CtfArchive.open(file)) {
                OciStore store = archive.repository(NAME);
                Descriptor blob = new Descriptor(MediaTypes.OCTET_STREAM, digest, 8);
                assertFailure(Failure.Kind.CORRUPT, () -> VerifiedReader.readAll(store, blob, 100), digest.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aChangeWhileItIsReadIsNoticed(Form form) throws IOException {
        Descriptor blob = large(1).getFirst();
        if (form == Form.TAR) {
            Files.write(file, new java.util.zip.GZIPInputStream(Files.newInputStream(file)).readAllBytes());
        }
        try (CtfArchive archive = CtfArchive.open(file);
                VerifiedReader reader = new VerifiedReader(archive.repository(NAME), blob)) {
            byte[] buffer = new byte[100_000];
            reader.read(buffer, 0, buffer.length);
            try (RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
                other.setLength(other.length() / 2);
            }
            Files.setLastModifiedTime(file, FileTime.fromMillis(1));

            Failure failure = assertFailure(
                    Failure.Kind.CONFLICT,
                    () -> {
                        for (int n = 0; n >= 0; n = reader.read(buffer, 0, buffer.length)) {
                            assertThat(n).isNotNegative();
                        }
                    },
                    file.toString(),
                    "changed while it was read");
            assertThat(failure.wayOut()).isEqualTo("try again when nobody writes to it");
        }
    }

    @Test
    void anArchiveThatIsReplacedIsReadToItsEnd() throws IOException {
        Descriptor blob = large(1).getFirst();
        try (CtfArchive archive = CtfArchive.open(file)) {
            Path other = Files.write(
                    temp.resolve("other"),
                    new TestTar().file("artifact-index.json", EMPTY_INDEX).zipped());
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

            assertThat(Digest.of(OciRegistryContract.read(archive.repository(NAME), blob)))
                    .isEqualTo(blob.digest());
        }
    }

    @Test
    void aBombIsRefusedEarly() throws IOException {
        byte[] zeros = TestTar.zip(new byte[64 * 1024 * 1024]);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(TestTar.zip(new TestTar()
                    .header("blobs/sha256." + Digest.EMPTY.hex(), 1L << 40)
                    .soFar()));
            for (int i = 0; i < 40; i++) {
                out.write(zeros);
            }
        }

        assertFailure(Failure.Kind.INVALID, () -> CtfArchive.open(file), "is refused", "decompress to more than");
    }

    @Test
    void anIndexThatIsTooLargeIsNotRead() throws IOException {
        write(Form.TGZ, new TestTar().file("artifact-index.json", new byte[(int) IndexJson.LIMIT + 1]));

        assertFailure(Failure.Kind.INVALID, () -> CtfArchive.open(file), "more than 67108864 are not accepted");
    }

    /** Makes a tgz with blobs that are too large to be kept. */
    private List<Descriptor> large(int count) throws IOException {
        TestTar tar = new TestTar().file("artifact-index.json", EMPTY_INDEX);
        List<Descriptor> blobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] content = new byte[2_000_000 + i];
            new Random(i).nextBytes(content);
            blobs.add(Descriptor.of(MediaTypes.OCTET_STREAM, content));
            tar.file("blobs/sha256." + Digest.of(content).hex(), content);
        }
        Files.write(file, tar.zipped());
        return blobs;
    }

    private void write(Form form, TestTar tar) throws IOException {
        Files.write(file, form == Form.TAR ? tar.bytes() : tar.zipped());
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static Failure assertFailure(Failure.Kind kind, Runnable act, String... parts) {
        Failure failure = catchThrowableOfType(Failure.class, act::run);
        assertThat(failure).isNotNull();
        assertThat(failure.sentence()).contains(parts);
        assertThat(failure.kind()).isEqualTo(kind);
        return failure;
    }
}
