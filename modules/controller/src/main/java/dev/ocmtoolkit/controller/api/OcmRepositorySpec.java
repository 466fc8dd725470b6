// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/**
 * What an {@code OCMRepository} wants: that a repository can be used.
 *
 * @param repositorySpec which repository; any JSON, judged by who opens it
 * @param interval how often to look
 * @param ocmConfig what to use it with
 */
public record OcmRepositorySpec(JsonNode repositorySpec, Duration interval, List<ConfigRef> ocmConfig) {
    /** Copies the list. */
    public OcmRepositorySpec {
        ocmConfig = List.copyOf(ocmConfig);
    }
}
