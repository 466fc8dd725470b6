// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.config.OcmConfig;
import dev.ocmtoolkit.ocm.config.Resolver;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.Planned.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where component versions are read from: what was asked for from the source, and what that refers to from other repositories, too, where
 * the source does not have it.
 *
 * @param from the source
 * @param lookup where else to look
 * @param config names more repositories, by the name of the component
 * @param repositories opens them
 */
record SourceVersions(
        ComponentRepository from, List<RepositorySpec> lookup, OcmConfig config, Repositories repositories) {

    /**
     * Reads a component version.
     *
     * @param node which
     * @throws Failure NOT_FOUND when it is nowhere
     */
    ComponentVersion get(Node node) {
        try {
            return node.path().isEmpty() ? from.get(node.id()) : reference(node.id());
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
    }

    private ComponentVersion reference(ComponentId id) {
        return from.find(id)
                .or(() -> others(id).stream()
                        .flatMap(other -> repositories.open(other).find(id).stream())
                        .findFirst())
                .orElseGet(() -> from.get(id));
    }

    private List<RepositorySpec> others(ComponentId id) {
        List<RepositorySpec> all = new ArrayList<>(lookup);
        for (Resolver resolver : config.resolversFor(id.name(), id.version())) {
            if (resolver.repository() instanceof ObjectNode json) {
                all.add(RepositorySpec.of(json, Path.of("")));
            }
        }
        return all;
    }
}
