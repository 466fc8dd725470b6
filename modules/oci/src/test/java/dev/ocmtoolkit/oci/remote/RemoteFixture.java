// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Login;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.http.RecordedPause;
import dev.ocmtoolkit.oci.http.ScriptedServer;
import java.util.Map;
import java.util.Optional;

/** A scripted server and a registry client that talks to it. */
final class RemoteFixture implements AutoCloseable {
    final ScriptedServer server = new ScriptedServer();
    final Cancellation cancellation = new Cancellation();
    private final Origins origins = new Origins(HttpSettings.of(Map.of()).withPause(new RecordedPause()));

    RemoteRegistry registry(Login... login) {
        Credentials credentials = (_, _, _) -> login.length == 0 ? Optional.empty() : Optional.of(login[0]);
        return registry(server.hostPort(), credentials);
    }

    RemoteRegistry registry(String hostPort, Credentials credentials) {
        return new RemoteRegistry(origins, "http", hostPort, credentials, cancellation);
    }

    OciStore repository(String name) {
        return registry().repository(name);
    }

    @Override
    public void close() {
        origins.close();
        server.close();
    }
}
