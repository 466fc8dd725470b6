// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Makes component versions to measure with: a tree in which each refers to up to three others, with five files and one image each.
 * {@code bench.test/c0:1.0.0} is its root. It is the same each time.
 */
final class MakeComponents {
    /** The component version that all others can be reached from. */
    static final String ROOT = "//bench.test/c0:1.0.0";

    private static final int CHILDREN = 3;
    private static final int FILES = 5;
    private static final int FILE_SIZE = 200 * 1024;
    private static final int IMAGES = 5;
    private static final int LAYER_SIZE = 256 * 1024;
    private static final String REPOSITORY = "bench/img-";

    private MakeComponents() {}

    /**
     * Makes them, for a program to add.
     *
     * @param args how many, the URL of a registry that gets the images, the directory that gets the constructor and its files
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException("give a number, http://HOST:PORT of a registry, and a directory");
        }
        String[] url = args[1].split("://", 2);
        Path folder = Files.createDirectories(Path.of(args[2]));
        try (Origins origins = new Origins(HttpSettings.of(Map.of()));
                OciRegistry registry =
                        new RemoteRegistry(origins, url[0], url[1], Credentials.NONE, new Cancellation())) {
            images(registry::repository);
        }
        System.out.println(constructor(Integer.parseInt(args[0]), args[1], folder));
    }

    /** Puts the images that the components refer to: two layers are in each of them, two in none but one. */
    static void images(Function<String, OciStore> registry) {
        for (int i = 0; i < IMAGES; i++) {
            Image.put(
                    registry.apply(REPOSITORY + i),
                    Set.of(new Tag("1")),
                    "amd64",
                    LongStream.of(-1, -2, 2L * i, 2L * i + 1),
                    LAYER_SIZE);
        }
    }

    /** Writes the constructor and the files that it names, and tells where it is. */
    static Path constructor(int count, String registry, Path folder) throws IOException {
        StringBuilder text = new StringBuilder("components:\n");
        for (int i = 0; i < count; i++) {
            text.append("""
                - name: bench.test/c%d
                  version: 1.0.0
                  provider: {name: bench.test}
                  resources:
                  - name: image
                    type: ociImage
                    version: "1"
                    access: {type: ociArtifact, imageReference: "%s/%s%d:1"}
                """.formatted(i, registry, REPOSITORY, i % IMAGES));
            for (int j = 0; j < FILES; j++) {
                Path file = Files.write(
                        folder.resolve("c%d-%d".formatted(i, j)), Image.content((long) i * FILES + j, FILE_SIZE));
                text.append("""
                      - name: file-%d
                        type: blob
                        input: {type: file, path: %s, mediaType: application/octet-stream}
                    """.formatted(j, file.getFileName()));
            }
            text.append(references(i, count));
        }
        return Files.writeString(folder.resolve("constructor.yaml"), text);
    }

    private static String references(int parent, int count) {
        String references = LongStream.rangeClosed(1, CHILDREN)
                .map(child -> (long) CHILDREN * parent + child)
                .filter(child -> child < count)
                .mapToObj("  - {name: ref-%1$d, componentName: bench.test/c%1$d, version: 1.0.0}\n"::formatted)
                .reduce("", String::concat);
        return references.isEmpty() ? "" : "  componentReferences:\n" + references;
    }
}
