// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.core.Kind;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind {@code OCMRepository}, which the second generation calls {@code Repository}. */
public final class OcmRepositoryKind implements Kind<OcmRepositorySpec, OcmRepositoryStatus> {
    /** The usual name. */
    public static final String NAME = "OCMRepository";
    /** The name in the second generation. */
    public static final String SUCCESSOR = "Repository";
    /** Both names, in the order in which they are looked up. */
    static final List<String> NAMES = List.of(NAME, SUCCESSOR);

    /** The kind. */
    public OcmRepositoryKind() {}

    @Override
    public List<Name> names() {
        return List.of(new Name(NAME, "ocmrepositories"), new Name(SUCCESSOR, "repositories"));
    }

    @Override
    public Optional<String> finalizer(String kind) {
        return Optional.of("finalizers.ocm.software/" + (kind.equals(SUCCESSOR) ? "repository" : "ocmrepository"));
    }

    @Override
    public void fillIn(ObjectNode object) {
        if (object.path("spec") instanceof ObjectNode spec) {
            ConfigRef.fillIn(spec, Face.ofKind(object.path("kind").asText()).defaultPolicy());
        }
    }

    @Override
    public OcmRepositorySpec spec(RawObject object) {
        Fields spec = new Fields(object.spec(), "spec")
                .only("repositorySpec", "interval", "ocmConfig", "suspend")
                .requireFlag("suspend");
        JsonNode repositorySpec = object.spec().path("repositorySpec");
        if (repositorySpec.isMissingNode() || repositorySpec.isNull()) {
            throw spec.invalid("repositorySpec", "is missing");
        }
        return new OcmRepositorySpec(
                repositorySpec,
                spec.requiredInterval(),
                ConfigRef.list(spec, "ocmConfig", object.id().namespace()));
    }

    @Override
    public OcmRepositoryStatus status(RawObject object) {
        return new OcmRepositoryStatus(ConfigRef.ofStatus(object.status()));
    }

    @Override
    public ObjectNode json(OcmRepositoryStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ConfigRef.write(status.effectiveConfig(), json);
        return json;
    }

    @Override
    public Optional<Duration> interval(OcmRepositorySpec spec) {
        return Optional.of(spec.interval());
    }

    @Override
    public Map<String, String> annotations(RawObject object, OcmRepositoryStatus status) {
        ObjectId id = object.id();
        return Map.of("delivery.ocm.software/repository", id.namespace() + ":" + id.name());
    }
}
