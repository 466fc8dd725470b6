// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A component version in the graph that a command looks at.
 *
 * @param path the component versions through which it was reached
 * @param id which it is
 * @param reference the identity of the reference to it; empty for one that was named
 * @param version its content; empty where it is not there
 * @param repository where it was looked for first
 * @param nested what it refers to, in its order; empty where that is not asked for
 */
record VersionNode(
        List<ComponentId> path,
        ComponentId id,
        Optional<Reference> reference,
        Optional<ComponentVersion> version,
        RepositorySpec repository,
        List<VersionNode> nested) {

    /**
     * A reference to another component version.
     *
     * @param name its name
     * @param extraIdentity what identifies it besides, as tables show it
     * @param identity its whole identity, as tables show it
     */
    record Reference(String name, String extraIdentity, String identity) {}

    /** Copies the lists. */
    VersionNode {
        path = List.copyOf(path);
        nested = List.copyOf(nested);
    }

    /** {@return the path to it, with itself at its end} */
    List<ComponentId> history() {
        List<ComponentId> all = new ArrayList<>(path);
        all.add(id);
        return all;
    }

    /** {@return itself and all below, a parent before its references} */
    Stream<VersionNode> all() {
        return Stream.concat(Stream.of(this), nested.stream().flatMap(VersionNode::all));
    }

    /** {@return a path as tables show it} */
    static String written(List<ComponentId> path) {
        return path.stream().map(ComponentId::toString).collect(Collectors.joining("->"));
    }
}
