// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.OptionSpec;

/** The option that says on which manifests controllers run. */
final class ManifestsOption {
    private final OptionSpec directory;

    ManifestsOption(Options options) {
        directory = options.text("DIR", "the directory with the manifests (default: .)", "--manifests");
    }

    String given() {
        return Options.value(directory, ".");
    }

    Path path(Session session) {
        return session.path(given());
    }
}
