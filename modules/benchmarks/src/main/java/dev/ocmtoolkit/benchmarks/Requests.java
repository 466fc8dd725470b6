// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.Served;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How often both registries are asked, and what, when a component version with an image of ten layers is transferred by value: for the
 * first time, again, and to another place of the same registry. It is counted in the registries, which run in this process.
 */
final class Requests {
    private static final String VERSION = "//example.org/bench:1.0.0";
    private static final int LAYERS = 10;
    private static final int LAYER_SIZE = 1024 * 1024;

    private final Program program;
    private final Table table = new Table("transfer", "registry", "image", "component version", "in all", "by kind");

    private Requests(Program program) {
        this.program = program;
    }

    /**
     * Counts and prints.
     *
     * @param args none
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        new Arguments(args);
        try (Scratch scratch = new Scratch()) {
            new Requests(new Program(scratch.folder(), Map.of())).count(scratch);
        }
    }

    private void count(Scratch scratch) throws IOException, InterruptedException {
        try (Counted source = new Counted();
                Counted target = new Counted()) {
            image(source.registry.repository("bench/i10"), new Tag("1"));
            scratch.constructor("""
                type: ociImage
                access:
                  type: ociArtifact
                  imageReference: %s/bench/i10:1
                """.formatted(source.address()));
            program.run(Machine.ocm(), "add", "cv", "--create", "--file", "archive", "component-constructor.yaml");
            program.run(Machine.ocm(), "transfer", "ctf", "archive", source.address() + "/from");
            source.taken();
            for (String title : List.of("first", "again")) {
                transfer(source, target.address() + "/to");
                row(title, "source", source);
                row(title, "target", target);
            }
            transfer(source, source.address() + "/to");
            row("same registry", "both", source);
        }
        System.out.printf("%s; image of %d layers and configuration%n%n", Machine.line(), LAYERS);
        table.print();
    }

    private void transfer(Counted source, String to) throws IOException, InterruptedException {
        program.run(Machine.ocm(), "transfer", "cv", "--copy-resources", source.address() + "/from" + VERSION, to);
    }

    private void row(String title, String name, Counted registry) {
        List<Served> all = registry.taken();
        long image = all.stream().filter(one -> one.path().contains("/i10/")).count();
        table.row(title, name, image, all.size() - image, all.size(), kinds(all));
    }

    private static String kinds(List<Served> all) {
        SortedMap<String, Long> counts = all.stream()
                .collect(Collectors.groupingBy(
                        one -> one.method() + " " + one.kind() + " " + one.status(),
                        TreeMap::new,
                        Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Writes an image of layers that nobody can compress. */
    private static void image(OciStore into, Tag tag) {
        Random random = new Random(1);
        String layers = IntStream.range(0, LAYERS)
                .mapToObj(_ -> {
                    byte[] content = new byte[LAYER_SIZE];
                    random.nextBytes(content);
                    return blob(into, "application/vnd.oci.image.layer.v1.tar+gzip", content);
                })
                .collect(Collectors.joining(","));
        String config = blob(
                into,
                "application/vnd.oci.image.config.v1+json",
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                        .getBytes(StandardCharsets.UTF_8));
        String manifest = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(MediaTypes.MANIFEST, config, layers);
        into.putManifest(new Document(MediaTypes.MANIFEST, manifest.getBytes(StandardCharsets.UTF_8)), Set.of(tag));
    }

    private static String blob(OciStore into, String mediaType, byte[] content) {
        Descriptor blob = Descriptor.of(mediaType, content);
        if (into.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of())
                instanceof BlobStart.Open(var upload)) {
            try (upload) {
                upload.finish(blob.digest(), Body.of(content));
            }
        }
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, blob.digest(), blob.size());
    }

    /** A registry in memory that remembers what it was asked. */
    private static final class Counted implements AutoCloseable {
        private final MemoryRegistry registry = new MemoryRegistry();
        private final List<Served> served = new ArrayList<>();
        private final RegistryServer server = RegistryServer.start(
                registry,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.readWrite().withListener(this::remember));

        String address() {
            return "http://127.0.0.1:" + server.address().getPort();
        }

        private synchronized void remember(Served one) {
            served.add(one);
        }

        /** What it was asked since the last time. */
        synchronized List<Served> taken() {
            List<Served> taken = List.copyOf(served);
            served.clear();
            return taken;
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
