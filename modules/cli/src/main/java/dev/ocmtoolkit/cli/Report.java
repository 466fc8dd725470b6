// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.Gap;
import dev.ocmtoolkit.ocm.transfer.TransferListener;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** The option {@code --report}, and the file where it was given. */
final class Report implements AutoCloseable {
    private final OptionSpec option;
    private Optional<ReportFile> file = Optional.empty();

    Report(Options options) {
        option = options.text(
                "FILE",
                "write into this file, in JSON, of each object why it is known to be at the target, and what it took",
                "--report");
    }

    /** Begins the file, if one is wanted; to be closed. */
    Report begin(Session session) {
        String path = Options.value(option, "");
        if (!path.isEmpty()) {
            file = Optional.of(new ReportFile(session.path(path)));
        }
        return this;
    }

    Optional<TransferListener> listener() {
        return file.map(begun -> begun);
    }

    void finish(List<Failure> failures, List<Gap> gaps) {
        file.ifPresent(begun -> begun.finish(failures, gaps));
    }

    @Override
    public void close() {
        file.ifPresent(ReportFile::close);
    }
}
