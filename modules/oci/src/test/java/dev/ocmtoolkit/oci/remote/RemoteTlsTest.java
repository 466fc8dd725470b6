// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Login;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Keys;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.http.ScriptedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a registry with TLS may lead us to with an upload's address and with the next page of a list. */
class RemoteTlsTest {
    @Test
    void nothingGoesOnWithoutTlsAndNoSecretGoesToAnotherHost(@TempDir Path directory) throws Exception {
        Keys keys = new Keys(directory, "ip:127.0.0.1");
        HttpSettings settings = HttpSettings.of(Map.of()).withCertificates(keys.pem());
        try (Origins origins = new Origins(settings);
                ScriptedServer registry = new ScriptedServer(keys.context());
                ScriptedServer secure = new ScriptedServer(keys.context());
                ScriptedServer plain = new ScriptedServer()) {
            OciStore repository = new RemoteRegistry(
                            origins,
                            "https",
                            registry.hostPort(),
                            (_, _, _) -> Optional.of(new Login.Basic("me", "pw")),
                            new Cancellation())
                    .repository("a");
            String away = "http://" + plain.hostPort();
            registry.on("GET", "/v2/a/tags/list.*", 200, Map.of("Link", "<" + away + "/>; rel=next"), "{\"tags\":[]}");
            assertThatThrownBy(() -> repository.tags().toList()).hasMessageContaining("from https to http");

            uploadsGoTo(registry, away + "/u");
            assertThatThrownBy(() -> start(repository))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("from https to http");
            assertThat(plain.log()).isEmpty();

            uploadsGoTo(registry, "https://" + secure.hostPort() + "/u");
            secure.on("PUT", "/u.*", 201, Map.of(), "");
            ((BlobStart.Open) start(repository)).upload().finish(Digest.EMPTY, Body.empty());
            assertThat(secure.log()).hasSize(1);
            assertThat(secure.log().getFirst().header("Authorization")).isEmpty();
        }
    }

    private static void uploadsGoTo(ScriptedServer registry, String location) {
        registry.on("POST", "/v2/a/blobs/uploads/.*", request -> {
            boolean fine = request.header("Authorization").startsWith("Basic ");
            request.answer(fine ? 202 : 401, Map.of("Location", location, "WWW-Authenticate", "Basic realm=\"x\""), "");
        });
    }

    private static BlobStart start(OciStore repository) {
        return repository.startBlob(Optional.of(Digest.EMPTY), OptionalLong.of(0), List.of());
    }
}
