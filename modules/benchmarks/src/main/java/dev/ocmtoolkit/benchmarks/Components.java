// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What it takes to transfer the component versions of {@link MakeComponents} with all that they refer to: from an archive to a registry,
 * images by value, once more when all is there, and from the registry into an archive, where images stay references. The registries run in this process, which counts what
 * they are asked. {@code OCM_GO} in the environment names the program of the Go project to compare with.
 */
final class Components {
    private static final List<String> STEPS = List.of("archive to registry", "again", "registry to archive");
    private static final String PLACE = "::";

    private final Program program;
    private final Scratch scratch;
    private final CountingRegistry source;
    private final String archive;

    /**
     * One transfer.
     *
     * @param cost what the process took
     * @param requests how often both registries were asked
     */
    private record Step(Program.Cost cost, int requests) {}

    private Components(Program program, Scratch scratch, CountingRegistry source, String archive) {
        this.program = program;
        this.scratch = scratch;
        this.source = source;
        this.archive = archive;
    }

    /**
     * Measures and prints.
     *
     * @param args {@code components=40}, {@code runs=5}, {@code archive=back}, the words by which all contestants take an archive as
     *     a target, such as {@code tgz::back.tgz}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments given = new Arguments(args, "components", "runs", "archive");
        int count = given.number("components", 40);
        int runs = given.number("runs", 5);
        try (Scratch scratch = new Scratch();
                CountingRegistry source = new CountingRegistry()) {
            Path folder = scratch.folder();
            Program program = new Program(folder, Map.of("HOME", folder.toString()));
            MakeComponents.images(source::repository);
            Path constructor = MakeComponents.constructor(count, source.address(), folder);
            program.run(Machine.ocm(), "add", "cv", "--create", "--file", "archive", constructor.toString());
            Components benchmark = new Components(program, scratch, source, given.text("archive", "back"));
            List<String> contestants = Machine.ocms();
            Turns<List<Step>> turns = new Turns<>(contestants, runs, benchmark::transfers);
            System.out.printf("%s; %d component versions, %d runs%n%n", Machine.line(), count, runs);
            print(contestants, turns);
        }
    }

    /** All transfers of one contestant, to a registry that is new. */
    private List<Step> transfers(String ocm) throws IOException, InterruptedException {
        try (CountingRegistry target = new CountingRegistry()) {
            String mirror = target.address() + "/mirror";
            Path back = scratch.folder()
                    .resolve(archive.substring(archive.indexOf(PLACE) < 0 ? 0 : archive.indexOf(PLACE) + 2));
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                steps.add(step(target, ocm, "--copy-resources", "archive" + MakeComponents.ROOT, mirror));
            }
            steps.add(step(target, ocm, mirror + MakeComponents.ROOT, archive));
            Scratch.delete(back);
            return steps;
        }
    }

    private Step step(CountingRegistry target, String ocm, String... words) throws IOException, InterruptedException {
        source.taken();
        target.taken();
        Program.Cost cost = program.run(
                Stream.concat(Stream.of(ocm, "transfer", "componentversion", "--recursive"), Stream.of(words))
                        .toArray(String[]::new));
        return new Step(cost, source.taken().size() + target.taken().size());
    }

    private static void print(List<String> contestants, Turns<List<Step>> turns) {
        Table table = new Table("transfer", "program", "wall s", "least", "most", "CPU s", "peak RSS MiB", "requests");
        for (int i = 0; i < STEPS.size(); i++) {
            int step = i;
            for (String ocm : contestants) {
                ToDoubleFunction<List<Step>> wall = all -> all.get(step).cost().wall();
                table.row(
                        STEPS.get(step),
                        ocm.equals(Machine.ocm()) ? "this" : "Go",
                        "%.2f".formatted(turns.median(ocm, wall)),
                        "%.2f".formatted(turns.least(ocm, wall)),
                        "%.2f".formatted(turns.most(ocm, wall)),
                        "%.2f"
                                .formatted(turns.median(
                                        ocm, all -> all.get(step).cost().cpu())),
                        "%.0f"
                                .formatted(turns.median(
                                        ocm, all -> all.get(step).cost().rss())),
                        "%.0f".formatted(turns.median(ocm, all -> all.get(step).requests())));
            }
        }
        table.print();
    }
}
