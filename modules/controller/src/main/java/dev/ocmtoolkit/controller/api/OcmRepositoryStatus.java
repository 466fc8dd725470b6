// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import java.util.List;

/**
 * What is known of an {@code OCMRepository}.
 *
 * @param effectiveConfig what it was used with
 */
public record OcmRepositoryStatus(List<ConfigRef> effectiveConfig) {
    /** Copies the list. */
    public OcmRepositoryStatus {
        effectiveConfig = List.copyOf(effectiveConfig);
    }
}
