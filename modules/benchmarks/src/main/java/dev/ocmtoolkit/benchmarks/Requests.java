// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.server.Served;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

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
        try (CountingRegistry source = new CountingRegistry();
                CountingRegistry target = new CountingRegistry()) {
            Image.put(
                    source.repository("bench/i10"),
                    Set.of(new Tag("1")),
                    "amd64",
                    LongStream.range(0, LAYERS),
                    LAYER_SIZE);
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

    private void transfer(CountingRegistry source, String to) throws IOException, InterruptedException {
        program.run(Machine.ocm(), "transfer", "cv", "--copy-resources", source.address() + "/from" + VERSION, to);
    }

    private void row(String title, String name, CountingRegistry registry) {
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
}
