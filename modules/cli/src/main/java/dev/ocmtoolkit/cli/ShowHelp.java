// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm help}: the page that {@code --help} behind a command shows. */
final class ShowHelp extends Command {
    private final PositionalParamSpec words = options.words("[VERB [OBJECT]]", "0..*", "the command");

    private ShowHelp(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new ShowHelp(session).spec;
    }

    @Override
    int run() {
        List<String> command = new ArrayList<>(Options.values(words));
        command.add("--help");
        return Ocm.run(session, command.toArray(String[]::new));
    }
}
