// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.version.Version;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm show versions}: the versions of a component, one a line, as scripts like them. */
final class ShowVersions extends Command {
    private final VersionSelection selection = new VersionSelection(session, options, "-l", "--latest");
    private final OptionSpec semantic =
            options.flag("each version in full, such as 1.2.0 for v1.2", "-s", "--semantic");
    private final PositionalParamSpec words = options.words(
            "REFERENCE [CONSTRAINT...]",
            "0..*",
            "the component, and perhaps constraints, one of which admits a version");

    private ShowVersions(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new ShowVersions(session).spec;
    }

    @Override
    int run() {
        List<String> given = given(words, 1);
        try (Repositories repositories = session.repositories()) {
            List<ComponentId> selected =
                    selection.select(given.subList(0, 1), given.subList(1, given.size()), repositories).stream()
                            .map(VersionSelection.Selected::id)
                            .toList();
            if (selected.stream().map(ComponentId::name).distinct().count() > 1) {
                throw usage("%s holds several components".formatted(Text.printable(given.getFirst())))
                        .hint("name one of them");
            }
            selected.stream().map(ComponentId::version).map(this::written).forEach(this::print);
        }
        return ExitCodes.DONE;
    }

    private String written(String version) {
        return Options.isSet(semantic) ? Version.parse(version).orElseThrow().normalized() : version;
    }
}
