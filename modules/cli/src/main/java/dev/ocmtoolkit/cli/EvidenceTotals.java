// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.ByteCount;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.copy.RunListener;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what is known to be at a target by why that is known, for a short table. */
final class EvidenceTotals implements RunListener {
    private record Total(long objects, long bytes) {
        Total plus(long size) {
            return new Total(objects + 1, bytes + size);
        }
    }

    private final boolean seen;
    private final Map<String, Total> totals = new TreeMap<>();

    /**
     * Counts from nothing.
     *
     * @param seen whether all is looked for afterwards, so that only what was found then counts
     */
    EvidenceTotals(boolean seen) {
        this.seen = seen;
    }

    @Override
    public synchronized void proven(Location where, Descriptor object, Evidence evidence) {
        if (!seen) {
            count(evidence, object);
        }
    }

    @Override
    public synchronized void confirmed(Location where, Descriptor object, Evidence evidence) {
        count(evidence, object);
    }

    private void count(Evidence evidence, Descriptor object) {
        String kind = kind(evidence);
        totals.put(kind, totals.getOrDefault(kind, new Total(0, 0)).plus(object.size()));
    }

    /** Evidence in a word. */
    static String kind(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Accepted accepted -> "accepted";
            case Evidence.Mounted mounted -> "mounted";
            case Evidence.Seen seen -> "seen";
            case Evidence.Implied implied -> "implied";
            case Evidence.Reread reread -> "read again";
        };
    }

    synchronized List<String> lines() {
        Table table = new Table("EVIDENCE", "OBJECTS", "SIZE");
        totals.forEach((kind, total) -> table.add(kind, Long.toString(total.objects()), ByteCount.text(total.bytes())));
        return table.lines();
    }
}
