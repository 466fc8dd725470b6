// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import picocli.CommandLine.Model.CommandSpec;

/** {@code ocm version}: what this program is, in one line. */
final class ShowVersion extends Command {
    private ShowVersion(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new ShowVersion(session).spec;
    }

    @Override
    int run() {
        print(Build.read().line());
        return ExitCodes.DONE;
    }
}
