// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code ocm version}: what this program is, in one line. */
final class ShowVersion implements Callable<Integer> {
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    static CommandSpec spec() {
        return new ShowVersion().spec;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Build.read().line());
        return 0;
    }
}
