// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.TarWriter;
import dev.ocmtoolkit.oci.archive.Unfinished;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What a command writes to a path: under another name until it is complete, so that what is there is right. */
final class Download {
    /** 2022-01-01T00:00:00Z, the time of files in tars that the OCM tools make. */
    private static final long MODIFIED = 1_640_995_200L;

    /** How several files are kept. */
    enum Format {
        DIRECTORY(""),
        TAR(".tar"),
        TGZ(".tgz");

        private final String suffix;

        Format(String suffix) {
            this.suffix = suffix;
        }

        /** What its files' names end with. */
        String suffix() {
            return suffix;
        }

        /**
         * Reads the option {@code -t}.
         *
         * @param word its value
         * @return the format
         * @throws Failure INVALID when there is no such format
         */
        static Format of(String word) {
            for (Format format : values()) {
                if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return format;
                }
            }
            throw new Failure(Failure.Kind.INVALID, "archive format \"%s\" is unknown".formatted(Text.printable(word)))
                    .hint("use directory, tar or tgz");
        }
    }

    private interface Writing {
        void to(Path path) throws IOException;
    }

    private Download() {}

    /**
     * The place, below a directory, of what came from a repository.
     *
     * @param repository the repository, as it was written
     * @return a relative path that does not lead out
     */
    static String place(String repository) {
        return inside(repository.replaceFirst("^.*://", "").replace("::", "-"));
    }

    /**
     * A path that does not lead out of the directory in which it is taken.
     *
     * @param path a path
     * @return the same as if that directory were the root
     */
    static String inside(String path) {
        Path root = Path.of("/");
        return root.relativize(root.resolve(path).normalize()).toString();
    }

    /**
     * Writes a file, in place of one that is there.
     *
     * @param content what
     * @param path where
     * @return its size in bytes
     * @throws Failure what supplying the content throws, STORAGE when it cannot be written
     */
    static long file(Body content, Path path) {
        write(path, file -> fill(file, content));
        return path.toFile().length();
    }

    /**
     * Writes a file that everybody may run, in place of one that is there.
     *
     * @param content what
     * @param path where
     * @return its size in bytes
     * @throws Failure as {@link #file}
     */
    static long executable(Body content, Path path) {
        write(path, file -> {
            fill(file, content);
            if (!file.toFile().setExecutable(true, false)) {
                throw new IOException("its mode cannot be changed");
            }
        });
        return path.toFile().length();
    }

    private static void fill(Path file, Body content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            content.writeTo(out);
        }
    }

    /**
     * Writes several files.
     *
     * @param files their contents by their names; {@code blobs/} is the one directory
     * @param format how
     * @param path where; there must be nothing yet
     * @throws Failure CONFLICT when something is there, else as {@link #file}
     */
    static void files(Map<String, Body> files, Format format, Path path) {
        if (Files.exists(path)) {
            throw new Failure(Failure.Kind.CONFLICT, "%s is there already".formatted(path))
                    .hint("name another path, or remove it");
        }
        write(path, at -> {
            switch (format) {
                case DIRECTORY -> directory(files, at);
                case TAR -> tar(files, Files.newOutputStream(at, StandardOpenOption.CREATE_NEW));
                case TGZ -> tar(files, new GZIPOutputStream(Files.newOutputStream(at, StandardOpenOption.CREATE_NEW)));
            }
        });
    }

    private static void write(Path path, Writing writing) {
        try (Unfinished unfinished = Unfinished.at(path)) {
            writing.to(unfinished.path());
            unfinished.done();
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.STORAGE,
                    Failure.Side.NONE,
                    "%s cannot be written: %s".formatted(path, Text.printable(String.valueOf(e.getMessage()))),
                    "see whether the disk has space and the directory lets you write",
                    e);
        }
    }

    private static void directory(Map<String, Body> files, Path directory) throws IOException {
        Files.createDirectory(directory);
        Files.createDirectory(directory.resolve("blobs"));
        for (Map.Entry<String, Body> file : files.entrySet()) {
            try (OutputStream out = Files.newOutputStream(directory.resolve(file.getKey()))) {
                file.getValue().writeTo(out);
            }
        }
    }

    private static void tar(Map<String, Body> files, OutputStream out) throws IOException {
        try (out;
                TarWriter tar = new TarWriter(out)) {
            for (boolean blobs : List.of(false, true)) {
                if (blobs) {
                    tar.begin(entry("blobs", '5', 0755, 0));
                }
                for (Map.Entry<String, Body> file : files.entrySet()) {
                    if (file.getKey().startsWith("blobs/") == blobs) {
                        tar.begin(entry(
                                file.getKey(),
                                '0',
                                0644,
                                file.getValue().length().orElseThrow()));
                        file.getValue().writeTo(new Entry(tar));
                    }
                }
            }
        }
    }

    private static TarWriter.Entry entry(String name, char type, int mode, long size) {
        return new TarWriter.Entry(name, type, mode, size, MODIFIED, TarWriter.Owner.NONE, "");
    }

    /** The content of an entry of a tar. */
    private static final class Entry extends OutputStream {
        private final TarWriter tar;

        Entry(TarWriter tar) {
            this.tar = tar;
        }

        @Override
        public void write(int b) throws IOException {
            tar.write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            tar.write(bytes, from, length);
        }
    }
}
