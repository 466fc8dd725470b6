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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What {@code ocm oci copy} and its peers on PATH take to copy images between two registries: whole processes, in turns, with an empty
 * target each time; besides, the tenth of ten copies in one process of ours. Requests are counted in a run of their own. A copy counts
 * only if the target's tags name what the source's do.
 */
final class Images implements AutoCloseable {
    private static final String COPY = "copy/image";

    private final Scratch scratch;
    private final Program program;
    private final DockerRegistry source;
    private final DockerRegistry target;
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private int repositories;

    /**
     * One copy.
     *
     * @param cost what the process took
     * @param source how many requests the source answered, if they are counted
     * @param target how many the target did
     */
    private record Copy(Program.Cost cost, int source, int target) {}

    private Images(boolean counts) throws IOException, InterruptedException {
        this.scratch = Scratch.inMemory();
        this.program =
                new Program(scratch.folder(), Map.of("HOME", scratch.folder().toString()));
        this.source = new DockerRegistry(scratch.folder().resolve("source"), counts);
        this.target = new DockerRegistry(scratch.folder().resolve("target"), counts);
    }

    /**
     * Measures and prints.
     *
     * @param args {@code runs=5}, {@code only=I10,W1}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Arguments given = new Arguments(args, "runs", "only");
        int runs = given.number("runs", 5);
        List<String> only = List.of(given.text("only", "").split(",", 0));
        List<ImageWorkload> workloads = Arrays.stream(ImageWorkload.values())
                .filter(workload -> only.equals(List.of("")) || only.contains(workload.name()))
                .toList();
        if (!Machine.find("docker-registry").isPresent()) {
            throw new IllegalStateException("docker-registry is needed on PATH: install the package of that name");
        }
        List<CopyTool> tools = CopyTool.present();
        System.out.printf("%s; %d runs%n%n", Machine.line(), runs);
        Table table = new Table(
                "workload", "program", "wall s", "least", "most", "CPU s", "peak RSS MiB", "requests source + target");
        for (ImageWorkload workload : workloads) {
            try (Images timed = new Images(false);
                    Images counted = new Images(true)) {
                timed.measure(workload, tools, runs, counted, table);
            }
        }
        table.print();
    }

    private void measure(ImageWorkload workload, List<CopyTool> tools, int runs, Images counted, Table table)
            throws IOException, InterruptedException {
        make(workload);
        counted.make(workload);
        List<String> able = tools.stream()
                .filter(tool -> !workload.tag().isEmpty() || tool.all("", "").isPresent())
                .map(CopyTool::name)
                .toList();
        Turns<Copy> turns = new Turns<>(able, runs, name -> copy(workload, CopyTool.valueOf(name)));
        for (String name : able) {
            Copy requests = counted.copy(workload, CopyTool.valueOf(name));
            table.row(
                    workload.name().toLowerCase(Locale.ROOT),
                    CopyTool.valueOf(name).program(),
                    "%.3f".formatted(turns.median(name, copy -> copy.cost().wall())),
                    "%.3f".formatted(turns.least(name, copy -> copy.cost().wall())),
                    "%.3f".formatted(turns.most(name, copy -> copy.cost().wall())),
                    "%.2f".formatted(turns.median(name, copy -> copy.cost().cpu())),
                    "%.0f".formatted(turns.median(name, copy -> copy.cost().rss())),
                    workload.isWithinRegistry()
                            ? requests.source()
                            : "%d + %d".formatted(requests.source(), requests.target()));
        }
        table.row(workload.name().toLowerCase(Locale.ROOT), "ocm, warm", warm(workload), "", "", "", "", "");
    }

    private void make(ImageWorkload workload) {
        try (OciRegistry registry = open(source)) {
            workload.make(registry);
        }
    }

    private Copy copy(ImageWorkload workload, CopyTool tool) throws IOException, InterruptedException {
        if (!workload.isWithinRegistry()) {
            target.wipe();
        }
        String from = source.address() + "/" + workload.repository();
        String repository = COPY + repositories++;
        String to = (workload.isWithinRegistry() ? source : target).address() + "/" + repository;
        if (!workload.before().isEmpty()) {
            run(CopyTool.OURS.one(from + ":" + workload.before(), to + ":1"));
        }
        int sourceBefore = source.requests();
        int targetBefore = target.requests();
        Program.Cost cost = run(
                workload.tag().isEmpty()
                        ? tool.all(from, to).orElseThrow()
                        : tool.one(from + ":" + workload.tag(), to + ":1"));
        Copy copy = new Copy(cost, source.requests() - sourceBefore, target.requests() - targetBefore);
        check(workload, repository, tool);
        return copy;
    }

    private Program.Cost run(List<String> words) throws IOException, InterruptedException {
        return program.run(words.toArray(String[]::new));
    }

    private void check(ImageWorkload workload, String repository, CopyTool tool) throws IOException {
        try (OciRegistry from = open(source);
                OciRegistry to = open(workload.isWithinRegistry() ? source : target)) {
            OciStore source = from.repository(workload.repository());
            OciStore copy = to.repository(repository);
            try (Stream<String> tags = workload.tag().isEmpty() ? source.tags() : Stream.of(workload.tag())) {
                List<String> wrong = tags.filter(tag -> {
                            Tag there = new Tag(workload.tag().isEmpty() ? tag : "1");
                            return !source.resolve(new Tag(tag)).equals(copy.resolve(there));
                        })
                        .toList();
                if (!wrong.isEmpty()) {
                    throw new IOException("%s copied %s wrongly: %s".formatted(tool.program(), workload, wrong));
                }
            }
        }
    }

    private OciRegistry open(DockerRegistry registry) {
        return new RemoteRegistry(origins, "http", registry.address(), Credentials.NONE, new Cancellation());
    }

    /** The tenth copy in one process, in seconds. */
    private String warm(ImageWorkload workload) throws IOException, InterruptedException {
        target.wipe();
        Process process = Machine.java(
                        WarmCopies.class,
                        List.of("-XX:+UseSerialGC"),
                        workload.name(),
                        source.address(),
                        (workload.isWithinRegistry() ? source : target).address(),
                        "warm" + repositories++)
                .start();
        try {
            return Machine.firstLine(process);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Override
    public void close() throws IOException {
        origins.close();
        source.close();
        target.close();
        scratch.close();
    }
}
