// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.archive.ArchiveFormat;
import dev.ocmtoolkit.ocm.config.TransportConfig;
import dev.ocmtoolkit.ocm.transfer.TransferOptions;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** The options that all commands which transfer component versions have. */
final class TransferFlags {
    private final OptionSpec recursive;
    private final OptionSpec copyResources;
    private final OptionSpec copyLocalResources;
    private final OptionSpec copySources;
    private final OptionSpec overwrite;
    private final OptionSpec type;
    private final OptionSpec disableUploads;

    TransferFlags(Options options) {
        recursive = options.flag("the component versions that they refer to, too", "-r", "--recursive");
        copyResources = options.flag("copy the content of all resources", "-V", "--copy-resources");
        copyLocalResources =
                options.flag("copy the content of resources of relation local", "-L", "--copy-local-resources");
        copySources = options.flag("copy the content of sources", "--copy-sources");
        overwrite = options.flag("replace versions that the target has with other content", "-f", "--overwrite");
        type = options.text("TYPE", ArchiveType.DESCRIPTION, "-t", "--type");
        disableUploads = options.flag(
                "store images with the component version, not as images of the target registry", "--disable-uploads");
    }

    /** The form of an archive that the transfer makes, if it was given. */
    Optional<ArchiveFormat> type() {
        return ArchiveType.of(type);
    }

    /** What the flags say, and the configuration where they say nothing. */
    TransferOptions options(TransportConfig config) {
        return new TransferOptions(
                isSet(recursive, config.recursive()),
                isSet(copyResources, config.resourcesByValue()),
                isSet(copyLocalResources, config.localResourcesByValue()),
                isSet(copySources, config.sourcesByValue()),
                isSet(overwrite, config.overwrite()),
                config.omitAccessTypes(),
                false,
                config.uploads() && !disablesUploads());
    }

    /** Whether the command line says so, which is worth a line of its output. */
    boolean disablesUploads() {
        return Options.isSet(disableUploads);
    }

    private static boolean isSet(OptionSpec flag, Optional<Boolean> otherwise) {
        return Options.isSet(flag) || otherwise.orElse(false);
    }
}
