// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.copy.ProofLevel;
import picocli.CommandLine.Model.OptionSpec;

/** The options that say how much a command has to know of what is at its target. */
final class ProofFlags {
    private final OptionSpec target;
    private final OptionSpec deep;

    ProofFlags(Options options) {
        target = options.flag(
                "look for every object at the target afterwards; exit code 3 when one is not there", "--verify-target");
        deep = options.flag("the same, and read them all again", "--verify-deep");
    }

    ProofLevel level() {
        if (Options.isSet(deep)) {
            return ProofLevel.REREAD;
        }
        return Options.isSet(target) ? ProofLevel.SEEN : ProofLevel.IMPLIED;
    }
}
