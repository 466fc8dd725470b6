// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.benchmarks;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.CopyReport;
import dev.ocmtoolkit.oci.copy.RepositoryCopy;
import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.http.HttpSettings;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The program that copies a workload of {@link Images} ten times, each into another repository, and prints the seconds of the last. */
final class WarmCopies {
    private static final int COPIES = 10;
    private static final double NANOS = 1e9;

    private WarmCopies() {}

    /**
     * Copies.
     *
     * @param args the workload, the source's address, the target's, and how the target's repositories begin
     */
    public static void main(String[] args) {
        ImageWorkload workload = ImageWorkload.valueOf(args[0]);
        try (Origins origins = new Origins(HttpSettings.of(Map.of()));
                CopyEngine engine = new CopyEngine();
                OciRegistry from = open(origins, args[1]);
                OciRegistry to = open(origins, args[2])) {
            double last = 0;
            for (int i = 0; i < COPIES; i++) {
                OciStore source = from.repository(workload.repository());
                OciStore target = to.repository(args[3] + i);
                if (!workload.before().isEmpty()) {
                    copy(engine, source, to, target, workload.before());
                }
                long begin = System.nanoTime();
                copy(engine, source, to, target, workload.tag());
                last = (System.nanoTime() - begin) / NANOS;
            }
            System.out.printf("%.3f%n", last);
        }
    }

    private static void copy(CopyEngine engine, OciStore source, OciRegistry to, OciStore target, String tag) {
        RepositoryCopy copy = new RepositoryCopy(source, target, false, false);
        try (Stream<String> tags = tag.isEmpty() ? source.tags() : Stream.of(tag)) {
            Iterator<Unit> units = tag.isEmpty()
                    ? copy.ofAll(tags).iterator()
                    : List.of(copy.of(new Tag(tag), Optional.of(new Tag("1")))).iterator();
            CopyReport report =
                    engine.run(units, to, CopyEngine.Commit.DONE_UNITS, RunListener.SILENT, new Cancellation());
            if (!report.failures().isEmpty()) {
                throw report.failures().values().iterator().next();
            }
        }
    }

    private static OciRegistry open(Origins origins, String address) {
        return new RemoteRegistry(origins, "http", address, Credentials.NONE, new Cancellation());
    }
}
