// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeTest {
    @TempDir
    private Path temp;

    @Test
    void keepsDirectoriesRightsAndLinksInside() throws IOException {
        Path tar = tar("d ./ -", "d a -", "f a/run -", "s a/link run", "f c/d/file -", "s c/d/up ../../a/run");

        FileTree.Unpacked unpacked = FileTree.unpack(tar, temp.resolve("out"), "tree");

        assertThat(unpacked).isEqualTo(new FileTree.Unpacked(2, 10));
        assertThat(temp.resolve("out/a/link")).hasContent("hello");
        assertThat(temp.resolve("out/c/d/up")).hasContent("hello");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("out/a/run"))))
                .isEqualTo("rwxr-x---");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f ../x -|holds \"../x\", which leads out of it",
                "f a/../../x -|holds \"a/../../x\", which leads out of it",
                "f /x -|holds \"/x\", which leads out of it",
                "s x /etc|holds \"x\", a link that leads out of it",
                "s x ..|holds \"x\", a link that leads out of it",
                "s a/x ../..|holds \"a/x\", a link that leads out of it",
                "s a/x b/../../..|holds \"a/x\", a link that leads out of it",
                "h x y|holds \"x\", which is neither a file nor a directory",
                "c x -|holds \"x\", which is neither a file nor a directory",
                "p x -|holds \"x\", which is neither a file nor a directory",
                "f x -;f ./x -|holds \"./x\" twice",
                "s d e;f d/x -|has \"d\" as a directory and as something else",
                "f d -;d d -|has \"d\" as a directory and as something else",
                "s d .;f d/d/x -|has \"d\" as a directory and as something else",
            })
    void whatIsNotSafeIsRefused(String entries, String says) throws IOException {
        Path tar = tar(entries.split(";", -1));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> FileTree.unpack(tar, temp.resolve("out"), "tree"))
                .withMessageContaining("tree " + says);
        assertThat(temp.resolve("x")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 2000})
    void whatIsNoTarIsTold(int length) throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "x".repeat(length));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> FileTree.unpack(file, temp.resolve("out"), "tree"))
                .withMessageContaining("tree is no tar, or is damaged");
    }

    @Test
    void aTarThatEndsTooEarlyIsDamaged() throws IOException {
        Path tar = tar("f a -", "f b -");
        byte[] all = Files.readAllBytes(tar);
        Files.write(tar, Arrays.copyOf(all, 515));

        assertThatExceptionOfType(Failure.class).isThrownBy(() -> FileTree.unpack(tar, temp.resolve("out"), "tree"));
    }

    @Test
    void aNameWithoutEndDoesNotFillTheMemory() throws IOException {
        Path file = temp.resolve("tree.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarArchiveEntry.LF_GNUTYPE_LONGNAME);
            name.setSize(2 * 1024 * 1024);
            tar.putArchiveEntry(name);
            tar.write(new byte[2 * 1024 * 1024]);
            tar.closeArchiveEntry();
        }

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> FileTree.unpack(file, temp.resolve("out"), "tree"))
                .withMessageContaining("tree is no tar, or is damaged");
    }

    /** Each entry is a type, a name and the target of a link. */
    private Path tar(String... entries) throws IOException {
        Path file = temp.resolve("tree.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            for (String one : entries) {
                String[] words = one.split(" ", -1);
                byte type = switch (words[0]) {
                    case "d" -> TarArchiveEntry.LF_DIR;
                    case "s" -> TarArchiveEntry.LF_SYMLINK;
                    case "h" -> TarArchiveEntry.LF_LINK;
                    case "c" -> TarArchiveEntry.LF_CHR;
                    case "p" -> TarArchiveEntry.LF_FIFO;
                    default -> TarArchiveEntry.LF_NORMAL;
                };
                TarArchiveEntry entry = new TarArchiveEntry(words[1], type, true);
                entry.setLinkName(words[2]);
                entry.setMode(0750);
                byte[] content = type == TarArchiveEntry.LF_NORMAL ? "hello".getBytes(UTF_8) : new byte[0];
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return file;
    }
}
