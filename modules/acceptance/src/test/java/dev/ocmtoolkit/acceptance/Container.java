// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Manifest;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What a container engine makes of an image, as far as it matters here: the layers in one folder, and a process that has it for its root,
 * cannot write to it but for {@code /tmp}, has {@code /proc} and {@code /dev}, the user and the environment of the image, and can gain
 * no rights. The network is that of the machine.
 *
 * @param root the folder
 * @param config what the image says of how it is run
 */
record Container(Path root, JsonNode config) {
    private static final int LIMIT = 1024 * 1024;
    /** Root makes the mounts, in a name space that goes with the process. */
    private static final String RUN = """
            set -e
            root=$1
            shift
            mount --bind "$root" "$root"
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount -t tmpfs tmpfs "$root/tmp"
            mount -o remount,bind,ro "$root"
            exec setpriv --no-new-privs env -i "$@"
            """;

    /** Skips the test where a container cannot be made. */
    static void require() {
        boolean possible = ProcessHandle.current().info().user().equals(Optional.of("root"))
                && Stream.of("unshare", "setpriv", "chroot").allMatch(Container::isThere);
        String missing = "the test that runs the image, which needs root, and unshare, setpriv and chroot on the path";
        if (!possible) {
            System.err.println("not run: " + missing);
        }
        Assumptions.assumeTrue(possible, missing);
    }

    private static boolean isThere(String program) {
        return !find(program).toString().isEmpty();
    }

    private static Path find(String program) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
    }

    /** Pulls an image and unpacks it. */
    static Container pull(OciSource repository, Tag tag, Path root) throws IOException {
        Files.createDirectories(root);
        Manifest manifest = Manifest.parse(repository.manifest(tag));
        for (Descriptor layer : manifest.layers()) {
            unpack(repository, layer, root);
        }
        byte[] config = VerifiedReader.readAll(repository, manifest.config().orElseThrow(), LIMIT);
        return new Container(root, Json.mapper().readTree(config).path("config"));
    }

    private static void unpack(OciSource repository, Descriptor layer, Path root) throws IOException {
        Process tar = new ProcessBuilder("tar", "-xzp", "--numeric-owner", "-C", root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (VerifiedReader reader = new VerifiedReader(repository, layer);
                OutputStream out = tar.getOutputStream()) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = reader.read(buffer, 0, buffer.length); n >= 0; n = reader.read(buffer, 0, buffer.length)) {
                out.write(buffer, 0, n);
            }
        }
        assertThat(tar.onExit().join().exitValue()).as("exit code of tar").isZero();
    }

    /** Who runs in it. */
    String user() {
        return config.path("User").asText();
    }

    /** Puts a file into it, as what is mounted there is. */
    void put(String path, byte[] content) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** Runs it. */
    RunningProgram start(Map<String, String> environment, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", RUN, "sh", root.toString()));
        config.path("Env").forEach(variable -> line.add(variable.asText()));
        environment.forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(List.of(find("chroot").toString(), "--userspec=" + user(), "--groups=", root.toString()));
        config.path("Entrypoint").forEach(word -> line.add(word.asText()));
        line.addAll(arguments);
        return RunningProgram.start(new ProcessBuilder(line).redirectErrorStream(true));
    }
}
