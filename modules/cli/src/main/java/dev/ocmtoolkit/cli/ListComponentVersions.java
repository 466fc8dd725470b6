// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.cli.OutputFormat.Mode;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm list componentversions}: which component versions are there, without reading any of them. */
final class ListComponentVersions extends Command {
    private final VersionSelection selection = new VersionSelection(session, options);
    private final OutputFormat format = new OutputFormat(options, Mode.YAML, Mode.JSON, Mode.COMPACT_JSON);
    private final PositionalParamSpec references =
            options.words("[REFERENCE...]", "0..*", "REPOSITORY[//NAME[:VERSION]]; without a version: all of them");

    private ListComponentVersions(Session session) {
        super(session);
        options.refuse(
                true,
                "has no use here: a list does not follow references",
                "use ocm get componentversions",
                "--lookup");
        options.refuse(
                true,
                "has no use here: a list reads no descriptors",
                "use ocm get componentversions",
                "-S",
                "--scheme");
    }

    static CommandSpec spec(Session session) {
        return new ListComponentVersions(session).spec;
    }

    @Override
    int run() {
        Mode mode = format.mode();
        Table table = new Table("COMPONENT", "VERSION", "MESSAGE");
        List<JsonNode> documents = new ArrayList<>();
        try (Repositories repositories = session.repositories()) {
            for (VersionSelection.Selected one : selection.select(Options.values(references), repositories)) {
                String message = one.isThere() ? "" : "<unknown component version>";
                table.add(one.id().name(), one.id().version(), message);
                ObjectNode document = JsonNodeFactory.instance
                        .objectNode()
                        .put("component", one.id().name())
                        .put("version", one.id().version());
                documents.add(message.isEmpty() ? document : document.put("error", message));
            }
        }
        if (mode.isDocuments()) {
            format.print(session, mode, documents);
        } else {
            format.print(session, table);
        }
        return ExitCodes.DONE;
    }
}
