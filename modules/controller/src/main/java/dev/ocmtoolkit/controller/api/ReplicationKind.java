// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
        boolean isSuccessor = !spec.hasNonNull("interval");
        if (!isSuccessor && !spec.hasNonNull("historyLength")) {
            spec.put("historyLength", USUAL_HISTORY);
        }
        ConfigRef.fillIn(spec, isSuccessor ? ConfigRef.Policy.PROPAGATE : ConfigRef.Policy.DO_NOT_PROPAGATE);
    }

    @Override
    public ReplicationSpec spec(RawObject object) {
        Fields spec = new Fields(object.spec(), "spec");
        String own = object.id().namespace();
        Fields component = spec.object("componentRef");
        Fields target = spec.object("targetRepositoryRef");
        return new ReplicationSpec(
                new ObjectId(ComponentKind.NAME, component.text("namespace").orElse(own), component.required("name")),
                RepositoryRef.read(target, target.text("namespace").orElse(own)),
                spec.interval(),
                spec.number("historyLength", USUAL_HISTORY, 0, ReplicationSpec.LONGEST_HISTORY),
                spec.objects("verify").stream()
                        .map(entry -> entry.required("signature"))
                        .toList(),
                ConfigRef.list(spec, "ocmConfig", own));
    }

    @Override
    public ReplicationStatus status(RawObject object) {
        List<TransferRecord> history = new ArrayList<>();
        object.status().path("history").forEach(record -> history.add(TransferRecord.read(record)));
        return new ReplicationStatus(
                history, ComponentInfo.read(object.status().path("component")), ConfigRef.ofStatus(object.status()));
    }

    @Override
    public ObjectNode json(ReplicationStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (!status.history().isEmpty()) {
            ArrayNode history = json.putArray("history");
            status.history().forEach(record -> history.add(record.json()));
        }
        status.component().ifPresent(info -> {
            json.set("component", info.json());
            json.put("lastTransferredVersion", info.version());
        });
        ConfigRef.write(status.effectiveConfig(), json);
        return json;
    }

    @Override
    public Optional<Duration> interval(ReplicationSpec spec) {
        return spec.interval();
    }

    @Override
    public Map<String, String> annotations(ObjectId id, ReplicationStatus status) {
        return Map.of("delivery.ocm.software/replication", id.namespace() + ":" + id.name());
    }
}
