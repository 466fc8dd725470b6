// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a blob of a gibibyte needs on its way from an archive into a registry and back, with a heap of 64 MiB: time, memory, and disk
 * besides the place where it stays, which has to be nothing.
 */
final class LargeBlob {
    private static final String VERSION = "//example.org/bench:1.0.0";
    private static final int MIB = 1024 * 1024;
    private static final long LOOK_EVERY_MS = 20;

    private final Path folder;
    private final Path temporary;
    private final Program program;
    private final Table table = new Table(
            "transfer", "wall s", "CPU s", "peak RSS MiB", "temporary files MiB", "target at most MiB", "then");

    private LargeBlob(Path folder, Path temporary) {
        this.folder = folder;
        this.temporary = temporary;
        this.program = new Program(
                folder,
                Map.of("OCM_JAVA_OPTS", "-Xmx64m -Djava.io.tmpdir=" + temporary, "TMPDIR", temporary.toString()));
    }

    /**
     * Measures and prints.
     *
     * @param args {@code mib=1024}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int mib = new Arguments(args, "mib").number("mib", 1024);
        try (Scratch scratch = new Scratch()) {
            Path temporary = Files.createDirectory(scratch.folder().resolve("tmp"));
            new LargeBlob(scratch.folder(), temporary).measure(scratch, mib);
        }
    }

    private void measure(Scratch scratch, int mib) throws IOException, InterruptedException {
        System.out.printf("%s; a blob of %d MiB, -Xmx64m%n%n", Machine.line(), mib);
        write(folder.resolve("blob"), mib);
        scratch.constructor("""
            type: blob
            input:
              type: file
              path: blob
            """);
        row("add to archive", "archive", "add", "cv", "--create", "--file", "archive", "component-constructor.yaml");
        Files.delete(folder.resolve("blob"));
        Process ours = program.start(Machine.ocm(), "serve", "--writable", "--listen", "127.0.0.1:0", "ours");
        try {
            String said = Machine.firstLine(ours);
            String address = said.substring(said.indexOf("http://"), said.indexOf(" (writable)"));
            thereAndBack("ocm serve", "ours", address);
        } finally {
            ours.destroy();
            ours.waitFor();
        }
        if (Machine.find("docker-registry").isPresent()) {
            try (DockerRegistry registry = new DockerRegistry(folder.resolve("debian"), false)) {
                thereAndBack("docker-registry", "debian", registry.url());
            }
        }
        table.print();
    }

    private void thereAndBack(String name, String stored, String address) throws IOException, InterruptedException {
        row("archive to " + name, stored, "transfer", "cv", "archive" + VERSION, address + "/bench");
        row(name + " to archive", "back", "transfer", "cv", address + "/bench" + VERSION, "back");
        Scratch.delete(folder.resolve("back"));
    }

    private void row(String title, String target, String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 1];
        command[0] = Machine.ocm();
        System.arraycopy(words, 0, command, 1, words.length);
        AtomicBoolean over = new AtomicBoolean();
        Watch watch = new Watch(over, temporary, folder.resolve(target));
        Thread watching = Thread.ofPlatform().start(watch);
        Program.Cost cost;
        try {
            cost = program.run(command);
        } finally {
            over.set(true);
            watching.join();
        }
        table.row(
                title,
                "%.2f".formatted(cost.wall()),
                "%.2f".formatted(cost.cpu()),
                "%.0f".formatted(cost.rss()),
                watch.mostTemporary / MIB,
                watch.mostTarget / MIB,
                Scratch.size(folder.resolve(target)) / MIB);
    }

    private static void write(Path file, int mib) throws IOException {
        Random random = new Random(1);
        byte[] piece = new byte[MIB];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < mib; i++) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
    }

    /** Sees how large two folders become while something runs. */
    private static final class Watch implements Runnable {
        private final AtomicBoolean over;
        private final Path temporary;
        private final Path target;
        private long mostTemporary;
        private long mostTarget;

        Watch(AtomicBoolean over, Path temporary, Path target) {
            this.over = over;
            this.temporary = temporary;
            this.target = target;
        }

        @Override
        public void run() {
            while (!over.get()) {
                mostTemporary = Math.max(mostTemporary, Scratch.size(temporary));
                mostTarget = Math.max(mostTarget, Scratch.size(target));
                try {
                    Thread.sleep(LOOK_EVERY_MS);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }
}
