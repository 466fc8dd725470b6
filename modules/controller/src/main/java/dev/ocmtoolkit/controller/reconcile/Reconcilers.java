// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.controller.core.ApiObject;
import dev.ocmtoolkit.controller.core.Kind;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.Reconciler;
import dev.ocmtoolkit.controller.transfers.Transfers;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.repository.ContentCache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** The reconciler of each kind, by every name of the kind, and what hosts ask about objects between their turns. */
public final class Reconcilers {
    private final Map<String, Reconciler<?, ?>> byKind = new TreeMap<>();

    /**
     * All of them.
     *
     * @param origins connections to registries
     * @param cache what was read from them before
     * @param transfers what moves content
     * @param archives which archives objects may name
     */
    public Reconcilers(Origins origins, ContentCache cache, Transfers transfers, Archives archives) {
        List<Reconciler<?, ?>> all = List.of(
                new OcmRepositoryReconciler(origins, archives),
                new ComponentReconciler(origins, cache, archives),
                new ReplicationReconciler(transfers, archives));
        all.forEach(one -> one.kind().names().forEach(name -> byKind.put(name.kind(), one)));
    }

    /**
     * The reconciler of an object.
     *
     * @param id the object
     * @return its reconciler
     * @throws IllegalStateException when its kind is not one of them
     */
    public Reconciler<?, ?> of(ObjectId id) {
        Reconciler<?, ?> found = byKind.get(id.kind());
        if (found == null) {
            throw new IllegalStateException("no reconciler for " + id);
        }
        return found;
    }

    /**
     * What an object depends on.
     *
     * @param object the object
     * @return what its reconciler says; nothing where its spec cannot be read
     */
    public Set<ObjectId> watched(RawObject object) {
        return watched(of(object.id()), object);
    }

    private static <S, T> Set<ObjectId> watched(Reconciler<S, T> reconciler, RawObject object) {
        try {
            return reconciler.watched(ApiObject.read(reconciler.kind(), object));
        } catch (Failure unreadable) {
            return Set.of();
        }
    }

    /**
     * When an object that is found at the start of a host has its first turn. Those that are as they should be do not all ask their
     * registries at once.
     *
     * @param object the object
     * @return zero, or for a settled object some time within its interval
     */
    public Duration untilFirstTurn(RawObject object) {
        if (!object.isSettled()) {
            return Duration.ZERO;
        }
        long interval = interval(of(object.id()).kind(), object).toMillis();
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(Math.max(1, interval)));
    }

    private static <S, T> Duration interval(Kind<S, T> kind, RawObject object) {
        try {
            return kind.interval(kind.spec(object)).orElse(Duration.ZERO);
        } catch (Failure unreadable) {
            return Duration.ZERO;
        }
    }
}
