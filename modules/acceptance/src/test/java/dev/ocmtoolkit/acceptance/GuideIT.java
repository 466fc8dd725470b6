// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first half of the guide about transfers, as somebody types it, and the quick start, which tells it as a story. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuideIT {
    private static final String COMPONENT = "ocm.software/ocm-k8s-toolkit/replication";
    private static final String TABLE = """
            COMPONENT                                VERSION PROVIDER
            ocm.software/ocm-k8s-toolkit/replication 1.0.0   ocm.software
            """;
    private static final Pattern ADDRESS = Pattern.compile("http://(127\\.0\\.0\\.1:\\d+)");
    private static final Pattern PROVEN =
            Pattern.compile("(?m)^(\\S+) +(sha256:[0-9a-f]{64}) +\\d+ +(accepted|seen|mounted from .+|implied by .+)$");

    @TempDir
    private Path scratch;

    private Program ocm;

    @BeforeEach
    void inAFolder() {
        ocm = new Program(scratch.resolve("work"));
    }

    @Test
    void theGuide() throws Exception {
        RecordedAddresses.archive(RecordedAddresses.sourceRecording(), scratch.resolve("source"))
                .close();
        try (RunningProgram source = serve(scratch.resolve("source"));
                RunningProgram target = serve(scratch.resolve("target"))) {
            String from = address(source);
            String to = address(target);
            Files.writeString(scratch.resolve("work/component-constructor.yaml"), """
                    components:
                      - name: ocm.software/ocm-k8s-toolkit/replication
                        version: "1.0.0"
                        provider:
                          name: ocm.software
                        resources:
                          - name: helm-resource
                            type: helmChart
                            version: "1.0.0"
                            access:
                              type: ociArtifact
                              imageReference: http://%s/stefanprodan/charts/podinfo:6.7.1
                    """.formatted(from));

            prints("""
                    processing component-constructor.yaml...
                      processing document 1...
                        processing index 1
                    found 1 component
                    adding component ocm.software/ocm-k8s-toolkit/replication:1.0.0...
                      adding resource helmChart: "name"="helm-resource","version"="1.0.0"...
                    """, "add componentversion --create --file ./ctf component-constructor.yaml", from);
            prints("""
                    transferring component "ocm.software/ocm-k8s-toolkit/replication"...
                      transferring version "ocm.software/ocm-k8s-toolkit/replication:1.0.0"...
                      ...adding component version...
                    """, "transfer ctf ./ctf http://%s/my-ns".formatted(from), from);
            prints(TABLE, "get componentversion http://%s/my-ns//%s:1.0.0".formatted(from, COMPONENT), from);

            String transfer =
                    "transfer cv --copy-resources http://%s/my-ns//%s:1.0.0 http://%s".formatted(from, COMPONENT, to);
            prints("""
                    transferring version "ocm.software/ocm-k8s-toolkit/replication:1.0.0"...
                    ...resource 0 helm-resource[helmChart](stefanprodan/charts/podinfo:6.7.1)...
                    ...adding component version...
                    1 versions transferred
                    """, transfer, from, to);
            prints("""
                    transferring version "ocm.software/ocm-k8s-toolkit/replication:1.0.0"...
                      version "ocm.software/ocm-k8s-toolkit/replication:1.0.0" already present -> skip transport
                    1 versions transferred
                    """, transfer, from, to);
            prints(TABLE, "get cv http://%s//%s".formatted(to, COMPONENT), to);
        }
    }

    @Test
    void theQuickStartProvesWhereEverythingIs() {
        Program.Result result = ocm.run("quickstart");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains(TABLE);
        assertThat(proven(result.out()))
                .as("manifest, configuration and layer of the component version and of the chart, in %s", result.out())
                .hasSize(6);
    }

    @Test
    void theQuickStartCanBeKept() throws Exception {
        try (RunningProgram running = ocm.start("quickstart", "--keep")) {
            String last = running.awaitLine("The registries go on until Ctrl-C");
            Path folder = Path.of(last.substring(last.indexOf('/')));
            assertThat(folder).isDirectory();
            String to = running.read()
                    .lines()
                    .filter(line -> line.startsWith("# Proven to be at "))
                    .map(GuideIT::addressIn)
                    .findFirst()
                    .orElseThrow();
            prints(TABLE, "get cv http://%s//%s".formatted(to, COMPONENT), to);
            for (MatchResult object : proven(running.read())) {
                assertThat(isThere(to, object.group(1), object.group(2)))
                        .as("%s", object.group())
                        .isTrue();
            }

            running.interrupt();
            assertThat(running.await().exitCode()).isIn(0, 130);
            assertThat(folder).doesNotExist();
        }
    }

    private void prints(String output, String command, String... warned) {
        Program.Result result = ocm.run(command.split(" "));
        assertThat(result.exitCode()).as("%s: %s", command, result).isZero();
        assertThat(result.out()).as(command).isEqualTo(output);
        assertThat(result.err().lines())
                .as("warnings of %s", command)
                .hasSize(warned.length)
                .allMatch(line ->
                        line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d) warning .*"));
        for (String host : warned) {
            assertThat(result.err())
                    .containsOnlyOnce(
                            " warning [ocm/oci/ocireg] \"using insecure http for oci registry %s\"\n".formatted(host));
        }
    }

    private RunningProgram serve(Path archive) {
        return ocm.start("serve", "--writable", "--listen", "127.0.0.1:0", archive.toString());
    }

    private static String address(RunningProgram server) {
        return addressIn(server.awaitLine("serving "));
    }

    private static String addressIn(String line) {
        Matcher address = ADDRESS.matcher(line);
        assertThat(address.find()).as(line).isTrue();
        return address.group(1);
    }

    private static List<MatchResult> proven(String output) {
        String table = output.substring(output.indexOf("# Proven to be at "));
        return PROVEN.matcher(table).results().toList();
    }

    private static boolean isThere(String registry, String repository, String digest)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String kind : List.of("blobs", "manifests")) {
                URI uri = URI.create("http://%s/v2/%s/%s/%s".formatted(registry, repository, kind, digest));
                HttpRequest head = HttpRequest.newBuilder(uri).HEAD().build();
                if (client.send(head, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return true;
                }
            }
            return false;
        }
    }
}
