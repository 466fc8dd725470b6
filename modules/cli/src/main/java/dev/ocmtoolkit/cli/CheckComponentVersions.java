// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code ocm check componentversions}: whether a repository holds component versions with all that they refer to. As in version 1 of
 * the OCM tools an incomplete one is a finding, not a failure.
 */
final class CheckComponentVersions extends Command {
    private final PositionalParamSpec refs =
            options.words("REFERENCE", "0..*", "REPOSITORY[//NAME[:VERSION]]; without a version: all of them");

    private CheckComponentVersions(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new CheckComponentVersions(session).spec;
    }

    @Override
    int run() {
        List<String> given = Options.values(refs);
        if (given.isEmpty()) {
            throw VersionSelection.noReference();
        }
        Table table = new Table("COMPONENT", "VERSION", "STATUS", "ERROR");
        try (Repositories repositories = session.repositories()) {
            for (String text : given) {
                ComponentRef ref = ComponentRef.parse(text, session.scope());
                ComponentRepository repository = repositories.open(ref.repository());
                Map<ComponentId, Optional<ComponentVersion>> read = new HashMap<>();
                for (ComponentId id : VersionSelection.of(ref, repository)) {
                    read.put(id, Optional.of(repository.get(id)));
                    boolean complete = isComplete(id, repository, read, new HashSet<>());
                    table.add(id.name(), id.version(), complete ? "OK" : "Incomplete", "");
                }
            }
        }
        if (table.isEmpty()) {
            print("no elements found");
        } else {
            table.lines().forEach(this::print);
        }
        return ExitCodes.DONE;
    }

    private static boolean isComplete(
            ComponentId id,
            ComponentRepository repository,
            Map<ComponentId, Optional<ComponentVersion>> read,
            Set<ComponentId> seen) {
        if (!seen.add(id)) {
            return true;
        }
        Optional<ComponentVersion> version = read.computeIfAbsent(id, repository::find);
        return version.isPresent()
                && version.get().descriptor().references().stream()
                        .map(Element::target)
                        .allMatch(target -> isComplete(target, repository, read, seen));
    }
}
