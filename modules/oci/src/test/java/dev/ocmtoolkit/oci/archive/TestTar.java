// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ocmtoolkit.oci.archive.TarWriter.Entry;
import dev.ocmtoolkit.oci.archive.TarWriter.Owner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Makes tar files of all kinds for tests, as some other program would. */
final class TestTar {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final TarWriter tar = new TarWriter(out);

    /** The files of an archive that is a directory, sorted. */
    static TestTar of(Path directory) throws IOException {
        TestTar tar = new TestTar();
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            String name = directory.relativize(file).toString();
            if (!name.startsWith(".")) {
                tar.file(name, Files.readAllBytes(file));
            }
        }
        return tar;
    }

    TestTar file(String name, byte[] content) {
        return entry(name, '0', content, "");
    }

    TestTar file(String name, String content) {
        return file(name, content.getBytes(UTF_8));
    }

    TestTar entry(String name, char type, byte[] content, String link) {
        try {
            tar.begin(new Entry(name, type, 0644, content.length, 0, Owner.NONE, link));
            tar.write(content, 0, content.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Only the header of a file, of whatever size. */
    TestTar header(String name, long size) {
        try {
            tar.begin(new Entry(name, '0', 0644, size, 0, Owner.NONE, ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** What was written, without an end. */
    byte[] soFar() {
        return out.toByteArray();
    }

    byte[] bytes() {
        try {
            tar.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    byte[] zipped() {
        return zip(bytes());
    }

    static byte[] zip(byte[] content) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
