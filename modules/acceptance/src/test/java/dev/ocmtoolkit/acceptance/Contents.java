// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * All that an archive or a registry holds.
 *
 * @param index under which names, as the archive has it, or for a registry a line for each tag
 * @param objects the bytes of every object by their sha256
 */
record Contents(String index, Map<String, byte[]> objects) {
    private static final int LIMIT = 10 * 1024 * 1024;

    /** Whether a file or directory that was left behind is an archive. */
    static boolean isArchive(Path path) {
        return Files.isDirectory(path)
                || path.toString().endsWith(".tar")
                || path.toString().endsWith(".tgz");
    }

    /** What an archive holds, be it a directory, a tar or a tgz. */
    static Contents ofArchive(Path archive) throws IOException {
        if (Files.isDirectory(archive)) {
            return new Contents(
                    Files.readString(archive.resolve("artifact-index.json")), files(archive.resolve("blobs")));
        }
        Map<String, byte[]> objects = new HashMap<>();
        try (InputStream file = Files.newInputStream(archive);
                InputStream plain = archive.toString().endsWith(".tgz") ? new GZIPInputStream(file) : file;
                TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.isDirectory()) {
                    objects.put(entry.getName().replaceFirst("^blobs/sha256\\.", ""), tar.readAllBytes());
                }
            }
        }
        return new Contents(
                new String(Objects.requireNonNull(objects.remove("artifact-index.json")), StandardCharsets.UTF_8),
                objects);
    }

    /** What a registry held, as it was recorded. */
    static Contents ofRecording(Path folder) throws IOException {
        Map<String, byte[]> objects = files(folder);
        JsonNode index = new ObjectMapper().readTree(objects.remove("index.json"));
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : index) {
            lines.add(line(
                    entry.path("repository").asText(),
                    entry.path("tag").asText(),
                    entry.path("mediaType").asText(),
                    entry.path("digest").asText()));
        }
        return new Contents(text(lines), objects);
    }

    /** What a registry holds that a tag leads to. */
    static Contents of(OciRegistry registry) {
        List<String> lines = new ArrayList<>();
        Map<String, byte[]> objects = new HashMap<>();
        try (Stream<String> names = registry.repositories()) {
            for (String name : names.toList()) {
                OciStore repository = registry.repository(name);
                try (Stream<String> tags = repository.tags()) {
                    for (String tag : tags.toList()) {
                        Document manifest = repository.manifest(new Tag(tag));
                        lines.add(line(
                                name,
                                tag,
                                manifest.mediaType(),
                                manifest.digest().toString()));
                        collect(repository, manifest, objects);
                    }
                }
            }
        }
        return new Contents(text(lines), objects);
    }

    private static void collect(OciStore repository, Document manifest, Map<String, byte[]> objects) {
        objects.put(manifest.digest().hex(), manifest.bytes());
        for (String hex : Canonical.digestsIn(new String(manifest.bytes(), StandardCharsets.UTF_8))) {
            Digest digest = new Digest("sha256", hex);
            if (repository.resolve(digest).isPresent()) {
                collect(repository, repository.manifest(digest), objects);
                continue;
            }
            Optional<Descriptor> blob = repository.blob(digest);
            if (blob.isPresent()) {
                objects.put(hex, VerifiedReader.readAll(repository, blob.get(), LIMIT));
            }
        }
    }

    private static Map<String, byte[]> files(Path directory) throws IOException {
        Map<String, byte[]> content = new HashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                content.put(file.getFileName().toString().replaceFirst("^sha256\\.", ""), Files.readAllBytes(file));
            }
        }
        return content;
    }

    private static String line(String repository, String tag, String mediaType, String digest) {
        return "%s:%s %s %s".formatted(repository, tag, mediaType, digest);
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines.stream().sorted().toList());
    }
}
