// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.transfer.Planned;
import dev.ocmtoolkit.ocm.transfer.Planned.Handling;
import dev.ocmtoolkit.ocm.transfer.TransferListener;
import java.util.ArrayList;
import java.util.List;

/** Collects what a transfer proved to be at its target, as a table for people, and what it left where it was. */
final class Proof implements TransferListener {
    private final Table objects = new Table("REPOSITORY", "DIGEST", "SIZE", "EVIDENCE");
    private final List<String> references = new ArrayList<>();

    @Override
    public synchronized void proven(Location where, Descriptor object, Evidence evidence) {
        objects.add(where.repository(), object.digest().toString(), Long.toString(object.size()), word(evidence));
    }

    @Override
    public synchronized void planned(Planned planned) {
        if (!(planned instanceof Planned.Copy copy)) {
            return;
        }
        for (Planned.ElementPlan plan : copy.elements()) {
            if (plan.handling() == Handling.BY_REFERENCE && !(plan.element().access() instanceof Access.None)) {
                references.add("%s of %s stays a reference: %s"
                        .formatted(
                                plan.element(),
                                copy.node().id(),
                                plan.element().access().json()));
            }
        }
    }

    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>(objects.lines());
        lines.addAll(references);
        return lines;
    }

    private static String word(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Accepted accepted -> "accepted";
            case Evidence.Mounted(String from) -> "mounted from " + from;
            case Evidence.Seen seen -> "seen";
            case Evidence.Implied(var manifest) -> "implied by " + manifest;
            case Evidence.Reread reread -> "read again";
        };
    }
}
