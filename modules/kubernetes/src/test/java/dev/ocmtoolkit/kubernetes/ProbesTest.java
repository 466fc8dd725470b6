// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class ProbesTest {
    @Test
    void tellThatTheProcessLivesAndWhetherItWorks() throws IOException, InterruptedException {
        try (Probes probes = new Probes("127.0.0.1:0")) {
            assertThat(status(probes, "/healthz")).isEqualTo(200);
            assertThat(status(probes, "/readyz")).isEqualTo(503);

            probes.ready();

            assertThat(status(probes, "/readyz")).isEqualTo(200);
        }
    }

    @Test
    void sayWhereTheyCannotListen() {
        try (Probes first = new Probes("127.0.0.1:0")) {
            String taken = "127.0.0.1:" + first.port();
            assertThatThrownBy(() -> new Probes(taken))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("cannot listen on " + taken);
        }
        assertThatThrownBy(() -> new Probes("here")).hasMessageContaining("here is no address to listen on");
    }

    private static int status(Probes probes, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + probes.port() + path);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
