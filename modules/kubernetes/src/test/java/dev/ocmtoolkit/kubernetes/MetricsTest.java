// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ocmtoolkit.controller.contract.Registries;
import dev.ocmtoolkit.controller.reconcile.Archives;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is served for Prometheus is what the operations page says. */
class MetricsTest {
    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) .*$", Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z_]+)`.*$", Pattern.MULTILINE);

    private static ApiServer server;
    private static Cluster cluster;

    @BeforeAll
    static void define() {
        server = ApiServer.shared();
        cluster = new Cluster(server);
        cluster.define(Optional.empty());
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void areThoseThatAreDocumented() throws IOException {
        cluster.clear();
        try (Registries registries = new Registries();
                MetricsPage page = new MetricsPage("127.0.0.1:0");
                KubernetesClient client = ClusterClient.of(cluster.admin());
                Origins origins = new Origins(HttpSettings.of(Map.of()));
                CopyEngine engine = new CopyEngine();
                KubernetesHost host = KubernetesHost.start(
                        client,
                        origins,
                        engine,
                        new HostSettings(InstantSource.system(), new Archives.None(), Optional.of(page.next())))) {
            registries.publish(
                    "source",
                    "",
                    "ocm.software/test",
                    "1.0.0",
                    Json.mapper().createObjectNode().put("blob", 1000));
            cluster.apply(Cluster.REPLICATION + Cluster.REPOSITORIES, registries);
            cluster.awaitReady("Replication", "r");
            registries.stop("target");
            cluster.apply(
                    Cluster.REPLICATION.replace("name: r}", "name: broken}").replace("interval: 1m", "interval: 2m"),
                    registries);
            Cluster.await("a failure is counted", () -> scrape(page).contains("ocm_transfer_failures_total{"));

            String text = scrape(page);
            assertThat(text)
                    .contains("ocm_transfers_total{result=\"moved\"} 1.0")
                    .contains("ocm_transfer_failures_total{reason=\"unreachable\",side=\"target\"}")
                    .containsPattern("ocm_replications_behind [12].0")
                    .containsPattern("ocm_transferred_bytes_total [1-9][0-9]{3}")
                    .containsPattern("ocm_transfer_duration_seconds_count [2-9]");
            assertThat(served(text)).isEqualTo(documented());
            assertThat(host.outdated()).isNotDone();
        }
    }

    private static Set<String> served(String text) {
        return TYPE.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> documented() throws IOException {
        String page = Files.readString(Path.of("../../docs/operations.md"));
        String section = page.substring(page.indexOf("## Metrics"));
        return ROW.matcher(section.substring(0, section.indexOf("\n## ")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String scrape(MetricsPage page) {
        URI uri = URI.create("http://127.0.0.1:%d/metrics".formatted(page.port()));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
