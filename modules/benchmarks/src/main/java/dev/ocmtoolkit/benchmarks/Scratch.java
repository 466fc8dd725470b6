// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder of one benchmark, gone with it. */
final class Scratch implements AutoCloseable {
    private static final String PREFIX = "ocm-benchmark-";
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path folder;

    Scratch() throws IOException {
        folder = Files.createTempDirectory(PREFIX);
    }

    private Scratch(Path parent) throws IOException {
        folder = Files.createTempDirectory(parent, PREFIX);
    }

    /** One whose files are in memory, where the system offers that: a disk would be in all figures. */
    static Scratch inMemory() throws IOException {
        return Files.isWritable(MEMORY) ? new Scratch(MEMORY) : new Scratch();
    }

    Path folder() {
        return folder;
    }

    /** A constructor file for a component version, {@code example.org/bench:1.0.0}, with one resource. */
    Path constructor(String resource) throws IOException {
        return Files.writeString(folder.resolve("component-constructor.yaml"), """
            components:
              - name: example.org/bench
                version: 1.0.0
                provider:
                  name: example.org
                resources:
                  - name: resource
                    version: 1.0.0
            """ + resource.indent(8));
    }

    /** The bytes of all files below a folder, also of one that changes meanwhile. */
    static long size(Path folder) {
        long[] sum = {0};
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum[0];
    }

    static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }
}
