// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a {@code Component}.
 *
 * @param component the version that was found last
 * @param effectiveConfig what it was read with
 */
public record ComponentStatus(Optional<ComponentInfo> component, List<ConfigRef> effectiveConfig) {
    /** Copies the list. */
    public ComponentStatus {
        effectiveConfig = List.copyOf(effectiveConfig);
    }
}
