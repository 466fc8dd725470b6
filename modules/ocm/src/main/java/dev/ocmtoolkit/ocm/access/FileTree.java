// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Unpacks a tree of files from a tar (POSIX.1-2017, pax), perhaps in gzip, into a directory of its own. Nothing is written outside of
 * the directory, and no link that stays leads out of it.
 */
public final class FileTree {
    /** The most entries of a tree. */
    public static final int ENTRIES = 250_000;
    /** The most bytes of all its files, 64 GiB. */
    public static final long LIMIT = 64L * 1024 * 1024 * 1024;

    private static final Set<Byte> FILES =
            Set.of(TarArchiveEntry.LF_NORMAL, TarArchiveEntry.LF_OLDNORM, TarArchiveEntry.LF_CONTIG);
    private static final int BLOCK = 512;
    /** The most bytes between two files: headers, of which one may be a long name. */
    private static final long BETWEEN = 1024 * 1024;

    private static final int GZIP = 0x1f8b;
    private static final int BUFFER = 64 * 1024;

    private final Path root;
    private final String what;
    private int entries;
    private int files;
    private long bytes;

    /**
     * What was unpacked.
     *
     * @param files the number of files
     * @param bytes their sizes in all
     */
    public record Unpacked(int files, long bytes) {}

    private FileTree(Path root, String what) {
        this.root = root;
        this.what = what;
    }

    /**
     * Unpacks a tree.
     *
     * @param tar the tar
     * @param directory the directory, which is made
     * @param what how messages name the tree
     * @return what it held
     * @throws IOException when the tar cannot be opened or a file cannot be written
     * @throws Failure INVALID for what is no tar or a damaged one, and for a tree that is too large, or has a device, a hard link, a name that leads out or is there twice, or a
     *     link that leads out
     */
    public static Unpacked unpack(Path tar, Path directory, String what) throws IOException {
        FileTree tree = new FileTree(Files.createDirectory(directory), what);
        try (InputStream file = new BufferedInputStream(Files.newInputStream(tar), BUFFER);
                Bounded bounded = new Bounded(plain(file));
                TarArchiveInputStream in = new TarArchiveInputStream(bounded)) {
            bounded.left = BETWEEN;
            Optional<TarArchiveEntry> entry = tree.next(in);
            while (entry.isPresent()) {
                bounded.left = Long.MAX_VALUE;
                tree.add(entry.get(), in);
                bounded.left = BETWEEN;
                entry = tree.next(in);
            }
            if (in.getBytesRead() < BLOCK) {
                throw tree.damaged();
            }
        }
        return new Unpacked(tree.files, tree.bytes);
    }

    private static InputStream plain(InputStream file) throws IOException {
        file.mark(2);
        int magic = file.read() << 8 | file.read();
        file.reset();
        return magic == GZIP ? new GZIPInputStream(file, BUFFER) : file;
    }

    private Optional<TarArchiveEntry> next(TarArchiveInputStream in) {
        try {
            return Optional.ofNullable(in.getNextEntry());
        } catch (IOException e) {
            throw damaged();
        }
    }

    private int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw damaged();
        }
    }

    private void add(TarArchiveEntry entry, TarArchiveInputStream in) throws IOException {
        if (!entry.isCheckSumOK()) {
            throw damaged();
        }
        count();
        try {
            place(entry, in);
        } catch (InvalidPathException e) {
            throw invalid(
                    "holds \"%s\", which can be no name of a file here".formatted(Text.printable(entry.getName())));
        }
    }

    private void place(TarArchiveEntry entry, TarArchiveInputStream in) throws IOException {
        List<String> parts = parts(entry.getName());
        if (parts.isEmpty()) {
            return;
        }
        if (entry.isDirectory()) {
            makeDirectories(parts);
            return;
        }
        Path path = makeDirectories(parts.subList(0, parts.size() - 1)).resolve(parts.getLast());
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw invalid("holds \"%s\" twice".formatted(Text.printable(entry.getName())));
        }
        if (entry.isSymbolicLink()) {
            link(path, parts.size() - 1, entry);
        } else if (FILES.contains(entry.getLinkFlag())) {
            file(path, entry, in);
        } else {
            throw invalid(
                    "holds \"%s\", which is neither a file nor a directory".formatted(Text.printable(entry.getName())));
        }
    }

    /** Directories that no entry names are counted as well. */
    private void count() {
        if (++entries > ENTRIES) {
            throw invalid("has more than %d entries".formatted(ENTRIES));
        }
    }

    private List<String> parts(String name) {
        List<String> parts = Stream.of(name.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
        if (name.startsWith("/") || parts.contains("..")) {
            throw invalid("holds \"%s\", which leads out of it".formatted(Text.printable(name)));
        }
        return parts;
    }

    /** Only directories that are none by a link are gone into. */
    private Path makeDirectories(List<String> parts) throws IOException {
        Path directory = root;
        for (String part : parts) {
            directory = directory.resolve(part);
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                count();
                Files.createDirectory(directory);
            } else if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw invalid("has \"%s\" as a directory and as something else"
                        .formatted(Text.printable(root.relativize(directory).toString())));
            }
        }
        return directory;
    }

    private void file(Path path, TarArchiveEntry entry, InputStream in) throws IOException {
        try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
                bytes += n;
                if (bytes > LIMIT) {
                    throw invalid("has more than %d bytes in its files".formatted(LIMIT));
                }
                out.write(buffer, 0, n);
            }
        }
        files++;
        Files.setPosixFilePermissions(path, permissions(entry.getMode()));
    }

    /** As it says, but for rights that belong to users and groups of another computer. */
    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions =
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            if ((mode >> (all.length - 1 - i) & 1) != 0) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }

    /** Behind another name {@code ..} means what that name, which may be a link, makes of it; so it stands only at the begin. */
    private void link(Path path, int depth, TarArchiveEntry entry) throws IOException {
        String target = entry.getLinkName();
        int up = 0;
        boolean down = false;
        boolean out = target.isEmpty() || target.startsWith("/");
        for (String part : target.split("/", -1)) {
            if (part.equals("..")) {
                up++;
                out |= down || up > depth;
            } else if (!part.isEmpty() && !part.equals(".")) {
                down = true;
            }
        }
        if (out) {
            throw invalid("holds \"%s\", a link that leads out of it".formatted(Text.printable(entry.getName())));
        }
        Files.createSymbolicLink(path, Path.of(target));
    }

    /** Ends where a name without end would fill the memory. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            take(1);
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int n = super.read(buffer, from, length);
            take(Math.max(0, n));
            return n;
        }

        @Override
        public long skip(long count) throws IOException {
            long n = super.skip(count);
            take(n);
            return n;
        }

        private void take(long count) throws IOException {
            left -= count;
            if (left < 0) {
                throw new IOException("too much between two files");
            }
        }
    }

    private Failure damaged() {
        return invalid("is no tar, or is damaged");
    }

    private Failure invalid(String rule) {
        return new Failure(Failure.Kind.INVALID, "%s %s".formatted(what, rule))
                .hint("download it without --download-handlers, and unpack it with care");
    }
}
