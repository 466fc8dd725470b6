// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.archive.TarWriter.Entry;
import dev.ocmtoolkit.oci.archive.TarWriter.Owner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class TarWriterTest {
    private static final Owner ROOT = new Owner(0, 0, "root", "root");
    private static final Owner NAMELESS = new Owner(3_000_000, 0, "", "root");
    private static final String A = "a".repeat(90);
    private static final String B = "b".repeat(120);
    private static final String P = "p".repeat(98);
    private static final long THEN = 1_700_000_001;

    private record File(Entry entry, String content) {}

    /** Names of all lengths, links, owners beyond the field, text that is not ASCII. */
    private static final List<File> ALL = List.of(
            directory(A, 0755, THEN),
            directory(A + "/" + A, 0755, THEN),
            file(A + "/" + A + "/file", 0644, "x\n", THEN, ROOT),
            file(B, 0644, "y\n", THEN, ROOT),
            file("big", 0644, "uid\n", 1_577_836_800, NAMELESS),
            file("block", 0644, "\0".repeat(512), THEN, ROOT),
            directory("d1777", 01777, THEN),
            file("empty", 0644, "", THEN, ROOT),
            file("grün ✓ name", 0644, "z\n", THEN, ROOT),
            link("link", "/etc/passwd", new Owner(3_000_000, 4_000_000, "", "")),
            link("long-link", B, ROOT),
            directory(P, 0755, THEN),
            file(P + "/" + B, 0644, "q\n", THEN, ROOT),
            file("s", 04755, "setuid\n", THEN, ROOT),
            directory("u", 0755, 1_795_569_084),
            directory("u/" + A, 0755, 1_795_569_084),
            file("u/" + A + "/" + A, 0644, "2\n", 1_577_836_800, NAMELESS),
            directory("ünd", 0755, THEN),
            file("ünd/" + A, 0644, "1\n", THEN, ROOT));

    @Test
    void theBytesAreThoseOfVersion1() throws IOException {
        assertThat(Digest.of(tar(ALL)))
                .hasToString("sha256:47a302df554c980222caa12970d6d19fb58866628cf6df324de803384461b6c1");
    }

    @Test
    void aLibraryReadsItAll() throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar(ALL)), "UTF-8")) {
            for (File file : ALL) {
                TarArchiveEntry read = in.getNextEntry();
                Entry entry = file.entry();
                assertThat(read.getName().replaceFirst("/$", "")).isEqualTo(entry.name());
                assertThat(read.isDirectory()).isEqualTo(entry.type() == '5');
                assertThat(read.getMode() & 07777).isEqualTo(entry.mode());
                assertThat(read.getLinkName()).isEqualTo(entry.link());
                assertThat(read.getLongUserId()).isEqualTo(entry.owner().user());
                assertThat(read.getLongGroupId()).isEqualTo(entry.owner().group());
                assertThat(read.getUserName()).isEqualTo(entry.owner().userName());
                assertThat(read.getLastModifiedTime().toMillis()).isEqualTo(entry.modified() * 1000);
                assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(file.content());
            }
            assertThat(in.getNextEntry()).isNull();
        }
    }

    @Test
    void aNameThatCanBeCutAtASlashNeedsNoRecord() throws IOException {
        String cut = "d".repeat(60) + "/" + "f".repeat(60);
        assertThat(tar(List.of(file(cut, 0644, "x", THEN, ROOT)))).hasSize(4 * 512);
        assertThat(tar(List.of(file("f".repeat(100), 0644, "x", THEN, ROOT)))).hasSize(4 * 512);
        assertThat(tar(List.of(file("f".repeat(101), 0644, "x", THEN, ROOT)))).hasSize(6 * 512);
    }

    @Test
    void aSizeBeyondTheFieldGoesIntoARecord() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long size = 9L << 30;
        TarWriter tar = new TarWriter(out);
        tar.begin(new Entry("huge", '0', 0644, size, 0, Owner.NONE, ""));
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            assertThat(in.getNextEntry().getSize()).isEqualTo(size);
        }
    }

    @Test
    void ownersOfOddNamesGoIntoRecords() throws IOException {
        Owner owner = new Owner(1, 1, "müller", "g".repeat(40));
        byte[] tar = tar(List.of(file("xx", 0644, "", 0, owner)));
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
            TarArchiveEntry entry = in.getNextEntry();
            assertThat(entry.getExtraPaxHeaders()).isEmpty();
            assertThat(new String(tar, UTF_8)).contains("uname=müller", "gname=" + "g".repeat(40));
        }
    }

    @Test
    void theEndIsTwoBlocksAndNoPadding() throws IOException {
        assertThat(tar(List.of())).isEqualTo(new byte[1024]);
        assertThat(TarWriter.padded(0)).isEqualTo(512);
        assertThat(TarWriter.padded(1)).isEqualTo(1024);
        assertThat(TarWriter.padded(512)).isEqualTo(1024);
        assertThat(TarWriter.padded(513)).isEqualTo(1536);
    }

    private static byte[] tar(List<File> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(files, out);
        return out.toByteArray();
    }

    private static void write(List<File> files, OutputStream out) throws IOException {
        try (TarWriter tar = new TarWriter(out)) {
            for (File file : files) {
                tar.begin(file.entry());
                byte[] content = file.content().getBytes(UTF_8);
                tar.write(content, 0, content.length);
            }
        }
    }

    private static File file(String name, int mode, String content, long modified, Owner owner) {
        return new File(new Entry(name, '0', mode, content.length(), modified, owner, ""), content);
    }

    private static File directory(String name, int mode, long modified) {
        return new File(new Entry(name, '5', mode, 0, modified, ROOT, ""), "");
    }

    private static File link(String name, String to, Owner owner) {
        return new File(new Entry(name, '2', 0777, 0, THEN, owner, to), "");
    }
}
