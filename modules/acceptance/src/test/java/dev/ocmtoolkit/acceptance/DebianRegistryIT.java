// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transfers against a registry that others wrote: over HTTP, with a password, over HTTPS. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DebianRegistryIT {
    private static final String TABLE = """
            COMPONENT    VERSION PROVIDER
            acme.org/app 1.2.0   acme.org
            """;

    @TempDir
    private Path scratch;

    private Program ocm;

    @BeforeEach
    void addAComponentVersion() throws IOException {
        ocm = new Program(scratch.resolve("work"));
        Files.write(scratch.resolve("work/data.bin"), new byte[5 * 1024 * 1024]);
        Files.writeString(scratch.resolve("work/constructor.yaml"), """
                components:
                - name: acme.org/app
                  version: 1.2.0
                  provider: {name: acme.org}
                  resources:
                  - name: data
                    type: blob
                    input: {type: file, path: data.bin}
                  componentReferences:
                  - {name: lib, componentName: acme.org/lib, version: 0.3.0+b1}
                - name: acme.org/lib
                  version: 0.3.0+b1
                  provider: {name: acme.org}
                  resources:
                  - name: text
                    type: plainText
                    input: {type: utf8, text: lib}
                """);
        succeeds("add", "cv", "--create", "--file", "ctf", "constructor.yaml");
    }

    @Test
    void overHttp() throws IOException {
        try (DebianRegistry registry = DebianRegistry.start(scratch)) {
            String url = "http://" + registry.address();
            transfers(url);
            assertThat(succeeds("transfer", "cv", "-r", "--copy-resources", url + "/ns//acme.org/app:1.2.0", "back")
                            .out())
                    .endsWith("2 versions transferred\n");
            assertThat(succeeds("get", "cv", "back//acme.org/app").out()).isEqualTo(TABLE);
        }
    }

    /** An image goes along by value: its manifest and layers get a repository of their own. */
    @Test
    void anImageOverHttp() throws IOException {
        RecordedAddresses.archive(RecordedAddresses.sourceRecording(), scratch.resolve("source"))
                .close();
        try (RunningProgram source = ocm.start(
                        "serve",
                        "--listen",
                        "127.0.0.1:0",
                        scratch.resolve("source").toString());
                DebianRegistry registry = DebianRegistry.start(scratch)) {
            String line = source.awaitLine("serving ");
            String from = line.substring(line.indexOf("http://"), line.indexOf(" ("));
            Files.writeString(scratch.resolve("work/image.yaml"), """
                    name: acme.org/image
                    version: 1.0.0
                    provider: {name: acme.org}
                    resources:
                    - name: image
                      type: ociImage
                      version: "2.0"
                      access: {type: ociArtifact, imageReference: "%s/img/multi:2.0"}
                    """.formatted(from));
            String url = "http://" + registry.address();
            succeeds("add", "cv", "--create", "--file", "images", "image.yaml");
            assertThat(succeeds("transfer", "ctf", "--copy-resources", "images", url + "/one")
                            .out())
                    .contains("...resource 0 image[ociImage](img/multi:2.0)...");
            // The registry mounts what it has already.
            succeeds("transfer", "cv", "--copy-resources", url + "/one//acme.org/image:1.0.0", url + "/two");
            assertThat(succeeds("check", "cv", url + "/two//acme.org/image:1.0.0")
                            .out())
                    .contains(" OK ");
        }
    }

    @Test
    void withAPassword() throws IOException {
        try (DebianRegistry registry = DebianRegistry.startWithPassword(scratch)) {
            assertThat(fails("get", "cv", "http://" + registry.address() + "/ns//acme.org/app"))
                    .contains("log in");
            assertThat(ocm.run("transfer", "ctf", "ctf", "http://" + registry.address() + "/ns")
                            .exitCode())
                    .isOne();

            String auth = Base64.getEncoder()
                    .encodeToString(("user:" + DebianRegistry.PASSWORD).getBytes(StandardCharsets.UTF_8));
            Path folder = Files.createDirectory(scratch.resolve("docker"));
            Files.writeString(
                    folder.resolve("config.json"),
                    "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry.address(), auth));
            ocm.with("DOCKER_CONFIG", folder.toString());
            transfers("http://" + registry.address());
        }
    }

    @Test
    void overHttps() throws Exception {
        SelfSigned certificate = SelfSigned.make(scratch);
        try (DebianRegistry registry = DebianRegistry.startWithTls(scratch, certificate)) {
            assertThat(fails("get", "cv", "https://" + registry.address() + "/ns//acme.org/app"))
                    .contains("certificate", "SSL_CERT_FILE");

            ocm.with("SSL_CERT_FILE", certificate.certificate().toString());
            assertThat(transfers("https://" + registry.address())).isEmpty();
            // Without a scheme, it is HTTPS.
            assertThat(succeeds("get", "cv", registry.address() + "/ns//acme.org/app")
                            .out())
                    .isEqualTo(TABLE);
        }
    }

    /** Transfers, looks, and transfers again; what was said on standard error. */
    private String transfers(String url) {
        Program.Result first = succeeds("transfer", "ctf", "ctf", url + "/ns");
        assertThat(first.out()).contains("...resource 0 data[blob]...\n  ...adding component version...\n");
        assertThat(succeeds("get", "cv", url + "/ns//acme.org/app:1.2.0").out()).isEqualTo(TABLE);
        assertThat(succeeds("check", "cv", url + "/ns//acme.org/app").out()).contains(" OK ");
        assertThat(succeeds("transfer", "ctf", "ctf", url + "/ns").out())
                .contains("\"acme.org/app:1.2.0\" already present", "\"acme.org/lib:0.3.0+b1\" already present");
        return first.err();
    }

    private Program.Result succeeds(String... command) {
        Program.Result result = ocm.run(command);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return result;
    }

    /** The one sentence that it fails with. */
    private String fails(String... command) {
        Program.Result result = ocm.run(command);
        assertThat(result.exitCode()).as(result.toString()).isOne();
        assertThat(result.err().lines().filter(line -> !line.contains(" warning [")))
                .singleElement()
                .asString()
                .startsWith("Error: ");
        return result.err();
    }
}
