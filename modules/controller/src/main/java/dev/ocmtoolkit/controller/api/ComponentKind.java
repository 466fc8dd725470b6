// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.api.ComponentSpec.DowngradePolicy;
import dev.ocmtoolkit.controller.core.Kind;
import dev.ocmtoolkit.controller.core.RawObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind {@code Component}. */
public final class ComponentKind implements Kind<ComponentSpec, ComponentStatus> {
    /** Its name. */
    public static final String NAME = "Component";

    /** The kind. */
    public ComponentKind() {}

    @Override
    public List<Name> names() {
        return List.of(new Name(NAME, "components"));
    }

    @Override
    public Optional<String> finalizer(String kind) {
        return Optional.of("finalizers.ocm.software/component");
    }

    @Override
    public void fillIn(ObjectNode object) {
        if (object.path("spec") instanceof ObjectNode spec && !spec.hasNonNull("downgradePolicy")) {
            spec.put("downgradePolicy", "Deny");
        }
    }

    @Override
    public ComponentSpec spec(RawObject object) {
        Fields spec = new Fields(object.spec(), "spec")
                .only(
                        "repositoryRef",
                        "component",
                        "semver",
                        "semverFilter",
                        "downgradePolicy",
                        "verify",
                        "interval",
                        "ocmConfig",
                        "suspend")
                .requireFlag("suspend");
        String namespace = object.id().namespace();
        return new ComponentSpec(
                RepositoryRef.read(spec.object("repositoryRef").only("kind", "name"), namespace),
                spec.required("component"),
                spec.requiredVersion("semver"),
                spec.text("semverFilter"),
                policy(spec),
                spec.signatures(),
                spec.requiredInterval(),
                ConfigRef.list(spec, "ocmConfig", namespace));
    }

    private static DowngradePolicy policy(Fields spec) {
        return switch (spec.text("downgradePolicy").orElse("Deny")) {
            case "Allow" -> DowngradePolicy.ALLOW;
            case "Deny" -> DowngradePolicy.DENY;
            case "Enforce" -> DowngradePolicy.ENFORCE;
            default -> throw spec.invalid("downgradePolicy", "is none of Allow, Deny and Enforce");
        };
    }

    @Override
    public ComponentStatus status(RawObject object) {
        return new ComponentStatus(
                ComponentInfo.read(object.status().path("component")), ConfigRef.ofStatus(object.status()));
    }

    @Override
    public ObjectNode json(ComponentStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        status.component().ifPresent(info -> json.set("component", info.json()));
        ConfigRef.write(status.effectiveConfig(), json);
        return json;
    }

    @Override
    public Optional<Duration> interval(ComponentSpec spec) {
        return Optional.of(spec.interval());
    }

    @Override
    public Map<String, String> annotations(RawObject object, ComponentStatus status) {
        return status.component()
                .map(info -> Map.of("delivery.ocm.software/component_version", info.component() + ":" + info.version()))
                .orElse(Map.of());
    }
}
