// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What it takes to transfer the component versions of {@link MakeComponents} with all that they refer to, images by value: from an archive
 * to a registry, from there to another registry, each once more when all is there, and back into an archive. {@code OCM_GO} in the
 * environment names the program of the Go project to compare with. Requests are counted in a run of their own.
 */
final class Components {
    private static final String ARCHIVE = "archive";
    private static final String PLACE = "::";

    private final int count;
    private final String back;
    private final List<String> contestants = Machine.ocms();

    /**
     * One transfer.
     *
     * @param title which
     * @param cost what the process took
     * @param requests how many the registries answered, if they count
     */
    private record Step(String title, Program.Cost cost, int requests) {}

    private Components(int count, String back) {
        this.count = count;
        this.back = back;
    }

    /**
     * Measures and prints.
     *
     * @param args {@code components=40}, {@code runs=5}, {@code archive=back}, the words by which all contestants take an archive as
     *     a target, such as {@code tgz::back.tgz}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments given = new Arguments(args, "components", "runs", "archive");
        int runs = given.number("runs", 5);
        if (!Machine.find("docker-registry").isPresent()) {
            throw new IllegalStateException("docker-registry is needed on PATH: install the package of that name");
        }
        Components benchmark = new Components(given.number("components", 40), given.text("archive", "back"));
        Turns<List<Step>> timed = benchmark.turns(runs, false);
        Turns<List<Step>> counted = benchmark.turns(1, true);
        System.out.printf("%s; %d component versions, %d runs%n%n", Machine.line(), benchmark.count, runs);
        benchmark.print(timed, counted);
    }

    private Turns<List<Step>> turns(int runs, boolean counts) throws IOException, InterruptedException {
        try (Scratch scratch = Scratch.inMemory();
                DockerRegistry images = new DockerRegistry(scratch.folder().resolve("images"), counts)) {
            Path folder = scratch.folder();
            Program program = new Program(folder, Map.of("HOME", folder.toString()));
            putImages(images);
            Path constructor = MakeComponents.constructor(count, images.url(), folder);
            program.run(Machine.ocm(), "add", "cv", "--create", "--file", ARCHIVE, constructor.toString());
            return new Turns<>(contestants, runs, ocm -> transfers(ocm, program, folder, images, counts));
        }
    }

    private static void putImages(DockerRegistry images) {
        try (Origins origins = new Origins(HttpSettings.of(Map.of()));
                OciRegistry registry =
                        new RemoteRegistry(origins, "http", images.address(), Credentials.NONE, new Cancellation())) {
            MakeComponents.images(registry::repository);
        }
    }

    /** All transfers of one contestant, with registries that are new. */
    private List<Step> transfers(String ocm, Program program, Path folder, DockerRegistry images, boolean counts)
            throws IOException, InterruptedException {
        try (DockerRegistry first = new DockerRegistry(folder.resolve("first"), counts);
                DockerRegistry second = new DockerRegistry(folder.resolve("second"), counts)) {
            List<DockerRegistry> registries = List.of(images, first, second);
            String here = first.url() + "/mirror";
            String there = second.url() + "/mirror";
            Map<String, List<String>> transfers = new LinkedHashMap<>();
            transfers.put("archive to registry", List.of(ARCHIVE + MakeComponents.ROOT, here));
            transfers.put("archive to registry, again", List.of(ARCHIVE + MakeComponents.ROOT, here));
            transfers.put("registry to registry", List.of(here + MakeComponents.ROOT, there));
            transfers.put("registry to registry, again", List.of(here + MakeComponents.ROOT, there));
            transfers.put("registry to archive", List.of(here + MakeComponents.ROOT, back));
            List<Step> steps = new ArrayList<>();
            for (Map.Entry<String, List<String>> transfer : transfers.entrySet()) {
                List<String> command = new ArrayList<>(List.of(ocm, "transfer", "componentversion", "--recursive"));
                command.add("--copy-resources");
                command.addAll(transfer.getValue());
                int before = requests(registries);
                Program.Cost cost = program.run(command.toArray(String[]::new));
                steps.add(new Step(transfer.getKey(), cost, requests(registries) - before));
            }
            Path archive = folder.resolve(back.contains(PLACE) ? back.split(PLACE, 2)[1] : back);
            if (Files.exists(archive)) {
                Scratch.delete(archive);
            }
            return steps;
        }
    }

    private static int requests(List<DockerRegistry> registries) throws IOException {
        int sum = 0;
        for (DockerRegistry registry : registries) {
            sum += registry.requests();
        }
        return sum;
    }

    private void print(Turns<List<Step>> timed, Turns<List<Step>> counted) {
        Table table = new Table("transfer", "program", "wall s", "least", "most", "CPU s", "peak RSS MiB", "requests");
        List<Step> titles = timed.first(contestants.getFirst());
        for (int i = 0; i < titles.size(); i++) {
            int step = i;
            for (String ocm : contestants) {
                ToDoubleFunction<List<Step>> wall =
                        steps -> steps.get(step).cost().wall();
                table.row(
                        titles.get(step).title(),
                        ocm.equals(Machine.ocm()) ? "this" : "Go",
                        "%.2f".formatted(timed.median(ocm, wall)),
                        "%.2f".formatted(timed.least(ocm, wall)),
                        "%.2f".formatted(timed.most(ocm, wall)),
                        "%.2f"
                                .formatted(timed.median(
                                        ocm, steps -> steps.get(step).cost().cpu())),
                        "%.0f"
                                .formatted(timed.median(
                                        ocm, steps -> steps.get(step).cost().rss())),
                        "%.0f"
                                .formatted(counted.median(
                                        ocm, steps -> steps.get(step).requests())));
            }
        }
        table.print();
    }
}
