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
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciRegistryContract;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.WriteScope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CtfArchiveTest {
    private static final Tag ONE = new Tag("1.0.0");
    private static final String NAME = "acme.org/app";

    @TempDir
    private Path temp;

    private Path directory;

    @BeforeEach
    void chooseDirectory() {
        directory = temp.resolve("archive");
    }

    @Test
    void theIndexIsWrittenAsTheGoToolsWriteIt() throws IOException {
        Document first;
        Document second;
        try (CtfArchive archive = CtfArchive.create(directory);
                WriteScope scope = archive.begin()) {
            first = OciRegistryContract.image(archive.repository("b.org/x"), "first", Set.of(ONE));
            second = OciRegistryContract.image(archive.repository("b.org/x"), "second", Set.of(ONE, new Tag("latest")));
            OciRegistryContract.image(archive.repository("a.org/x"), "first", Set.of(new Tag("Z")));
            scope.commit();
        }

        assertThat(index())
                .isEqualTo("{\"schemaVersion\":1,\"artifacts\":[" + line("a.org/x", "Z", first) + ","
                        + line("b.org/x", "1.0.0", second) + "," + anonymous("b.org/x", first) + ","
                        + line("b.org/x", "latest", second) + "]}");
        assertThat(directory.resolve("blobs/sha256." + first.digest().hex())).hasBinaryContent(first.bytes());
    }

    @Test
    void anArchiveThatIsWrittenAgainKeepsItsLines() throws IOException {
        String lines = archiveOf(
                "{\"schemaVersion\":1,\"artifacts\":[{\"repository\":\"b\",\"tag\":\"1\",\"digest\":\"%2$s\"},"
                        + "{\"repository\":\"b\",\"digest\":\"%1$s\"}]}");
        Document added;
        try (CtfArchive archive = CtfArchive.open(directory);
                WriteScope scope = archive.begin()) {
            added = OciRegistryContract.image(archive.repository("c"), "added", Set.of(ONE));
            scope.commit();
        }

        assertThat(index()).isEqualTo(lines.replace("]}", "," + line("c", "1.0.0", added) + "]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemaVersion\":1,\"artifacts\":null}",
                "{\"schemaVersion\":1,\"artifacts\":[]}",
                "{\"schemaVersion\":1}",
                "{\"artifacts\":null,\"later\":{\"x\":[1]},\"schemaVersion\":1}\n"
            })
    void anIndexMayBeEmpty(String index) throws IOException {
        archiveOf(index);

        try (CtfArchive archive = CtfArchive.open(directory)) {
            assertThat(archive.repositories()).isEmpty();
        }
    }

    @Test
    void aMissingMediaTypeIsFoundInTheManifest() throws IOException {
        archiveOf("{\"schemaVersion\":1,\"artifacts\":[{\"repository\":\"a\",\"tag\":\"1\",\"digest\":\"%1$s\"},"
                + "{\"repository\":\"a\",\"tag\":\"2\",\"digest\":\"%2$s\",\"unknown\":true}]}");

        try (CtfArchive archive = CtfArchive.open(directory)) {
            assertThat(archive.repository("a")
                            .resolve(new Tag("1"))
                            .orElseThrow()
                            .mediaType())
                    .isEqualTo(MediaTypes.DOCKER_LIST);
            assertThat(archive.repository("a").manifest(new Tag("2")).mediaType())
                    .isEqualTo(MediaTypes.MANIFEST);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../../etc          | 1.0  | sha256",
                "a/../b             | 1.0  | sha256",
                "a                  | ../x | sha256",
                "a                  | 1.0  | sha256:../../../../etc/passwd",
                "a                  | 1.0  | md5:d41d8cd98f00b204e9800998ecf8427e",
                "''                 | 1.0  | sha256"
            })
    void aBadEntryIsNamed(String repository, String tag, String digest) throws IOException {
        String whole = digest.equals("sha256") ? Digest.EMPTY.toString() : digest;
        archiveOf(
                "{\"schemaVersion\":1,\"artifacts\":[{\"repository\":\"ok\",\"digest\":\"%s\"},{\"repository\":\"%s\",\"tag\":\"%s\",\"digest\":\"%s\"}]}"
                        .formatted(Digest.EMPTY, repository, tag, whole));

        assertFailure(Failure.Kind.INVALID, () -> CtfArchive.open(directory), directory.toString(), "number 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"artifacts\":{}}", "{\"artifacts\":[1]}", "{\"schemaVersion\":1}{}"})
    void aMalformedIndexIsNamed(String index) throws IOException {
        archiveOf(index);

        assertFailure(Failure.Kind.INVALID, () -> CtfArchive.open(directory), "artifact-index.json");
    }

    @Test
    void anotherSchemaVersionIsUnsupported() throws IOException {
        archiveOf("{\"schemaVersion\":2,\"artifacts\":null}");

        assertFailure(Failure.Kind.UNSUPPORTED, () -> CtfArchive.open(directory), "schema version 2");
    }

    @Test
    void anIndexHasALimit() throws IOException {
        archiveOf("{}");
        try (var file = new java.io.RandomAccessFile(
                directory.resolve("artifact-index.json").toFile(), "rw")) {
            file.setLength(IndexJson.LIMIT + 1);
        }

        assertFailure(Failure.Kind.INVALID, () -> CtfArchive.open(directory), "more than 67108864");
    }

    @Test
    void whatIsNoArchiveIsNotOpened() throws IOException {
        assertFailure(Failure.Kind.NOT_FOUND, () -> CtfArchive.open(directory), "there is no archive");
        Files.createDirectory(directory);
        assertFailure(Failure.Kind.NOT_FOUND, () -> CtfArchive.open(directory), "no artifact-index.json");
        Path file = Files.writeString(temp.resolve("a.txt"), "text");
        assertFailure(Failure.Kind.UNSUPPORTED, () -> CtfArchive.open(file), "neither a tar nor a tgz");
        assertFailure(Failure.Kind.UNSUPPORTED, () -> CtfArchive.create(file), "neither a tar nor a tgz");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNewDirectoryIsThereWithTheFirstCommit(boolean wasThere) throws IOException {
        if (wasThere) {
            Files.createDirectory(directory);
        }
        try (CtfArchive archive = CtfArchive.create(directory)) {
            assertThat(archive.repositories()).isEmpty();
            try (WriteScope _ = archive.begin()) {
                OciRegistryContract.image(archive.repository(NAME), "lost", Set.of(ONE));
                try (BlobUpload upload = start(archive.repository(NAME))) {
                    assertThat(upload).isNotNull();
                    assertFailure(Failure.Kind.NOT_FOUND, () -> CtfArchive.open(directory), "no artifact-index.json");
                    try (CtfArchive other = CtfArchive.create(directory)) {
                        assertFailure(Failure.Kind.CONFLICT, other::begin, "is being written by process");
                    }
                }
            }
            assertThat(directory.toFile().exists()).isEqualTo(wasThere);
            assertThat(archive.repository(NAME).resolve(ONE)).isEmpty();

            try (WriteScope scope = archive.begin()) {
                OciRegistryContract.image(archive.repository(NAME), "kept", Set.of(ONE));
                scope.commit();
            }
        }
        assertThat(tags()).containsExactly("1.0.0");
    }

    @Test
    void whatAKilledFirstWriterLeftIsTakenOver() throws IOException {
        Files.createDirectories(directory.resolve("blobs"));
        Files.writeString(directory.resolve("blobs/.tmp-1"), "half");
        assertFailure(Failure.Kind.CONFLICT, () -> CtfArchive.create(directory), "other content");
        Files.writeString(directory.resolve(".ocm.lock"), "process 1");
        Path left = Files.writeString(
                directory.resolve("blobs/sha256." + Digest.of(bytes("x")).hex()), "x");

        try (CtfArchive archive = CtfArchive.create(directory)) {
            archive.begin().close();
            assertThat(files()).contains(left);

            try (WriteScope scope = archive.begin()) {
                scope.commit();
            }
        }
        assertThat(tags()).isEmpty();
    }

    @Test
    void onlyAnEmptyDirectoryBecomesAnArchive() throws IOException {
        Files.createDirectory(directory);
        create();
        CtfArchive.create(directory).close();
        assertThat(index()).isEqualTo("{\"schemaVersion\":1,\"artifacts\":[]}");

        Files.writeString(temp.resolve("precious.txt"), "text");
        assertFailure(Failure.Kind.CONFLICT, () -> CtfArchive.create(temp), "other content");
        assertThat(temp.resolve("artifact-index.json")).doesNotExist();
    }

    @Test
    void writingNeedsAScope() {
        try (CtfArchive archive = CtfArchive.create(directory)) {
            OciStore store = archive.repository(NAME);
            assertFailure(
                    Failure.Kind.UNSUPPORTED,
                    () -> store.startBlob(Optional.empty(), OptionalLong.empty(), List.of()),
                    "reading only");
        }
    }

    @Test
    void othersSeeNothingBeforeTheCommit() {
        create();
        try (CtfArchive archive = CtfArchive.open(directory);
                WriteScope scope = archive.begin()) {
            OciRegistryContract.image(archive.repository(NAME), "new", Set.of(ONE));
            assertThat(archive.repository(NAME).resolve(ONE)).isPresent();
            assertThat(tags()).isEmpty();

            scope.commit();

            assertThat(tags()).containsExactly("1.0.0");
        }
    }

    @Test
    void aScopeThatIsNotCommittedLeavesAllAsItWas() throws IOException {
        Document kept;
        try (CtfArchive archive = CtfArchive.create(directory);
                WriteScope scope = archive.begin()) {
            kept = OciRegistryContract.image(archive.repository(NAME), "kept", Set.of(ONE));
            scope.commit();
        }
        String before = index();
        List<Path> filesBefore = files();

        try (CtfArchive archive = CtfArchive.open(directory)) {
            OciStore store = archive.repository(NAME);
            try (WriteScope _ = archive.begin()) {
                OciRegistryContract.image(store, "lost", Set.of(ONE));
                store.deleteManifest(kept.digest());
                assertThat(store.resolve(kept.digest())).isEmpty();
            }
            assertThat(store.manifest(ONE)).isEqualTo(kept);
        }

        assertThat(index()).isEqualTo(before);
        assertThat(files()).isEqualTo(filesBefore);
    }

    @Test
    void aScopeMayBeCommittedAgain() {
        try (CtfArchive archive = CtfArchive.create(directory)) {
            OciStore store = archive.repository(NAME);
            try (WriteScope scope = archive.begin()) {
                OciRegistryContract.image(store, "first", Set.of(ONE));
                scope.commit();
                OciRegistryContract.image(store, "second", Set.of(new Tag("2.0.0")));
                scope.commit();
                OciRegistryContract.image(store, "third", Set.of(new Tag("3.0.0")));
            }
        }

        assertThat(tags()).containsExactly("1.0.0", "2.0.0");
    }

    @Test
    void anUploadDoesNotOutliveItsScope() {
        try (CtfArchive archive = CtfArchive.create(directory)) {
            OciStore store = archive.repository(NAME);
            WriteScope scope = archive.begin();
            try (BlobUpload upload = start(store)) {
                scope.close();
                assertFailure(
                        Failure.Kind.UNSUPPORTED,
                        () -> upload.finish(Digest.of(bytes("late")), Body.of(bytes("late"))),
                        "has ended");
            }
            assertThat(store.blob(Digest.of(bytes("late")))).isEmpty();
        }
    }

    @Test
    void theSecondWriterIsToldWhoTheFirstIs() {
        try (CtfArchive first = CtfArchive.create(directory);
                CtfArchive second = CtfArchive.create(directory)) {
            try (WriteScope scope = first.begin()) {
                Failure failure = assertFailure(
                        Failure.Kind.CONFLICT,
                        second::begin,
                        directory.toString(),
                        "process " + ProcessHandle.current().pid());
                assertThat(failure.wayOut()).isEqualTo("wait until it has finished, or stop it");
                // Trying must not give up the lock of the first.
                assertFailure(Failure.Kind.CONFLICT, second::begin, "is being written");
                scope.commit();
            }
            second.begin().close();
        }
    }

    @Test
    void aKilledWriterLeavesTheArchiveAsItWas() throws Exception {
        try (CtfArchive archive = CtfArchive.create(directory);
                WriteScope scope = archive.begin()) {
            OciRegistryContract.image(archive.repository(NAME), "kept", Set.of(ONE));
            scope.commit();
        }
        String before = index();
        List<Path> filesBefore = files();
        Process writer = OtherProcess.start(KilledWriter.class, directory);
        try (CtfArchive archive = CtfArchive.open(directory);
                BufferedReader output = new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
            assertThat(output.readLine()).isEqualTo("in the middle");
            assertFailure(Failure.Kind.CONFLICT, archive::begin, "process " + writer.pid());
            assertThat(temporaries()).isNotEmpty();
            writer.destroyForcibly().waitFor();

            assertThat(index()).isEqualTo(before);
            assertThat(tags()).containsExactly("1.0.0");
            assertThat(files()).containsAll(filesBefore);
            Files.writeString(directory.resolve(".tmp-artifact-index.json"), "{\"schema");

            try (WriteScope scope = archive.begin()) {
                assertThat(temporaries()).isEmpty();
                // A complete blob of the killed one does no harm, and is not sent again.
                Digest left = Digest.of(bytes("never committed"));
                assertThat(directory.resolve("blobs/sha256." + left.hex())).hasContent("never committed");
                assertThat(archive.repository(NAME).startBlob(Optional.of(left), OptionalLong.empty(), List.of()))
                        .isInstanceOf(BlobStart.Present.class);
                OciRegistryContract.image(archive.repository(NAME), "next", Set.of(new Tag("3.0.0")));
                scope.commit();
            }
        } finally {
            writer.destroyForcibly();
        }
        assertThat(tags()).containsExactly("1.0.0", "3.0.0");
    }

    @Test
    void linksAreRefused() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret"), "secret");
        Digest digest = Digest.of(bytes("secret"));
        create();
        try (CtfArchive archive = CtfArchive.open(directory)) {
            archive.begin().close();
            OciStore store = archive.repository(NAME);
            Files.createSymbolicLink(directory.resolve("blobs/sha256." + digest.hex()), secret);
            Descriptor blob = new Descriptor(MediaTypes.OCTET_STREAM, digest, 6);
            assertFailure(Failure.Kind.INVALID, () -> store.openBlob(blob, 0), "symbolic link", digest.hex());
            assertFailure(Failure.Kind.INVALID, () -> store.blob(digest), "symbolic link");
            assertFailure(Failure.Kind.INVALID, () -> store.manifest(digest), "symbolic link");

            Files.move(directory.resolve("blobs"), temp.resolve("elsewhere"));
            Files.createSymbolicLink(directory.resolve("blobs"), temp.resolve("elsewhere"));
            assertFailure(Failure.Kind.INVALID, () -> store.blob(digest), "blobs in the archive is a symbolic link");
            assertFailure(Failure.Kind.INVALID, archive::begin, "symbolic link");
        }
        Path index = directory.resolve("artifact-index.json");
        Files.move(index, temp.resolve("index"));
        Files.createSymbolicLink(index, temp.resolve("index"));
        assertFailure(Failure.Kind.INVALID, () -> CtfArchive.open(directory), "symbolic link");
        assertFailure(Failure.Kind.INVALID, () -> CtfArchive.create(directory), "symbolic link");
    }

    @Test
    void whatIsNoFileIsNotRead() throws IOException {
        create();
        Digest digest = Digest.of(bytes("x"));
        Files.createDirectories(directory.resolve("blobs/sha256." + digest.hex()));

        try (CtfArchive archive = CtfArchive.open(directory)) {
            assertFailure(Failure.Kind.INVALID, () -> archive.repository(NAME).blob(digest), "regular file");
        }
    }

    @Test
    void aTruncatedBlobIsSeenAndMayBeSentAgain() throws IOException {
        try (CtfArchive archive = CtfArchive.create(directory);
                WriteScope scope = archive.begin()) {
            OciStore store = archive.repository(NAME);
            Descriptor blob = OciRegistryContract.put(store, bytes("complete"));
            Files.writeString(directory.resolve("blobs/sha256." + blob.digest().hex()), "comp");

            assertFailure(Failure.Kind.CORRUPT, () -> OciRegistryContract.read(store, blob), "truncated: 4 of 8");

            OciRegistryContract.put(store, bytes("complete"));
            assertThat(OciRegistryContract.read(store, blob)).isEqualTo(bytes("complete"));
            scope.commit();
        }
    }

    @Test
    void aDamagedManifestIsNotGivenOut() throws IOException {
        try (CtfArchive archive = CtfArchive.create(directory);
                WriteScope _ = archive.begin()) {
            OciStore store = archive.repository(NAME);
            Document document = OciRegistryContract.image(store, "content", Set.of(ONE));
            Path file = directory.resolve("blobs/sha256." + document.digest().hex());
            Files.writeString(file, Files.readString(file).replace("schemaVersion\":2", "schemaVersion\":3"));

            assertFailure(Failure.Kind.CORRUPT, () -> store.manifest(ONE), "does not match its digest");

            Files.delete(file);
            assertThat(store.resolve(ONE)).isEmpty();
            assertFailure(Failure.Kind.NOT_FOUND, () -> store.manifest(ONE), "its file is missing");
        }
    }

    @Test
    void whatIsNeededIsNotDeleted() {
        try (CtfArchive archive = CtfArchive.create(directory);
                WriteScope scope = archive.begin()) {
            OciStore store = archive.repository(NAME);
            OciStore other = archive.repository("acme.org/other");
            Document document = OciRegistryContract.image(store, "layer", Set.of(ONE));
            OciRegistryContract.image(other, "layer", Set.of(ONE));
            Digest layer = Digest.of(bytes("layer"));

            store.deleteManifest(document.digest());
            assertThat(store.resolve(ONE)).isEmpty();
            assertThat(other.manifest(ONE)).isEqualTo(document);
            assertFailure(
                    Failure.Kind.CONFLICT, () -> store.deleteBlob(layer), "needed by manifest " + document.digest());

            other.deleteManifest(document.digest());
            store.deleteBlob(layer);
            scope.commit();
            assertThat(directory.resolve("blobs/sha256." + layer.hex())).doesNotExist();
            assertThat(directory.resolve("blobs/sha256." + document.digest().hex()))
                    .doesNotExist();
        }
    }

    @Test
    void anArchiveThatCannotBeLockedIsNamed() throws IOException {
        create();
        Files.deleteIfExists(directory.resolve(".ocm.lock"));
        Files.createDirectory(directory.resolve(".ocm.lock"));
        try (CtfArchive archive = CtfArchive.open(directory)) {
            assertFailure(Failure.Kind.INVALID, archive::begin, ".ocm.lock");
        }
    }

    @Test
    void anIndexThatCannotBeWrittenLeavesAllAsItWas() throws IOException {
        create();
        try (CtfArchive archive = CtfArchive.create(directory)) {
            OciStore store = archive.repository(NAME);
            try (WriteScope scope = archive.begin()) {
                OciRegistryContract.image(store, "content", Set.of(ONE));
                Files.createDirectory(directory.resolve(".tmp-artifact-index.json"));

                assertFailure(Failure.Kind.STORAGE, scope::commit, ".tmp-artifact-index.json");

                assertThat(store.resolve(ONE)).isEmpty();
            }
            assertThat(index()).isEqualTo("{\"schemaVersion\":1,\"artifacts\":[]}");
        }
    }

    /** Makes an archive with an index and two manifests, whose digests take the places {@code %1$s} and {@code %2$s}. */
    private String archiveOf(String index) throws IOException {
        Files.createDirectories(directory.resolve("blobs"));
        byte[] list = bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.DOCKER_LIST + "\",\"manifests\":[]}");
        byte[] plain = bytes(
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/x\",\"digest\":\"%s\",\"size\":0},\"layers\":[]}"
                        .formatted(Digest.EMPTY));
        for (byte[] content : List.of(list, plain, new byte[0])) {
            Files.write(directory.resolve("blobs/sha256." + Digest.of(content).hex()), content);
        }
        String text = index.replace("%1$s", Digest.of(list).toString())
                .replace("%2$s", Digest.of(plain).toString());
        Files.writeString(directory.resolve("artifact-index.json"), text);
        return text;
    }

    private String index() throws IOException {
        return Files.readString(directory.resolve("artifact-index.json"));
    }

    private void create() {
        try (CtfArchive archive = CtfArchive.create(directory);
                WriteScope scope = archive.begin()) {
            scope.commit();
        }
    }

    private List<String> tags() {
        try (CtfArchive other = CtfArchive.open(directory)) {
            return other.repository(NAME).tags().toList();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("blobs"))) {
            return all.sorted().toList();
        }
    }

    private List<Path> temporaries() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> path.getFileName().toString().startsWith(".tmp-"))
                    .toList();
        }
    }

    private static BlobUpload start(OciStore store) {
        return ((BlobStart.Open) store.startBlob(Optional.empty(), OptionalLong.empty(), List.of())).upload();
    }

    private static Failure assertFailure(Failure.Kind kind, Runnable act, String... parts) {
        Failure failure = catchThrowableOfType(Failure.class, act::run);
        assertThat(failure).isNotNull();
        assertThat(failure.sentence()).contains(parts);
        assertThat(failure.kind()).isEqualTo(kind);
        return failure;
    }

    private static String line(String repository, String tag, Document document) {
        return "{\"repository\":\"%s\",\"tag\":\"%s\",\"digest\":\"%s\",\"mediaType\":\"%s\"}"
                .formatted(repository, tag, document.digest(), document.mediaType());
    }

    private static String anonymous(String repository, Document document) {
        return "{\"repository\":\"%s\",\"digest\":\"%s\",\"mediaType\":\"%s\"}"
                .formatted(repository, document.digest(), document.mediaType());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
