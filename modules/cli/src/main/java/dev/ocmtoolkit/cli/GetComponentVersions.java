// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm get componentversions}: which component versions are there, and who provides them. */
final class GetComponentVersions extends Command {
    private final PositionalParamSpec refs =
            options.words("REFERENCE", "0..*", "REPOSITORY[//NAME[:VERSION]]; without a version: all of them");

    private GetComponentVersions(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new GetComponentVersions(session).spec;
    }

    @Override
    int run() {
        List<String> given = Options.values(refs);
        if (given.isEmpty()) {
            throw VersionSelection.noReference();
        }
        Table table = new Table("COMPONENT", "VERSION", "PROVIDER");
        try (Repositories repositories = session.repositories()) {
            for (String text : given) {
                ComponentRef ref = ComponentRef.parse(text, session.scope());
                ComponentRepository repository = repositories.open(ref.repository());
                for (ComponentId id : VersionSelection.of(ref, repository)) {
                    ComponentVersion version = repository.get(id);
                    table.add(id.name(), id.version(), version.descriptor().provider());
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
}
