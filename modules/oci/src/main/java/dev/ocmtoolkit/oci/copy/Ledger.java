// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a run knows to be where, and why. Thread-safe. */
final class Ledger {
    private record Place(Location where, Digest digest) {}

    private record Shared(String origin, Digest digest) {}

    private final Map<Place, Evidence> known = new HashMap<>();
    private final Map<Shared, Set<String>> repositories = new HashMap<>();
    private final RunListener listener;

    Ledger(RunListener listener) {
        this.listener = listener;
    }

    void record(UnitKey unit, Location where, Descriptor object, Evidence evidence, Effort effort) {
        synchronized (this) {
            if (known.putIfAbsent(new Place(where, object.digest()), evidence) != null) {
                return;
            }
            repositories
                    .computeIfAbsent(new Shared(where.origin(), object.digest()), k -> new TreeSet<>())
                    .add(where.repository());
        }
        listener.proven(unit, where, object, evidence, effort);
    }

    synchronized Optional<Evidence> find(Location where, Digest digest) {
        return Optional.ofNullable(known.get(new Place(where, digest)));
    }

    /** Forgets what is known only because a manifest vouches for it; true if it was. */
    synchronized boolean forgetImplied(Location where, Digest digest) {
        Place place = new Place(where, digest);
        if (!(known.get(place) instanceof Evidence.Implied)) {
            return false;
        }
        known.remove(place);
        repositories
                .getOrDefault(new Shared(where.origin(), digest), new TreeSet<>())
                .remove(where.repository());
        return true;
    }

    /** The other repositories of an origin that are known to have a blob. */
    synchronized List<String> holders(Location where, Digest digest) {
        Set<String> all = repositories.getOrDefault(new Shared(where.origin(), digest), Set.of());
        List<String> others = new ArrayList<>(all);
        others.remove(where.repository());
        return others;
    }

    synchronized int size() {
        return known.size();
    }
}
