// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.cli.ArtifactSelection.Artifact;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.CopyReport;
import dev.ocmtoolkit.oci.copy.ImagePlanner;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.transfer.TransferListener;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm transfer artifacts}: copies images and other artifacts, which know nothing of components. */
final class TransferArtifacts extends Command {
    private final ArtifactSelection selection = new ArtifactSelection(session, options);
    private final OptionSpec keepNames =
            options.flag("keep the names of the repositories, below that of the target", "-R", "--repo-name");
    private final Report report = new Report(options);
    private final PositionalParamSpec words = options.words(
            "ARTIFACT... TARGET",
            "0..*",
            "[REPOSITORY/]NAME[:TAG][@DIGEST], one or more, without a tag all of them; and the target of the same form");

    private TransferArtifacts(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new TransferArtifacts(session).spec;
    }

    @Override
    int run() {
        List<String> given = given(words, 2);
        ArtifactRef target = ArtifactRef.target(given.getLast(), session.scope());
        try (Repositories repositories = session.repositories();
                Report file = report.begin(session);
                ProgressBar bar = new ProgressBar(session)) {
            List<Artifact> sources = selection.select(given.subList(0, given.size() - 1), repositories);
            Map<ArtifactRef, Artifact> copies = copies(sources, target);
            ComponentRepository to = repositories.create(target.spec());
            Iterator<Unit> units = copies.entrySet().stream()
                    .map(copy -> plan(copy.getValue(), copy.getKey(), to))
                    .iterator();
            CopyReport copied = session.engine()
                    .run(
                            units,
                            to.registry(),
                            CopyEngine.Commit.DONE_UNITS,
                            new Listeners(List.of(bar, file.listener().orElse(TransferListener.SILENT))),
                            session.cancellation());
            print("copied %d from %d artifact(s) and %d repositories"
                    .formatted(
                            copies.size() - copied.failures().size(),
                            sources.size(),
                            sources.stream()
                                    .map(one -> one.store().location())
                                    .distinct()
                                    .count()));
            List<Failure> failures = List.copyOf(copied.failures().values());
            file.finish(failures, copied.gaps());
            return TransferArchive.summary(session, failures, copied.gaps());
        }
    }

    /** By what they are called at the target. */
    private Map<ArtifactRef, Artifact> copies(List<Artifact> sources, ArtifactRef target) {
        boolean keeps = Options.isSet(keepNames) || target.repository().isEmpty();
        Map<ArtifactRef, Artifact> copies = new LinkedHashMap<>();
        for (Artifact source : sources) {
            String below = target.repository().isEmpty() ? "" : target.repository() + "/";
            ArtifactRef name = target.named(
                    keeps ? below + source.name().repository() : target.repository(),
                    target.tag().or(source.name()::tag));
            Artifact other = copies.putIfAbsent(name, source);
            if (other != null && !other.equals(source)) {
                throw usage("%s and %s would both become %s".formatted(other.name(), source.name(), name))
                        .hint("name a target without a tag, or keep the names with -R");
            }
        }
        return copies;
    }

    private Unit plan(Artifact source, ArtifactRef name, ComponentRepository to) {
        print("copying %s to %s...".formatted(source.name(), name));
        return ImagePlanner.plan(
                source.store(), source.digest(), to.registry().repository(to.path(name.repository())), name.tag());
    }
}
