// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What an archive does with files: links are never followed, and an error names the path. */
final class Disk {
    /** What the names of temporary files begin with. */
    static final String TEMPORARY = ".tmp-";

    private Disk() {}

    /**
     * How a message names a path that a server may pass on: it knows archives by their {@link CtfArchive#origin}, which is the
     * same, and takes that out.
     */
    static String origin(Path path) {
        return "file:" + path;
    }

    /** A local error as a failure: what could not be done with which path, and why. */
    static Failure failed(String act, Path path, IOException cause) {
        String reason = switch (cause) {
            case AccessDeniedException e -> "permission denied";
            case NoSuchFileException e -> "there is no such file";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(cause.getMessage());
        };
        return new Failure(
                Failure.Kind.STORAGE,
                Failure.Side.NONE,
                "cannot %s %s: %s".formatted(act, path, Text.printable(reason)),
                "make room there, or check its permissions",
                cause);
    }

    /** What lies at a path, itself and not what it may point to; empty when nothing does. */
    static Optional<BasicFileAttributes> look(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", path, e);
        }
    }

    /** A regular file at a path; empty when there is nothing. */
    static Optional<BasicFileAttributes> file(Path path) {
        Optional<BasicFileAttributes> found = look(path);
        if (found.isPresent() && !found.get().isRegularFile()) {
            throw refused(path, found.get(), "a regular file");
        }
        return found;
    }

    /** Whether a directory lies at a path; anything else there is refused. */
    static boolean directory(Path path) {
        Optional<BasicFileAttributes> found = look(path);
        if (found.isPresent() && !found.get().isDirectory()) {
            throw refused(path, found.get(), "a directory");
        }
        return found.isPresent();
    }

    /** Forces a file's content to the medium. */
    static void force(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw failed("write", path, e);
        }
    }

    /** Forces the names in a directory to the medium, where the system can open a directory. */
    static void forceNames(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Some systems cannot, and order what they write by themselves.
        }
    }

    /** Gives a file the permissions of another, if that is there: who may not read the old content may not read the new either. */
    static void copyPermissions(Path from, Path to) {
        try {
            if (Files.exists(from)
                    && Files.getFileStore(from).supportsFileAttributeView(PosixFileAttributeView.class)) {
                Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
            }
        } catch (IOException e) {
            throw failed("write", to, e);
        }
    }

    static void rename(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed("write", to, e);
        }
    }

    /** Removes a file if it can be; what stays is swept by the next writer, or refers to nothing. */
    static void discard(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // Best effort, see above.
        }
    }

    /** A name for a temporary file of an archive that is a file, beside it. */
    static Path temporary(Path archive) {
        return archive.resolveSibling(TEMPORARY + UUID.randomUUID() + "-" + archive.getFileName());
    }

    /** Removes the temporary files that a killed writer left in the directory of an archive. */
    static void sweep(Path directory) {
        sweep(directory, name -> true);
    }

    /** Removes the temporary files that a killed writer left beside an archive that is a file; not those of its neighbours. */
    static void sweepBeside(Path archive) {
        int length = temporary(archive).getFileName().toString().length();
        sweep(
                archive.resolveSibling(""),
                name -> name.length() == length && name.endsWith("-" + archive.getFileName()));
    }

    private static void sweep(Path directory, Predicate<String> which) {
        try (var left = Files.newDirectoryStream(directory, TEMPORARY + "*")) {
            for (Path file : left) {
                if (which.test(file.getFileName().toString())) {
                    discard(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Best effort: leftovers take space and nothing else.
        }
    }

    /** Refuses to make an archive of a directory that has other content than what a writer leaves. */
    static void refuseOtherContent(Path directory) {
        try (Stream<Path> content = Files.list(directory)) {
            List<String> names =
                    content.map(path -> path.getFileName().toString()).toList();
            boolean written = names.contains(ArchiveLock.FILE);
            if (!names.stream().allMatch(name -> isOurs(name) || (written && name.equals("blobs")))) {
                throw new Failure(
                        Failure.Kind.CONFLICT,
                        Failure.Side.NONE,
                        "%s is no archive: it has other content and no %s".formatted(directory, IndexJson.NAME),
                        "give an empty or a new directory",
                        null);
            }
        } catch (IOException e) {
            throw failed("read", directory, e);
        }
    }

    private static boolean isOurs(String name) {
        return name.equals(ArchiveLock.FILE) || name.startsWith(TEMPORARY);
    }

    private static Failure refused(Path path, BasicFileAttributes found, String needed) {
        return new Failure(
                Failure.Kind.INVALID,
                "%s in the archive is %s, and %s is needed: links are not followed"
                        .formatted(
                                origin(path), found.isSymbolicLink() ? "a symbolic link" : "something else", needed));
    }
}
