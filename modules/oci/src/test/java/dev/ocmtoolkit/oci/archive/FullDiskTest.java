// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.OciRegistryContract;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.WriteScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room, played by a limit on the size of files: a write takes a part of the bytes, and the next one none. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class FullDiskTest {
    private static final String NAME = "acme.org/app";
    /** Half a MiB or a whole one: shells count in blocks of 512 or 1024 bytes. */
    private static final int BLOCKS = 1024;

    @TempDir
    private Path temp;

    private Path directory;

    @BeforeEach
    void makeArchive() {
        directory = temp.resolve("archive");
        try (CtfArchive archive = CtfArchive.create(directory);
                WriteScope scope = archive.begin()) {
            OciRegistryContract.image(archive.repository(NAME), "kept", Set.of(new Tag("1.0.0")));
            scope.commit();
        }
    }

    @Test
    void isNamedAndLeavesAllAsItWas() throws Exception {
        String index = index();
        List<Path> blobs = blobs();

        assertThat(overfill("give up"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("STORAGE: cannot write " + directory.resolve("blobs/.tmp-"));

        assertThat(index()).isEqualTo(index);
        assertThat(blobs()).isEqualTo(blobs);
        try (CtfArchive archive = CtfArchive.open(directory);
                WriteScope scope = archive.begin()) {
            OciRegistryContract.put(archive.repository(NAME), OverfullWriter.TOO_MUCH);
            scope.commit();
        }
        assertThat(blob(OverfullWriter.TOO_MUCH)).hasBinaryContent(OverfullWriter.TOO_MUCH);
    }

    @Test
    void whatItCutIsNoPartOfABlob() throws Exception {
        assertThat(overfill("finish")).contains("resumes at " + OverfullWriter.FITS.length);

        assertThat(blob(OverfullWriter.FITS)).hasBinaryContent(OverfullWriter.FITS);
    }

    private List<String> overfill(String then) throws Exception {
        Process writer = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f \"$1\" && shift && exec \"$@\"",
                        "sh",
                        Integer.toString(BLOCKS),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OverfullWriter.class.getName(),
                        directory.toString(),
                        then)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> said = new String(writer.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
            assertThat(writer.waitFor()).isZero();
            return said;
        } finally {
            writer.destroyForcibly();
        }
    }

    private String index() throws IOException {
        return Files.readString(directory.resolve("artifact-index.json"));
    }

    private List<Path> blobs() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("blobs"))) {
            return all.sorted().toList();
        }
    }

    private Path blob(byte[] content) {
        return directory.resolve("blobs/sha256." + Digest.of(content).hex());
    }
}
