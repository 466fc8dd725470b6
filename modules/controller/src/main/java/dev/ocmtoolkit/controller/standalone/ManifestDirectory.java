// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The manifests in a directory: {@code *.yaml}, {@code *.yml} and {@code *.json}, in the order of their names. Used by one thread. */
final class ManifestDirectory {
    private static final String FILES = "*.{yaml,yml,json}";

    private final Path directory;
    private Map<String, Seen> seen = new TreeMap<>();

    /** A file as it was when it was read. */
    private record Seen(FileTime modified, long size, Object key, ManifestFile content, List<RawObject> lastGood) {}

    /**
     * What the manifests say.
     *
     * @param declared the objects, and in which file each is
     * @param problems what is wrong
     * @param unreadable files of which nothing is known, so that nothing is known to be missing in them
     */
    record Scan(Map<ObjectId, Declared> declared, List<Problem> problems, Set<String> unreadable) {}

    /**
     * An object in a manifest.
     *
     * @param object the object, without what a host adds
     * @param file the name of the file
     */
    record Declared(RawObject object, String file) {}

    /**
     * A directory.
     *
     * @param directory its path
     * @throws Failure NOT_FOUND when there is none, INVALID when it is something else
     */
    ManifestDirectory(Path directory) {
        require(directory);
        this.directory = directory;
    }

    static void require(Path directory) {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new Failure(Failure.Kind.INVALID, "%s is no directory".formatted(directory))
                    .hint("name the directory with the manifests");
        }
        if (!Files.isDirectory(directory)) {
            throw new Failure(Failure.Kind.NOT_FOUND, "there is no directory %s".formatted(directory))
                    .hint("create it and put manifests into it");
        }
    }

    /** Reads what has changed since the last time. A file that cannot be read any more counts as it was when it could. */
    Scan scan() {
        Map<String, Seen> now = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, FILES)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".")) {
                    look(file, name, now, problems);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new Failure(
                    Failure.Kind.STORAGE, Failure.Side.NONE, "cannot list " + directory, "check its permissions", e);
        }
        seen = now;
        return collect(now, problems);
    }

    private void look(Path file, String name, Map<String, Seen> now, List<Problem> problems) {
        Seen before = seen.get(name);
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            if (!is.isRegularFile()) {
                return;
            }
            Object key = is.fileKey() == null ? name : is.fileKey();
            if (before != null
                    && before.modified().equals(is.lastModifiedTime())
                    && before.size() == is.size()
                    && before.key().equals(key)) {
                now.put(name, before);
                return;
            }
            ManifestFile content = ManifestFile.read(bytes(file), name);
            List<RawObject> good =
                    content.isWhole() ? content.objects() : before == null ? List.of() : before.lastGood();
            now.put(name, new Seen(is.lastModifiedTime(), is.size(), key, content, good));
        } catch (IOException e) {
            if (Files.exists(file)) {
                problems.add(new Problem(name, name + " cannot be read: check its permissions"));
                ManifestFile unknown = new ManifestFile(List.of(), List.of(), false);
                now.put(
                        name,
                        new Seen(
                                FileTime.fromMillis(0),
                                -1,
                                name,
                                unknown,
                                before == null ? List.of() : before.lastGood()));
            }
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(ManifestFile.LIMIT + 1);
        }
    }

    private static Scan collect(Map<String, Seen> files, List<Problem> problems) {
        Map<ObjectId, Declared> declared = new LinkedHashMap<>();
        Set<String> unreadable = new HashSet<>();
        Map<ObjectId, String> first = new HashMap<>();
        files.forEach((name, file) -> {
            problems.addAll(file.content().problems());
            if (!file.content().isWhole()) {
                unreadable.add(name);
            }
            for (RawObject object : file.lastGood()) {
                String other = first.putIfAbsent(object.id(), name);
                if (other == null) {
                    declared.put(object.id(), new Declared(object, name));
                } else {
                    problems.add(new Problem(
                            name, "%s: %s is in %s already, which counts".formatted(name, object.id(), other)));
                }
            }
        });
        return new Scan(declared, List.copyOf(problems), unreadable);
    }
}
