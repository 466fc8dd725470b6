// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciRegistryContract;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.oci.server.RegistryServer;
import dev.ocmtoolkit.oci.server.ServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract over HTTP: our client against our server. */
class RemoteRegistryContractTest {
    @Nested
    class OverMemory extends OciRegistryContract {
        @Override
        protected OciRegistry newRegistry() {
            return remote(closeLater(serve(new MemoryRegistry())), closeLater(new Origins(HttpSettings.of(Map.of()))));
        }
    }

    @Nested
    class OverAnArchive extends OciRegistryContract {
        @TempDir
        private Path directory;

        @Override
        protected OciRegistry newRegistry() {
            CtfArchive archive = closeLater(CtfArchive.create(directory.resolve("archive")));
            return remote(closeLater(serve(archive)), closeLater(new Origins(HttpSettings.of(Map.of()))));
        }
    }

    private static RegistryServer serve(OciRegistry registry) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return RegistryServer.start(registry, any, ServerOptions.readWrite());
    }

    private static OciRegistry remote(RegistryServer server, Origins origins) {
        String hostPort = "127.0.0.1:" + server.address().getPort();
        return new RemoteRegistry(origins, "http", hostPort, Credentials.NONE, new Cancellation());
    }
}
