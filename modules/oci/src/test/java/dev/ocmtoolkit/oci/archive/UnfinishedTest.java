// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedTest {
    @TempDir
    private Path directory;

    @Test
    void onlyWhatIsCompleteIsLeft() throws IOException {
        Path place = directory.resolve("deep/file");
        try (Unfinished file = Unfinished.at(place)) {
            Files.writeString(file.path(), "half");
        }
        assertThat(names(directory.resolve("deep"))).isEmpty();

        try (Unfinished file = Unfinished.at(place)) {
            Files.writeString(file.path(), "whole");
            file.done();
        }
        assertThat(names(directory.resolve("deep"))).containsExactly("file");
        assertThat(place).hasContent("whole");
    }

    @Test
    void whatIsMadeInThisProcessIsNotSwept() throws IOException {
        try (Unfinished one = Unfinished.at(directory.resolve("one"));
                Unfinished two = Unfinished.at(directory.resolve("two"))) {
            Files.writeString(one.path(), "one");
            Files.writeString(two.path(), "two");
            Unfinished.at(directory.resolve("three")).close();

            assertThat(one.path()).hasContent("one");
            assertThat(two.path()).hasContent("two");
        }
    }

    @Test
    void whatAKilledProcessLeftIsSweptAndNothingElse() throws Exception {
        Process maker = OtherProcess.start(KilledMaker.class, directory.resolve("made"));
        try (BufferedReader output = new BufferedReader(new InputStreamReader(maker.getInputStream(), UTF_8))) {
            Path made = Path.of(output.readLine());
            Unfinished.at(directory.resolve("other")).close();
            assertThat(made.resolve("half")).exists();

            maker.destroyForcibly().waitFor();
            Path neighbour = Files.writeString(directory.resolve(".part-of-something"), "dear");
            Unfinished.at(directory.resolve("other")).close();

            assertThat(names(directory)).containsExactly(neighbour.getFileName().toString());
        } finally {
            maker.destroyForcibly();
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }
}
