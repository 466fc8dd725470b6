// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.controller.api.ComponentInfo;
import dev.ocmtoolkit.controller.api.ComponentKind;
import dev.ocmtoolkit.controller.api.ComponentSpec;
import dev.ocmtoolkit.controller.api.ComponentStatus;
import dev.ocmtoolkit.controller.api.ConfigRef;
import dev.ocmtoolkit.controller.api.Face;
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
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Normalisation;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ContentCache;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the newest version of a {@code Component} that its constraint admits. */
public final class ComponentReconciler implements Reconciler<ComponentSpec, ComponentStatus> {
    /** A kind of the Go controllers: where there are objects of it, they hold the component that they refer to. */
    public static final String RESOURCE = "Resource";

    private static final String NO_VERSION = "GetComponentVersionFailed";

    private final ComponentKind kind = new ComponentKind();
    private final Origins origins;
    private final ContentCache cache;
    private final RepositorySpecs specs;

    /**
     * A reconciler.
     *
     * @param origins connections to registries
     * @param cache what was read from them before
     * @param archives which archives objects may name
     */
    public ComponentReconciler(Origins origins, ContentCache cache, Archives archives) {
        this.origins = origins;
        this.cache = cache;
        this.specs = new RepositorySpecs(archives);
    }

    @Override
    public Kind<ComponentSpec, ComponentStatus> kind() {
        return kind;
    }

    @Override
    public Set<ObjectId> watched(ApiObject<ComponentSpec, ComponentStatus> object) {
        Set<ObjectId> all = new LinkedHashSet<>(object.spec().repository().candidates());
        all.addAll(EffectiveConfig.watched(
                object, object.spec().ocmConfig(), object.status().effectiveConfig()));
        return all;
    }

    @Override
    public Outcome<ComponentStatus> reconcile(ApiObject<ComponentSpec, ComponentStatus> object, World world) {
        ComponentSpec spec = object.spec();
        Optional<RawObject> repository = world.findFirst(spec.repository().candidates());
        switch (Readiness.of(repository)) {
            case READY -> {}
            case STALE -> {
                return new Outcome.Working<>();
            }
            case NOT_READY -> {
                return notReady(object, "GetResourceFailed", "OCM Repository is not ready");
            }
        }
        Face face = Face.ofKind(repository.orElseThrow().id().kind());
        List<ConfigRef> effective;
        OcmConfig config;
        try {
            effective = EffectiveConfig.of(object.raw(), spec.ocmConfig(), repository.orElseThrow(), face, world);
            config = EffectiveConfig.load(effective, world);
        } catch (Failure failure) {
            return notReady(object, face.configurationFailed(), Sentence.of(failure));
        }
        if (!spec.signatures().isEmpty()) {
            return notReady(object, NO_VERSION, unverified(spec.signatures()));
        }
        RepositorySpec where;
        try {
            where = specs.read(repository.orElseThrow().spec().path("repositorySpec"));
        } catch (Failure failure) {
            return notReady(object, face.repositorySpecFailed(), face.repositorySpecInvalid(Sentence.of(failure)));
        }
        return find(object, repository.orElseThrow(), where, effective, config);
    }

    private Outcome<ComponentStatus> find(
            ApiObject<ComponentSpec, ComponentStatus> object,
            RawObject repository,
            RepositorySpec where,
            List<ConfigRef> effective,
            OcmConfig config) {
        String component = object.spec().component();
        return Deadline.keep(cancellation -> {
            try (Repositories repositories = new Repositories(origins, config.credentials(), cancellation, cache)) {
                ComponentRepository opened = repositories.open(where);
                Face face = Face.ofKind(repository.id().kind());
                String version;
                try {
                    version = version(object, opened, face);
                } catch (Failure failure) {
                    return notReady(object, "CheckVersionFailed", Sentence.of(failure));
                }
                ComponentDescriptor descriptor =
                        opened.get(new ComponentId(component, version)).descriptor();
                Optional<JsonNode> digest = face.showsDigest()
                        ? Optional.of(Normalisation.digest(descriptor).json())
                        : Optional.empty();
                ComponentInfo info =
                        new ComponentInfo(component, version, repository.spec().path("repositorySpec"), digest);
                return new Outcome.Ready<>(
                        new ComponentStatus(Optional.of(info), effective), "Applied version " + version);
            } catch (Failure failure) {
                return notReady(object, NO_VERSION, Sentence.of(failure));
            }
        });
    }

    private static String version(
            ApiObject<ComponentSpec, ComponentStatus> object, ComponentRepository repository, Face face) {
        ComponentSpec spec = object.spec();
        String component = ComponentId.requireName(spec.component());
        VersionChoice choice = VersionChoice.of(spec.semver(), spec.semverFilter());
        String newest = choice.newest(repository.versions(component));
        Optional<ComponentInfo> before = object.status().component();
        if (before.isPresent() && before.get().component().equals(component)) {
            new Downgrade(spec.downgradePolicy(), face.downgradesByLabel(), repository)
                    .check(new ComponentId(component, before.get().version()), newest);
        }
        return newest;
    }

    @Override
    public Outcome<ComponentStatus> release(ApiObject<ComponentSpec, ComponentStatus> object, World world) {
        List<RawObject> users = world.list(RESOURCE, object.namespace()).stream()
                .filter(resource ->
                        componentOfResource(resource).equals(object.id().name()))
                .toList();
        return users.isEmpty()
                ? new Outcome.Released<>()
                : notReady(
                        object,
                        Users.DELETION_FAILED,
                        "component cannot be removed as resources are still referencing it: " + Users.names(users));
    }

    /**
     * The component that an object of kind {@link #RESOURCE} refers to, in its own namespace.
     *
     * @param resource the object
     * @return the component's name; empty where it names none
     */
    public static String componentOfResource(RawObject resource) {
        return resource.spec().path("componentRef").path("name").asText();
    }

    /** What an object that asks for signatures is told, until they can be verified. */
    static String unverified(List<String> signatures) {
        return "signature \"%s\" cannot be verified yet by this version of the controllers; remove spec.verify to go on without"
                .formatted(signatures.getFirst());
    }

    /** The version that was found last stays, so that others see what they had. */
    private static Outcome<ComponentStatus> notReady(
            ApiObject<ComponentSpec, ComponentStatus> object, String reason, String message) {
        return new Outcome.NotReady<>(object.status(), reason, message);
    }
}
