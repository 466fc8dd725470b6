// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.core.Condition;
import dev.ocmtoolkit.controller.core.Kind;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind {@code Replication}. */
public final class ReplicationKind implements Kind<ReplicationSpec, ReplicationStatus> {
    /** Its name. */
    public static final String NAME = "Replication";

    private static final int USUAL_HISTORY = 10;

    /** The kind. */
    public ReplicationKind() {}

    @Override
    public List<Name> names() {
        return List.of(new Name(NAME, "replications"));
    }

    @Override
    public Optional<String> finalizer(String kind) {
        return Optional.empty();
    }

    @Override
    public void fillIn(ObjectNode object) {
        if (!(object.path("spec") instanceof ObjectNode spec)) {
            return;
        }
        Face face = face(spec);
        if (face == Face.OCM_REPOSITORY && !spec.hasNonNull("historyLength")) {
            spec.put("historyLength", USUAL_HISTORY);
        }
        ConfigRef.fillIn(spec, face.defaultPolicy());
    }

    /** The second generation has no interval. */
    private static Face face(JsonNode spec) {
        return spec.hasNonNull("interval") ? Face.OCM_REPOSITORY : Face.REPOSITORY;
    }

    @Override
    public ReplicationSpec spec(RawObject object) {
        Fields spec = new Fields(object.spec(), "spec")
                .only(
                        "componentRef",
                        "targetRepositoryRef",
                        "interval",
                        "historyLength",
                        "verify",
                        "ocmConfig",
                        "suspend")
                .requireFlag("suspend");
        String own = object.id().namespace();
        Fields component = spec.object("componentRef").only("name", "namespace");
        Fields target = spec.object("targetRepositoryRef").only("kind", "name", "namespace");
        return new ReplicationSpec(
                new ObjectId(ComponentKind.NAME, component.text("namespace").orElse(own), component.required("name")),
                RepositoryRef.read(target, target.text("namespace").orElse(own)),
                spec.interval(),
                spec.number("historyLength", USUAL_HISTORY, 0, ReplicationSpec.LONGEST_HISTORY),
                spec.signatures(),
                ConfigRef.list(spec, "ocmConfig", own));
    }

    @Override
    public ReplicationStatus status(RawObject object) {
        JsonNode status = object.status();
        List<ConfigRef> effective = ConfigRef.ofStatus(status);
        return switch (face(object.spec())) {
            case OCM_REPOSITORY -> {
                List<TransferRecord> history = new ArrayList<>();
                status.path("history").forEach(record -> history.add(TransferRecord.read(record)));
                yield new ReplicationStatus(history, LatestTransfer.NONE, Optional.empty(), effective);
            }
            // That a transfer runs is said by who sees it running only.
            case REPOSITORY ->
                new ReplicationStatus(
                        List.of(),
                        LatestTransfer.read(status),
                        object.condition(Condition.TRANSFER_IN_PROGRESS).filter(ended -> !ended.isTrue()),
                        effective);
        };
    }

    @Override
    public ObjectNode json(ReplicationStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (!status.history().isEmpty()) {
            ArrayNode history = json.putArray("history");
            status.history().forEach(record -> history.add(record.json()));
        }
        status.latest().write(json);
        ConfigRef.write(status.effectiveConfig(), json);
        return json;
    }

    @Override
    public List<Condition> conditions(ReplicationStatus status) {
        return status.transfer().stream().toList();
    }

    @Override
    public Optional<Duration> interval(ReplicationSpec spec) {
        return spec.interval();
    }

    @Override
    public Map<String, String> annotations(RawObject object, ReplicationStatus status) {
        String key = switch (face(object.spec())) {
            case OCM_REPOSITORY -> "delivery.ocm.software/replication";
            case REPOSITORY -> "delivery.ocm.software/replication_version";
        };
        return Map.of(key, object.id().namespace() + ":" + object.id().name());
    }
}
