// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import dev.ocmtoolkit.controller.core.ObjectId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code Replication} wants: that the version of a component is in another repository too.
 *
 * @param component the object that says which version
 * @param target the other repository
 * @param interval how often to look; empty in the second generation, where only changes count
 * @param historyLength how many transfers are remembered, from 0 to {@link #LONGEST_HISTORY}
 * @param signatures the signatures that have to be verified
 * @param ocmConfig what to transfer with
 */
public record ReplicationSpec(
        ObjectId component,
        RepositoryRef target,
        Optional<Duration> interval,
        int historyLength,
        List<String> signatures,
        List<ConfigRef> ocmConfig) {
    /** The most transfers that can be remembered. */
    public static final int LONGEST_HISTORY = 1000;

    /** Copies the lists. */
    public ReplicationSpec {
        signatures = List.copyOf(signatures);
        ocmConfig = List.copyOf(ocmConfig);
    }

    /** {@return which generation it speaks like} */
    public Face face() {
        return interval.isPresent() ? Face.OCM_REPOSITORY : Face.REPOSITORY;
    }
}
