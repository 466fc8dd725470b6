// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.archive.ArchiveFormat;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** The option {@code --type}: the form of an archive that is made. */
final class ArchiveType {
    static final String DESCRIPTION =
            "the type of an archive that is made: directory, tar or tgz (default: what its name says, .tar, .tgz or .tar.gz)";

    private ArchiveType() {}

    /** What was given; empty when nothing was. */
    static Optional<ArchiveFormat> of(OptionSpec type) {
        return Optional.ofNullable(type.<String>getValue()).map(ArchiveFormat::named);
    }
}
