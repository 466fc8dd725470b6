// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that are one file, from the first component version to the registry that serves them. */
class ArchiveFilesIT {
    private static final String TABLE = """
            COMPONENT     VERSION PROVIDER
            acme.org/demo 1.0.0   acme.org
            """;

    @TempDir
    private Path work;

    private Program ocm;

    @BeforeEach
    void writeConstructor() throws IOException {
        ocm = new Program(work);
        Files.writeString(work.resolve("constructor.yaml"), """
                name: acme.org/demo
                version: 1.0.0
                provider: {name: acme.org}
                resources:
                - name: notes
                  type: plainText
                  input: {type: utf8, text: "hello"}
                """);
    }

    @Test
    void theTypeOrTheNameChoosesTheForm() throws IOException {
        succeeds("add", "cv", "--create", "--type", "tgz", "--file", "demo", "constructor.yaml");
        assertThat(Files.readAllBytes(work.resolve("demo"))).startsWith(0x1f, 0x8b);
        assertThat(succeeds("get", "cv", "./demo")).isEqualTo(TABLE);

        succeeds("transfer", "cv", "./demo//acme.org/demo:1.0.0", "copy.tar");
        assertThat(Files.readAllBytes(work.resolve("copy.tar")))
                .startsWith("blobs/sha256.".getBytes(StandardCharsets.UTF_8));
        assertThat(succeeds("get", "cv", "copy.tar")).isEqualTo(TABLE);

        succeeds("transfer", "ctf", "copy.tar", "--type", "directory", "back.tgz");
        assertThat(work.resolve("back.tgz/artifact-index.json")).isRegularFile();
    }

    @Test
    void isServedForReadingOnly() throws Exception {
        succeeds("add", "cv", "--create", "--file", "demo.tgz", "constructor.yaml");
        byte[] before = Files.readAllBytes(work.resolve("demo.tgz"));
        assertThat(ocm.run("serve", "--writable", "demo.tgz").err()).contains("served for reading only");

        try (RunningProgram serving = ocm.start("serve", "--listen", "127.0.0.1:0", "demo.tgz")) {
            String line = serving.awaitLine("serving demo.tgz at http://");
            String address = line.replaceAll(".* at (\\S+) .*", "$1");
            assertThat(succeeds("get", "cv", address + "//acme.org/demo")).isEqualTo(TABLE);
            try (HttpClient http = HttpClient.newHttpClient()) {
                HttpRequest push = HttpRequest.newBuilder(URI.create(address + "/v2/acme.org/x/blobs/uploads/"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
                assertThat(http.send(push, HttpResponse.BodyHandlers.ofString()).statusCode())
                        .isEqualTo(405);
            }
        }
        assertThat(work.resolve("demo.tgz")).hasBinaryContent(before);
    }

    private String succeeds(String... words) {
        Program.Result result = ocm.run(words);
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.out();
    }
}
