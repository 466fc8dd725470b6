// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code Component} wants: the newest version that a constraint admits.
 *
 * @param repository where it is
 * @param component its name
 * @param semver the constraint
 * @param semverFilter what the versions have to match besides, an RE2 expression
 * @param downgradePolicy what happens when the newest version is older than the one before
 * @param signatures the signatures that have to be verified
 * @param interval how often to look
 * @param ocmConfig what to read it with
 */
public record ComponentSpec(
        RepositoryRef repository,
        String component,
        String semver,
        Optional<String> semverFilter,
        DowngradePolicy downgradePolicy,
        List<String> signatures,
        Duration interval,
        List<ConfigRef> ocmConfig) {

    /** What happens when the newest version is older than the one before. */
    public enum DowngradePolicy {
        /** It is taken if the one before says that it may be. */
        ALLOW,
        /** It is not taken. */
        DENY,
        /** It is taken. */
        ENFORCE
    }

    /** Copies the lists. */
    public ComponentSpec {
        signatures = List.copyOf(signatures);
        ocmConfig = List.copyOf(ocmConfig);
    }
}
