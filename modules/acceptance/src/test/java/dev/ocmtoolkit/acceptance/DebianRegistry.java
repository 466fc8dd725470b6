// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's {@code docker-registry}, the registry that most people ran for years, as a process on a port that the system chose. */
final class DebianRegistry implements AutoCloseable {
    private static final String COMMAND = "docker-registry";
    /** The password of {@code user}. */
    static final String PASSWORD = "s3cret-pass";

    private static final String HTPASSWD = "user:$2y$05$abcdefghijklmnopqrstuuV7fpPozvyqJfnY19y0802WTlXUm6Rjy";
    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

    private final RunningProgram process;
    private final String address;

    private DebianRegistry(RunningProgram process) {
        this.process = process;
        String line = process.awaitLine("listening on ");
        Matcher listening = LISTENING.matcher(line);
        assertThat(listening.find()).as(line).isTrue();
        this.address = listening.group(1);
    }

    /** Starts one for everybody, over HTTP. */
    static DebianRegistry start(Path folder) throws IOException {
        return start(folder, "", "");
    }

    /** Starts one that asks for a name and a password: {@code user} and {@link #PASSWORD}. */
    static DebianRegistry startWithPassword(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("htpasswd"), HTPASSWD + "\n");
        return start(folder, "", "auth: {htpasswd: {realm: test, path: \"%s\"}}".formatted(file));
    }

    /** Starts one over HTTPS. */
    static DebianRegistry startWithTls(Path folder, SelfSigned certificate) throws IOException {
        String tls =
                ", tls: {certificate: \"%s\", key: \"%s\"}".formatted(certificate.certificate(), certificate.key());
        return start(folder, tls, "");
    }

    private static DebianRegistry start(Path folder, String http, String more) throws IOException {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, COMMAND)));
        assertThat(installed)
                .as("%s is on PATH: install Debian's package of that name, or run ./check, which does", COMMAND)
                .isTrue();
        Path configuration = Files.writeString(
                folder.resolve("registry.yaml"), """
                version: 0.1
                log: {level: info}
                storage: {filesystem: {rootdirectory: "%s"}, delete: {enabled: true}}
                http: {addr: "127.0.0.1:0"%s}
                %s
                """.formatted(folder.resolve("registry"), http, more));
        return new DebianRegistry(RunningProgram.start(
                new ProcessBuilder(COMMAND, "serve", configuration.toString()).redirectErrorStream(true)));
    }

    /** Host and port. */
    String address() {
        return address;
    }

    @Override
    public void close() {
        process.close();
    }
}
