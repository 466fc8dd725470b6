// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.kubernetes;

import dev.ocmtoolkit.controller.api.ReplicationKind;
import dev.ocmtoolkit.controller.api.ReplicationStatus;
import dev.ocmtoolkit.controller.api.TransferRecord;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.Uid;
import dev.ocmtoolkit.oci.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far Replications are behind: one is where it is not ready, or where what it transferred last is not the version that its Component has.
 * What was seen to be behind is remembered from one look to the next. Thread-safe.
 */
final class ReplicationLag {
    private final ReplicationKind kind = new ReplicationKind();
    private final ClusterWorld world;
    private final InstantSource clock;
    private Map<Uid, Instant> since = new HashMap<>();

    /**
     * What is behind.
     *
     * @param count how many Replications
     * @param longest since when the first of them is; zero where none is
     */
    record Behind(int count, Duration longest) {}

    ReplicationLag(ClusterWorld world, InstantSource clock) {
        this.world = world;
        this.clock = clock;
    }

    synchronized Behind now() {
        Instant now = clock.instant();
        Map<Uid, Instant> behind = new HashMap<>();
        for (RawObject replication : world.all(ReplicationKind.NAME)) {
            if (!replication.isSuspended() && !isUpToDate(replication)) {
                behind.put(replication.uid(), since.getOrDefault(replication.uid(), now));
            }
        }
        since = behind;
        Duration longest = behind.values().stream()
                .min(Comparator.naturalOrder())
                .map(first -> Duration.between(first, now))
                .orElse(Duration.ZERO);
        return new Behind(behind.size(), longest);
    }

    private boolean isUpToDate(RawObject replication) {
        if (!replication.isReady()) {
            return false;
        }
        ObjectId component;
        try {
            component = kind.spec(replication).component();
        } catch (Failure malformed) {
            return false;
        }
        Optional<String> wanted = world.find(component)
                .map(found -> found.status().at("/component/version").asText());
        return wanted.isEmpty() || wanted.equals(transferred(kind.status(replication)));
    }

    private static Optional<String> transferred(ReplicationStatus status) {
        List<TransferRecord> done =
                status.history().stream().filter(TransferRecord::success).toList();
        return done.isEmpty()
                ? status.latest().version()
                : Optional.of(done.getLast().version());
    }
}
