// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of the distribution: it runs from anywhere, finds its Java, and says nothing of its own. */
class LauncherIT {
    private static final Path HOME = Path.of(System.getProperty("ocm.home"));

    @TempDir
    private Path scratch;

    private final Map<String, String> environment = new HashMap<>();

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void thisJava() {
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    @Test
    void runsThroughLinks() throws Exception {
        Path program = copyTo("ocm").resolve("bin/ocm");
        Path absolute = Files.createSymbolicLink(scratch.resolve("absolute"), program);
        Path relative = Files.createSymbolicLink(scratch.resolve("relative"), Path.of("absolute"));
        assertThat(run(absolute, "version")).isEqualTo(run(program, "version"));
        assertThat(run(relative, "version").out()).startsWith("{\"Major\"");
    }

    @Test
    void runsFromAFolderWithABlankInItsName() throws Exception {
        Result result = run(copyTo("a folder").resolve("bin/ocm"), "version");
        assertThat(result.out()).startsWith("{\"Major\"").hasLineCount(1);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void theCacheIsUsedWhereverTheProgramWasMovedTo() throws Exception {
        environment.put("OCM_JAVA_OPTS", "-XX:AOTMode=on");
        Result result = run(copyTo("moved").resolve("bin/ocm"), "version");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void aCacheThatCannotBeUsedIsNotWorthAWord() throws Exception {
        Path copy = copyTo("ocm");
        Files.writeString(copy.resolve("lib/short.aot"), "not a cache");
        Result broken = run(copy.resolve("bin/ocm"), "version");
        Files.delete(copy.resolve("lib/short.aot"));
        Result missing = run(copy.resolve("bin/ocm"), "version");
        assertThat(broken.exitCode()).isZero();
        assertThat(broken.out()).startsWith("{\"Major\"").hasLineCount(1);
        assertThat(broken.err()).isEmpty();
        assertThat(missing).isEqualTo(broken);
    }

    @Test
    void theExitCodeIsTheProgramsOwn() throws Exception {
        Result result = run(HOME.resolve("bin/ocm"), "no-such-command");
        assertThat(result.exitCode()).isOne();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("Error: ").hasLineCount(1);
    }

    @Test
    void anotherJavaInJavaHomeIsPassedOver() throws Exception {
        Path other = scratch.resolve("jdk");
        Files.createDirectories(other.resolve("bin"));
        Files.writeString(other.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        assertThat(Files.createFile(other.resolve("bin/java")).toFile().setExecutable(true))
                .isTrue();
        environment.put("JAVA_HOME", other.toString());
        environment.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        assertThat(run(HOME.resolve("bin/ocm"), "version").out()).startsWith("{\"Major\"");
    }

    /** Copies with the times of the files, as an archive does: the cache names the jars by size and time. */
    private Path copyTo(String name) throws IOException {
        Path copy = scratch.resolve(name);
        try (Stream<Path> files = Files.walk(HOME)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, copy.resolve(HOME.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return copy;
    }

    private Result run(Path program, String... arguments) throws IOException, InterruptedException {
        Path out = scratch.resolve("out");
        Path err = scratch.resolve("err");
        ProcessBuilder process = new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                        .toList())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        process.environment().putAll(environment);
        int exitCode = process.start().waitFor();
        return new Result(exitCode, Files.readString(out), Files.readString(err));
    }
}
