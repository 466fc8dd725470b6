// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import dev.ocmtoolkit.ocm.transfer.TransferListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code ocm quickstart}: the transfer guide as a story that runs, on two registries of its own and in a temporary folder. What it prints
 * as commands is what it runs.
 */
final class Quickstart extends Command {
    private static final String COMPONENT = "ocm.software/ocm-k8s-toolkit/replication";

    private final OptionSpec keep =
            options.flag("leave the registries running until Ctrl-C, so that every command can be typed", "--keep");

    private Quickstart(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new Quickstart(session).spec;
    }

    @Override
    int run() {
        Path folder = makeFolder();
        try {
            return tell(folder);
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.STORAGE,
                    Failure.Side.NONE,
                    "cannot write to %s: %s".formatted(folder, e.getMessage()),
                    "set TMPDIR to a folder with room",
                    e);
        } finally {
            delete(folder);
        }
    }

    private int tell(Path folder) throws IOException {
        try (CtfArchive first = CtfArchive.create(folder.resolve("first"));
                CtfArchive second = CtfArchive.create(folder.resolve("second"))) {
            SampleChart.into(first, session.engine(), session.cancellation());
            try (RegistryServer source = serve(first);
                    RegistryServer target = serve(second)) {
                String from = address(source);
                String to = address(target);
                say("Two registries run, http://%s with a chart in it, and http://%s, empty.".formatted(from, to));
                say("They run here as these commands would run them; the others are typed in the folder.");
                comment("ocm serve --writable --listen %s first".formatted(from));
                comment("ocm serve --writable --listen %s second".formatted(to));
                comment("cd " + folder);
                programFolder().ifPresent(bin -> comment("export PATH=%s:$PATH".formatted(bin)));
                Files.writeString(folder.resolve("component-constructor.yaml"), constructor(from));
                int code = story(session.in(folder), from, to);
                if (code == ExitCodes.DONE && Options.isSet(keep)) {
                    say("The registries go on until Ctrl-C, which removes the folder, too: " + folder);
                    session.out().flush();
                    Serve.awaitCancellation(session);
                }
                return code;
            }
        }
    }

    private int story(Session inFolder, String from, String to) throws IOException {
        try (inFolder) {
            Proof proof = new Proof();
            List<Step> steps = List.of(
                    new Step(
                            "A component version is built into an archive, from component-constructor.yaml.",
                            "add",
                            "componentversion",
                            "--create",
                            "--file",
                            "./ctf",
                            "component-constructor.yaml"),
                    new Step("There it is.", "get", "componentversion", "./ctf"),
                    new Step(
                            "It goes to the first registry.",
                            "transfer",
                            "ctf",
                            "./ctf",
                            "http://%s/my-ns".formatted(from)),
                    new Step(
                            "There it is, too.",
                            "get",
                            "componentversion",
                            "http://%s/my-ns//%s:1.0.0".formatted(from, COMPONENT)),
                    new Step(
                            "It goes on to the second registry, with the chart that it refers to.",
                            "transfer",
                            "cv",
                            "--copy-resources",
                            "http://%s/my-ns//%s:1.0.0".formatted(from, COMPONENT),
                            "http://%s".formatted(to)),
                    new Step("And there.", "get", "cv", "http://%s//%s".formatted(to, COMPONENT)));
            for (Step step : steps) {
                say(step.story());
                print("$ ocm " + String.join(" ", step.words()));
                boolean last = step.words().subList(0, 2).equals(List.of("transfer", "cv"));
                inFolder.watch(last ? proof : TransferListener.SILENT);
                int code = Ocm.run(inFolder, step.words().toArray(String[]::new));
                if (code != ExitCodes.DONE) {
                    return code;
                }
            }
            say("Proven to be at http://%s:".formatted(to));
            proof.lines().forEach(this::print);
            return new QuickstartReplication(inFolder, COMPONENT, from, to).tell();
        }
    }

    private record Step(String story, List<String> words) {
        Step(String story, String... words) {
            this(story, List.of(words));
        }
    }

    private void say(String sentence) {
        print("");
        print("# " + sentence);
    }

    private void comment(String command) {
        print("#   " + command);
    }

    private static String constructor(String registry) {
        return """
            components:
              - name: %s
                version: "1.0.0"
                provider:
                  name: ocm.software
                resources:
                  - name: helm-resource
                    type: helmChart
                    version: "1.0.0"
                    access:
                      type: ociArtifact
                      imageReference: http://%s/%s
                  - name: notes
                    type: plainText
                    version: "1.0.0"
                    input:
                      type: utf8
                      text: what comes with it
            """.formatted(COMPONENT, registry, SampleChart.NAME);
    }

    private static RegistryServer serve(CtfArchive archive) {
        return RegistryServer.start(
                archive, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ServerOptions.readWrite());
    }

    private static String address(RegistryServer server) {
        return server.address().getAddress().getHostAddress() + ":"
                + server.address().getPort();
    }

    /** Where the installed program lies, so that its name can be typed anywhere; empty where it runs from elsewhere. */
    private static Optional<Path> programFolder() {
        Path jar = Path.of(System.getProperty("java.class.path", ""))
                .toAbsolutePath()
                .normalize();
        Path lib = jar.getParent();
        Path bin = lib == null ? jar : lib.resolveSibling("bin");
        return Files.isExecutable(bin.resolve("ocm")) ? Optional.of(bin) : Optional.empty();
    }

    private static Path makeFolder() {
        try {
            return Files.createTempDirectory("ocm-quickstart-");
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.STORAGE,
                    Failure.Side.NONE,
                    "cannot make a temporary folder: " + e.getMessage(),
                    "set TMPDIR to a folder with room",
                    e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // A temporary folder that cannot be deleted now is the system's to delete.
        }
    }
}
