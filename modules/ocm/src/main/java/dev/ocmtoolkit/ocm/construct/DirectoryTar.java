// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.archive.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory as a tar, in the order of names, with the modes, owners and times of its files (whole seconds, as OCM's {@code dir}
 * input has them).
 *
 * @param root the directory
 * @param keepName whether the paths in the tar begin with its name
 * @param followLinks whether a symbolic link becomes what it points at
 * @param include globs of paths that are packed; empty: all
 * @param exclude globs of paths that are not packed
 */
record DirectoryTar(
        Path root, boolean keepName, boolean followLinks, List<PathMatcher> include, List<PathMatcher> exclude)
        implements Body {
    private static final int DEPTH = 100;

    @Override
    public OptionalLong length() {
        return OptionalLong.empty();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        OutputStream unclosed = new Unclosed(out);
        try (TarWriter tar = new TarWriter(unclosed)) {
            String name =
                    keepName ? root.toAbsolutePath().normalize().getFileName().toString() : "";
            add(tar, root, name, new HashSet<>());
        }
    }

    private void add(TarWriter tar, Path path, String name, Set<Path> above) throws IOException {
        if (!name.isEmpty() && !isIncluded(name)) {
            return;
        }
        Path real = followLinks ? target(path) : path;
        PosixFileAttributes attributes = attributes(real);
        if (attributes.isDirectory()) {
            addDirectory(tar, real, name, attributes, above);
        } else if (attributes.isSymbolicLink()) {
            tar.begin(entry(real, name, '2', attributes, 0, link(real)));
        } else if (attributes.isRegularFile()) {
            addFile(tar, real, name, attributes);
        } else {
            throw new Failure(Failure.Kind.INVALID, "%s is neither a file nor a directory nor a link".formatted(real));
        }
    }

    private void addDirectory(TarWriter tar, Path path, String name, PosixFileAttributes attributes, Set<Path> above)
            throws IOException {
        if (!above.add(path) || above.size() > DEPTH) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s is in itself by a symbolic link, or more than %d directories deep".formatted(path, DEPTH));
        }
        if (!name.isEmpty()) {
            tar.begin(entry(path, name, '5', attributes, 0, ""));
        }
        List<Path> children;
        try (Stream<Path> list = Files.list(path)) {
            children = list.sorted((a, b) ->
                            a.getFileName().toString().compareTo(b.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw FileContent.unreadable(path, e);
        }
        for (Path child : children) {
            String own = child.getFileName().toString();
            add(tar, child, name.isEmpty() ? own : name + "/" + own, above);
        }
        above.remove(path);
    }

    private static void addFile(TarWriter tar, Path path, String name, PosixFileAttributes attributes)
            throws IOException {
        long size = attributes.size();
        tar.begin(entry(path, name, '0', attributes, size, ""));
        FileContent.copy(path, size, tar::write);
    }

    private static TarWriter.Entry entry(
            Path path, String name, char type, PosixFileAttributes attributes, long size, String link) {
        return new TarWriter.Entry(
                name,
                type,
                number(path, "mode") & 0xfff,
                size,
                Math.round(attributes.lastModifiedTime().toMillis() / 1000.0),
                owner(number(path, "uid"), number(path, "gid"), attributes),
                link);
    }

    /** Whoever the system has no name for is given their number as a name by Java; in a tar they have none. */
    private static TarWriter.Owner owner(int user, int group, PosixFileAttributes attributes) {
        String userName = attributes.owner().getName();
        String groupName = attributes.group().getName();
        return new TarWriter.Owner(
                user,
                group,
                userName.equals(Integer.toString(user)) ? "" : userName,
                groupName.equals(Integer.toString(group)) ? "" : groupName);
    }

    private static Path target(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw FileContent.unreadable(path, e);
        }
    }

    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            throw FileContent.unreadable(path, e);
        }
    }

    private static PosixFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw FileContent.unreadable(path, e);
        }
    }

    private static int number(Path path, String attribute) {
        try {
            return Files.getAttribute(path, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS) instanceof Integer value
                    ? value
                    : 0;
        } catch (IOException e) {
            throw FileContent.unreadable(path, e);
        }
    }

    private boolean isIncluded(String name) {
        String relative = keepName ? name.substring(Math.min(name.length(), name.indexOf('/') + 1)) : name;
        Path path = Path.of(relative);
        return exclude.stream().noneMatch(glob -> glob.matches(path))
                && (include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(path)));
    }
}
