// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.WriteScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewArchiveTest {
    @TempDir
    private Path directory;

    @Test
    void ofAnArchiveThatWasNotThereNothingIsLeftWhenItFails() throws IOException {
        try (NewArchive made = NewArchive.at(directory.resolve("ctf"))) {
            writeAndGiveUp(made.path());
        }

        assertThat(names(directory)).isEmpty();
    }

    @Test
    void whatOthersWroteIntoItMeanwhileStays() throws IOException {
        try (NewArchive made = NewArchive.at(directory.resolve("ctf"))) {
            write(made.path(), "other");
        }

        assertThat(tags(directory.resolve("ctf"))).containsExactly("other");
    }

    @Test
    void anArchiveThatWasThereStaysAsItIsWhenItFails() throws IOException {
        Path ctf = directory.resolve("ctf");
        write(ctf, "old");
        try (NewArchive made = NewArchive.at(ctf)) {
            writeAndGiveUp(made.path());
        }

        assertThat(tags(ctf)).containsExactly("old");
    }

    @Test
    void anArchiveIsReplacedWhenTheOtherIsWhole() throws IOException {
        Path ctf = directory.resolve("ctf");
        write(ctf, "old");
        try (NewArchive made = NewArchive.insteadOf(ctf)) {
            write(made.path(), "new");
            assertThat(tags(ctf)).containsExactly("old");
            made.done();
        }

        assertThat(tags(ctf)).containsExactly("new");
        assertThat(names(directory)).containsExactly("ctf");
    }

    @Test
    void aFileIsThereAllTheTimeWhileItIsReplaced() throws Exception {
        Path file = directory.resolve("ctf.tar");
        write(file, "old");
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Boolean> wasThere = CompletableFuture.supplyAsync(() -> {
            boolean there = true;
            while (there && !done.get()) {
                there = Files.exists(file);
            }
            return there;
        });

        for (int i = 0; i < 200; i++) {
            try (NewArchive made = NewArchive.insteadOf(file)) {
                Files.copy(file, made.path());
                made.done();
            }
        }

        done.set(true);
        assertThat(wasThere.get()).isTrue();
        assertThat(names(directory)).containsExactly("ctf.tar");
    }

    @Test
    void anArchiveIsNotReplacedWhenTheOtherFails() throws IOException {
        Path ctf = directory.resolve("ctf");
        write(ctf, "old");
        try (NewArchive made = NewArchive.insteadOf(ctf)) {
            write(made.path(), "new");
        }

        assertThat(tags(ctf)).containsExactly("old");
        assertThat(names(directory)).containsExactly("ctf");
    }

    @Test
    void onlyAnArchiveIsReplacedAndNotWhileSomebodyWrites() throws IOException {
        Files.writeString(directory.resolve("thesis.txt"), "dear");
        refuses(directory);
        refuses(directory.resolve("thesis.txt"));
        Path ctf = directory.resolve("ctf");
        write(ctf, "old");
        try (CtfArchive archive = CtfArchive.open(ctf);
                WriteScope scope = archive.begin()) {
            assertThat(scope).isNotNull();
            refuses(ctf);
        }

        assertThat(directory.resolve("thesis.txt")).hasContent("dear");
    }

    private static void refuses(Path path) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> NewArchive.insteadOf(path).close())
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.CONFLICT));
    }

    private static void write(Path path, String tag) {
        try (CtfArchive archive = CtfArchive.create(path);
                WriteScope scope = archive.begin()) {
            put(archive, tag);
            scope.commit();
        }
    }

    private static void writeAndGiveUp(Path path) {
        try (CtfArchive archive = CtfArchive.create(path);
                WriteScope scope = archive.begin()) {
            assertThat(scope).isNotNull();
            put(archive, "lost");
        }
    }

    private static void put(CtfArchive archive, String tag) {
        Document index = new Document(
                MediaTypes.INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[]}"
                        .formatted(MediaTypes.INDEX)
                        .getBytes(StandardCharsets.UTF_8));
        archive.repository("a/b").putManifest(index, Set.of(new Tag(tag)));
    }

    private static List<String> tags(Path path) {
        try (CtfArchive archive = CtfArchive.open(path);
                Stream<String> names = archive.repositories()) {
            return names.toList().isEmpty()
                    ? List.of()
                    : archive.repository("a/b").tags().toList();
        }
    }

    private static List<String> names(Path path) throws IOException {
        try (Stream<Path> all = Files.list(path)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }
}
