// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import dev.ocmtoolkit.controller.core.ApiObject;
import dev.ocmtoolkit.controller.core.Kind;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.Reconciler;
import dev.ocmtoolkit.controller.reconcile.ComponentReconciler;
import dev.ocmtoolkit.controller.reconcile.OcmRepositoryReconciler;
import dev.ocmtoolkit.controller.reconcile.ReplicationReconciler;
import dev.ocmtoolkit.controller.transfers.Transfers;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.repository.ContentCache;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The reconciler of each kind, by every name of the kind. */
final class Reconcilers {
    private final Map<String, Reconciler<?, ?>> byKind = new TreeMap<>();

    Reconcilers(Origins origins, ContentCache cache, Transfers transfers, Path directory) {
        List<Reconciler<?, ?>> all = List.of(
                new OcmRepositoryReconciler(origins, directory),
                new ComponentReconciler(origins, cache, directory),
                new ReplicationReconciler(transfers, directory));
        all.forEach(one -> one.kind().names().forEach(name -> byKind.put(name.kind(), one)));
    }

    Reconciler<?, ?> of(ObjectId id) {
        Reconciler<?, ?> found = byKind.get(id.kind());
        if (found == null) {
            throw new IllegalStateException("no reconciler for " + id);
        }
        return found;
    }

    /** What an object depends on; nothing where its spec cannot be read. */
    Set<ObjectId> watched(RawObject object) {
        return watched(of(object.id()), object);
    }

    private static <S, T> Set<ObjectId> watched(Reconciler<S, T> reconciler, RawObject object) {
        try {
            return reconciler.watched(ApiObject.read(reconciler.kind(), object));
        } catch (Failure unreadable) {
            return Set.of();
        }
    }

    /** How often an object is looked at; zero where nothing is said about that. */
    Duration interval(RawObject object) {
        return interval(of(object.id()).kind(), object);
    }

    private static <S, T> Duration interval(Kind<S, T> kind, RawObject object) {
        try {
            return kind.interval(kind.spec(object)).orElse(Duration.ZERO);
        } catch (Failure unreadable) {
            return Duration.ZERO;
        }
    }
}
