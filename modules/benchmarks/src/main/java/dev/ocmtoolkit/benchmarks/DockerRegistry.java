// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's {@code docker-registry} as a process of its own, so that what it costs is not in the figures of who asks it. */
final class DockerRegistry implements AutoCloseable {
    /** A line of its access log. */
    private static final Pattern REQUEST = Pattern.compile("\"[A-Z]+ /v2/[^\"]* HTTP/1\\.[01]\" \\d{3} ");

    private static final long START_LIMIT_NANOS = 10_000_000_000L;
    private static final long LOOK_EVERY_MS = 5;

    private final Path folder;
    private final boolean counts;
    private final int port;
    private Process process;

    /**
     * Starts an empty one.
     *
     * @param folder where it may keep its files; made anew
     * @param counts whether it shall write down what it is asked, which costs it time
     */
    DockerRegistry(Path folder, boolean counts) throws IOException, InterruptedException {
        this.folder = folder;
        this.counts = counts;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        this.process = start();
    }

    private Process start() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path configuration = Files.writeString(
                folder.resolve("registry.yaml"), """
            version: 0.1
            log: {level: error, accesslog: {disabled: %s}}
            storage: {filesystem: {rootdirectory: "%s"}, delete: {enabled: true}}
            http: {addr: "127.0.0.1:%d"}
            """.formatted(!counts, folder.resolve("content"), port));
        Process started = new ProcessBuilder("docker-registry", "serve", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(said().toFile())
                .start();
        long end = System.nanoTime() + START_LIMIT_NANOS;
        while (!isListening()) {
            if (!started.isAlive() || System.nanoTime() > end) {
                started.destroy();
                throw new IOException("docker-registry does not start: " + Files.readString(said()));
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
        return started;
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Path said() {
        return folder.resolve("said");
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** Its address, as a program takes it that would ask over HTTPS otherwise. */
    String url() {
        return "http://" + address();
    }

    /** How many requests it has answered. */
    int requests() throws IOException {
        if (!counts) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(said())) {
            return (int) lines.filter(line -> REQUEST.matcher(line).find()).count();
        }
    }

    /** Forgets all that it holds. */
    void wipe() throws IOException, InterruptedException {
        close();
        process = start();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        Scratch.delete(folder);
    }
}
