// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.TarWriter;
import dev.ocmtoolkit.oci.archive.Unfinished;
import dev.ocmtoolkit.ocm.access.FileTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    private interface Writing<T> {
        T to(Path path) throws IOException;
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
        return write(path, file -> fill(file, content));
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
        return write(path, file -> {
            long size = fill(file, content);
            if (!file.toFile().setExecutable(true, false)) {
                throw new IOException("its mode cannot be changed");
            }
            return size;
        });
    }

    private static long fill(Path file, Body content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            content.writeTo(out);
        }
        return Files.size(file);
    }

    /**
     * Writes the files of a tree, once its content was read and verified as a whole.
     *
     * @param content the tree, as a tar
     * @param path the directory to make; there must be nothing yet
     * @param what how messages name the tree
     * @return what was in it
     * @throws Failure CONFLICT when something is there, INVALID for a tree that is not safe, else as {@link #file}
     */
    static FileTree.Unpacked tree(Body content, Path path, String what) {
        requireNothing(path);
        return write(path, directory -> {
            try (Unfinished tar = Unfinished.at(path)) {
                fill(tar.path(), content);
                return FileTree.unpack(tar.path(), directory, what);
            }
        });
    }

    private static void requireNothing(Path path) {
        if (Files.exists(path)) {
            throw new Failure(Failure.Kind.CONFLICT, "%s is there already".formatted(path))
                    .hint("name another path, or remove it");
        }
    }

    /**
     * Writes several files.
     *
     * @param files their contents by their names, which lead only down
     * @param format how
     * @param path where; there must be nothing yet
     * @throws Failure CONFLICT when something is there, else as {@link #file}
     */
    static void files(Map<String, Body> files, Format format, Path path) {
        requireNothing(path);
        write(path, at -> {
            switch (format) {
                case DIRECTORY -> directory(files, at);
                case TAR -> tar(files, Files.newOutputStream(at, StandardOpenOption.CREATE_NEW));
                case TGZ -> tar(files, new GZIPOutputStream(Files.newOutputStream(at, StandardOpenOption.CREATE_NEW)));
            }
            return files.size();
        });
    }

    private static <T> T write(Path path, Writing<T> writing) {
        try (Unfinished unfinished = Unfinished.at(path)) {
            T written = writing.to(unfinished.path());
            unfinished.done();
            return written;
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
        Files.createDirectories(directory.resolve("blobs"));
        for (Map.Entry<String, Body> file : files.entrySet()) {
            Files.createDirectories(directory.resolve(file.getKey()).getParent());
            try (OutputStream out = Files.newOutputStream(directory.resolve(file.getKey()))) {
                file.getValue().writeTo(out);
            }
        }
    }

    private static void tar(Map<String, Body> files, OutputStream out) throws IOException {
        try (out;
                TarWriter tar = new TarWriter(out)) {
            Set<String> directories = new HashSet<>();
            for (boolean blobs : List.of(false, true)) {
                if (blobs) {
                    directory("blobs", directories, tar);
                }
                for (Map.Entry<String, Body> file : files.entrySet()) {
                    if (file.getKey().startsWith("blobs/") == blobs) {
                        if (blobs) {
                            directory(file.getKey().substring(0, file.getKey().lastIndexOf('/')), directories, tar);
                        }
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

    private static void directory(String name, Set<String> known, TarWriter tar) throws IOException {
        if (known.add(name)) {
            tar.begin(entry(name, '5', 0755, 0));
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
