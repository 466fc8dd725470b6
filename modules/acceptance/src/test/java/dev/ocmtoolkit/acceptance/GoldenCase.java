// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A recording of what the program of others did: command lines, what they printed, and what they left behind.
 *
 * @param folder where it is, see the README beside the recordings
 * @param commands the command lines
 * @param exitCodes how they ended
 * @param ours what ours does otherwise
 */
record GoldenCase(Path folder, List<String> commands, List<Integer> exitCodes, Deviations ours) {
    /** When the files of the recorded directories were changed last. */
    private static final FileTime CHANGED = FileTime.fromMillis(1_700_000_000_000L);

    private static final String INPUT = "input-";
    /** What the names of the archives begin with that were left behind. */
    static final String OUTPUT = "output-";

    static GoldenCase read(Path folder) throws IOException {
        return new GoldenCase(
                folder,
                Files.readAllLines(folder.resolve("cmd")),
                Stream.of(Files.readString(folder.resolve("exit")).strip().split(" "))
                        .map(Integer::valueOf)
                        .toList(),
                Deviations.read(folder));
    }

    /** What a line printed, or what ours shall print in its place. */
    String stdout(int line) throws IOException {
        return Files.readString(ours.stdout(line).orElse(folder.resolve("%02d.stdout".formatted(line))));
    }

    /** What a line printed to standard error. */
    String stderr(int line) throws IOException {
        return Files.readString(folder.resolve("%02d.stderr".formatted(line)));
    }

    /** Lays out the files that the case begins with, with the modes and times that they had. */
    void layOut(Path into) throws IOException {
        try (Stream<Path> inputs = Files.list(folder)) {
            for (Path input :
                    inputs.filter(path -> name(path).startsWith(INPUT)).toList()) {
                copy(input, into.resolve(name(input).substring(INPUT.length())));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        try (Stream<Path> all = Files.walk(to)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                String mode = Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
                Files.setLastModifiedTime(path, CHANGED);
            }
        }
    }

    /** The archives that were left behind. */
    List<Path> outputs() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> name(path).startsWith(OUTPUT)).sorted().toList();
        }
    }

    static String name(Path path) {
        return path.getFileName().toString();
    }

    @Override
    public String toString() {
        return name(folder);
    }
}
