// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.controller.api.ComponentSpec.DowngradePolicy;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.version.Constraint;
import dev.ocmtoolkit.ocm.version.Version;
import java.util.Optional;

/**
 * Whether an older version may take the place of the one before.
 *
 * @param policy what the object says
 * @param byLabel whether the version before is asked where the object allows it
 * @param repository where the version before says whether it may be replaced by an older one
 */
record Downgrade(DowngradePolicy policy, boolean byLabel, ComponentRepository repository) {
    /** The label of a component version that says by which versions it may be replaced. */
    private static final String LABEL = "ocm.software/ocm-k8s-toolkit/downgradable";

    void check(ComponentId before, String newest) {
        Version from = Version.parse(before.version())
                .orElseThrow(() -> VersionChoice.terminal("failed to check reconciled version " + before));
        Version to = Version.parse(newest).orElseThrow();
        if (to.compareTo(from) >= 0) {
            return;
        }
        String refusal = "component version cannot be downgraded from version %s to version %s".formatted(from, to);
        switch (policy) {
            case ENFORCE -> {}
            case DENY -> throw VersionChoice.terminal(refusal);
            case ALLOW -> {
                if (byLabel
                        && admitted(before)
                                .filter(constraint -> constraint.admits(to))
                                .isEmpty()) {
                    throw new Failure(Failure.Kind.INVALID, refusal);
                }
            }
        }
    }

    private Optional<Constraint> admitted(ComponentId before) {
        JsonNode labels;
        try {
            labels = repository.get(before).descriptor().labels();
        } catch (Failure failure) {
            throw VersionChoice.terminal(
                    "failed to get reconciled component version to check downgradability: " + failure.sentence());
        }
        for (JsonNode label : labels) {
            if (label.path("name").asText().equals(LABEL)) {
                return VersionChoice.read(label.path("value").asText());
            }
        }
        return Optional.empty();
    }
}
