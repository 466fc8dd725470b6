// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import dev.ocmtoolkit.controller.api.ComponentKind;
import dev.ocmtoolkit.controller.api.ConfigRef;
import dev.ocmtoolkit.controller.api.Face;
import dev.ocmtoolkit.controller.api.OcmRepositoryKind;
import dev.ocmtoolkit.controller.api.OcmRepositorySpec;
import dev.ocmtoolkit.controller.api.OcmRepositoryStatus;
import dev.ocmtoolkit.controller.api.RepositoryRef;
import dev.ocmtoolkit.controller.core.ApiObject;
import dev.ocmtoolkit.controller.core.Kind;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.Outcome;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.Reconciler;
import dev.ocmtoolkit.controller.core.Sentence;
import dev.ocmtoolkit.controller.core.World;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.util.List;
import java.util.Set;

/** Sees whether the repository of an {@code OCMRepository} can be used. */
public final class OcmRepositoryReconciler implements Reconciler<OcmRepositorySpec, OcmRepositoryStatus> {
    private final OcmRepositoryKind kind = new OcmRepositoryKind();
    private final Origins origins;
    private final RepositorySpecs specs;

    /**
     * A reconciler.
     *
     * @param origins connections to registries
     * @param archives which archives objects may name
     */
    public OcmRepositoryReconciler(Origins origins, Archives archives) {
        this.origins = origins;
        this.specs = new RepositorySpecs(archives);
    }

    @Override
    public Kind<OcmRepositorySpec, OcmRepositoryStatus> kind() {
        return kind;
    }

    @Override
    public Set<ObjectId> watched(ApiObject<OcmRepositorySpec, OcmRepositoryStatus> object) {
        return EffectiveConfig.watched(
                object, object.spec().ocmConfig(), object.status().effectiveConfig());
    }

    @Override
    public Outcome<OcmRepositoryStatus> reconcile(
            ApiObject<OcmRepositorySpec, OcmRepositoryStatus> object, World world) {
        Face face = Face.ofKind(object.id().kind());
        List<ConfigRef> effective;
        OcmConfig config;
        try {
            effective = EffectiveConfig.of(object.raw(), object.spec().ocmConfig(), face, world);
            config = EffectiveConfig.load(effective, world);
        } catch (Failure failure) {
            return new Outcome.NotReady<>(object.status(), face.configurationFailed(), Sentence.of(failure));
        }
        RepositorySpec spec;
        try {
            spec = specs.read(object.spec().repositorySpec());
        } catch (Failure failure) {
            return new Outcome.NotReady<>(object.status(), face.repositoryFailed(), Sentence.of(failure));
        }
        try {
            Deadline.keep(cancellation -> {
                try (Repositories repositories = new Repositories(origins, config.credentials(), cancellation)) {
                    repositories.probe(spec);
                    return spec;
                }
            });
        } catch (Failure failure) {
            return new Outcome.NotReady<>(
                    object.status(), face.repositoryFailed(), face.unhealthy(Sentence.of(failure)));
        }
        return new Outcome.Ready<>(new OcmRepositoryStatus(effective), face.repositoryReady());
    }

    @Override
    public Outcome<OcmRepositoryStatus> release(ApiObject<OcmRepositorySpec, OcmRepositoryStatus> object, World world) {
        List<RawObject> users = world.list(ComponentKind.NAME, object.namespace()).stream()
                .filter(component -> refersTo(component, object.id(), world))
                .toList();
        if (users.isEmpty()) {
            return new Outcome.Released<>();
        }
        return new Outcome.NotReady<>(
                object.status(),
                Users.DELETION_FAILED,
                "OCM repository cannot be removed as components are still referencing it: " + Users.names(users));
    }

    /** By what stands there, so that a component whose spec is malformed elsewhere counts too. */
    private static boolean refersTo(RawObject component, ObjectId repository, World world) {
        return RepositoryRef.of(component.spec().path("repositoryRef"), repository.namespace())
                .flatMap(ref -> world.findFirst(ref.candidates()))
                .filter(found -> found.id().equals(repository))
                .isPresent();
    }
}
