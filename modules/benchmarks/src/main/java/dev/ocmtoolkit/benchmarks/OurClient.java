// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.CopyReport;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The path of every transfer: the copy engine between two repositories behind {@code oci.remote}, with all its checks. */
final class OurClient implements Contestant {
    private final Origins origins = new Origins(HttpSettings.of(Map.of()));
    private final CopyEngine engine = new CopyEngine();
    private final Cancellation cancellation = new Cancellation();
    private final RemoteRegistry registry;

    OurClient(InetSocketAddress server) {
        registry = new RemoteRegistry(origins, "http", "127.0.0.1:" + server.getPort(), Credentials.NONE, cancellation);
    }

    @Override
    public void copy(Descriptor blob) throws IOException {
        OciStore from = registry.repository(REPOSITORY);
        OciStore to = registry.repository(REPOSITORY + "/copy");
        Unit unit = new Unit(
                new UnitKey(to.location(), blob.digest()), Set.of(), List.of(new Move.CopyBlob(from, to, blob)));
        CopyReport report = engine.run(
                List.of(unit).iterator(), registry, CopyEngine.Commit.ALL_OR_NOTHING, RunListener.SILENT, cancellation);
        if (!report.failures().isEmpty()) {
            throw new IOException("the copy failed: " + report.failures());
        }
    }

    @Override
    public void close() {
        engine.close();
        origins.close();
    }
}
