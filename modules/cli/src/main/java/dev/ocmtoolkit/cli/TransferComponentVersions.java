// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.Gap;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.TransferReport;
import dev.ocmtoolkit.ocm.transfer.TransferRequest;
import dev.ocmtoolkit.ocm.transfer.TransferRequest.Roots;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm transfer componentversions}: brings component versions from a repository into another. */
final class TransferComponentVersions extends Command {
    private final VersionSelection selection = new VersionSelection(session, options);
    private final TransferFlags flags = new TransferFlags(options);
    private final OptionSpec bomFile =
            options.text("FILE", "write the component versions that were transferred, as JSON", "-B", "--bom-file");
    private final PositionalParamSpec words = options.words(
            "REFERENCE... TARGET", "0..*", "REPOSITORY[//NAME[:VERSION]], one or more, and the target repository");

    private TransferComponentVersions(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new TransferComponentVersions(session).spec;
    }

    @Override
    int run() {
        List<String> given = Options.values(words);
        if (given.size() < 2) {
            throw usage("a component version and a target repository have to be named");
        }
        String bom = Options.value(bomFile, "");
        List<TransferRequest> requests = requests(given);
        if (flags.dryRun()) {
            if (!bom.isEmpty()) {
                throw usage("--dry-run writes nothing, also not what --bom-file names");
            }
            return flags.dryRun(session, requests);
        }
        if (flags.disablesUploads()) {
            print("standard blob upload handlers are disabled.");
        }
        List<Failure> failures = new ArrayList<>();
        Set<ComponentId> transferred = new LinkedHashSet<>();
        List<Gap> gaps = new ArrayList<>();
        try (Report file = flags.report(session);
                TransferPrinter printer = new TransferPrinter(session, false)) {
            for (TransferRequest request : requests) {
                TransferReport report = session.transfer().run(request, printer, session.cancellation());
                report.versions()
                        .forEach(result -> transferred.add(result.node().id()));
                report.failed().forEach(failed -> failures.add(failed.failure().orElseThrow()));
                gaps.addAll(report.copy().gaps());
            }
            file.finish(failures, gaps);
            // Nobody is to take what was sent for what is there.
            if (gaps.isEmpty()) {
                print("%d versions transferred".formatted(printer.complete()));
            }
        }
        if (failures.isEmpty() && gaps.isEmpty() && !bom.isEmpty()) {
            BomFile.write(session.path(bom), transferred);
        }
        return TransferArchive.summary(session, failures, gaps);
    }

    private List<TransferRequest> requests(List<String> given) {
        RepositorySpec target = flags.target(given.getLast(), session);
        List<TransferRequest> requests = new ArrayList<>();
        try (Repositories repositories = session.repositories()) {
            for (String text : given.subList(0, given.size() - 1)) {
                ComponentRef ref = selection.reference(text, repositories);
                for (Roots roots : selection.isNarrowing() ? narrowed(text, repositories) : List.of(roots(ref))) {
                    requests.add(new TransferRequest(
                            roots,
                            ref.repository(),
                            target,
                            flags.options(session.config().transport(), session.scope()),
                            session.config()));
                }
            }
        }
        return requests;
    }

    /** The versions that the options admit; nothing where they admit none. */
    private List<Roots> narrowed(String text, Repositories repositories) {
        List<ComponentId> admitted;
        try {
            admitted = selection.select(List.of(text), repositories).stream()
                    .map(VersionSelection.Selected::id)
                    .toList();
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
        return admitted.isEmpty() ? List.of() : List.of(new Roots.Versions(admitted));
    }

    private static Roots roots(ComponentRef ref) {
        if (ref.component().isEmpty()) {
            return new Roots.All();
        }
        String name = ref.component().get();
        return ref.version()
                .<Roots>map(version -> new Roots.Versions(List.of(new ComponentId(name, version))))
                .orElseGet(() -> new Roots.Component(name));
    }
}
