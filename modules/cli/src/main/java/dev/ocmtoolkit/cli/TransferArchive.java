// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.Gap;
import dev.ocmtoolkit.ocm.config.TransportConfig;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.TransferReport;
import dev.ocmtoolkit.ocm.transfer.TransferRequest;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code ocm transfer commontransportarchive}: brings all component versions of an archive into a repository. As in version 1 of the OCM
 * tools the transport configuration does not apply.
 */
final class TransferArchive extends Command {
    private final TransferFlags flags = new TransferFlags(options);
    private final PositionalParamSpec words = options.words("ARCHIVE TARGET", "0..*", "the archive, and the target");

    private TransferArchive(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new TransferArchive(session).spec;
    }

    @Override
    int run() {
        List<String> given = Options.values(words);
        if (given.size() != 2) {
            throw usage("an archive and a target repository have to be named");
        }
        String name = given.getFirst().replaceFirst("^(ctf|directory|tar|tgz)::", "");
        TransferRequest request = new TransferRequest(
                new TransferRequest.Roots.All(),
                new RepositorySpec.Archive(session.path(name), name),
                flags.target(given.getLast(), session),
                flags.options(TransportConfig.NONE, session.scope()),
                session.config());
        if (flags.dryRun()) {
            return flags.dryRun(session, List.of(request));
        }
        try (Report file = flags.report(session);
                TransferPrinter printer = new TransferPrinter(session, true)) {
            TransferReport report = session.transfer().run(request, printer, session.cancellation());
            if (report.versions().isEmpty()) {
                print("%s holds no component versions".formatted(name));
            }
            List<Failure> failures = report.failed().stream()
                    .map(failed -> failed.failure().orElseThrow())
                    .toList();
            file.finish(failures, report.copy().gaps());
            return summary(session, failures, report.copy().gaps());
        }
    }

    /** Tells what failed, once more and together, and what has no evidence; returns the exit code. */
    static int summary(Session session, List<Failure> failures, List<Gap> gaps) {
        session.out().flush();
        if (!failures.isEmpty()) {
            session.err().println("Error: transfer finished with %d error(s)".formatted(failures.size()));
            session.err().println("Error summary:");
            failures.forEach(failure -> session.err().println("- " + ExitCodes.sentence(failure)));
        }
        if (!gaps.isEmpty()) {
            session.err().println("Error: %d object(s) could not be proven to be at the target".formatted(gaps.size()));
            gaps.forEach(gap -> session.err().println("- " + ExitCodes.sentence(gap.failure())));
        }
        return !failures.isEmpty() ? ExitCodes.FAILED : gaps.isEmpty() ? ExitCodes.DONE : ExitCodes.GAP;
    }
}
