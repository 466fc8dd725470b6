// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.ByteCount;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.CopyReport;
import dev.ocmtoolkit.oci.copy.Portions;
import dev.ocmtoolkit.oci.copy.ProofLevel;
import dev.ocmtoolkit.oci.copy.RepositoryCopy;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.transfer.TransferListener;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm oci copy}: copies an image, an index or another artifact, or all of a repository, with what refers to it. */
final class OciCopy extends Command {
    private final OptionSpec allTags = options.flag("all tags of the repository", "-a", "--all-tags");
    private final OptionSpec noReferrers =
            options.flag("without signatures and what else refers to the artifacts", "--no-referrers");
    private final OptionSpec skipMissing = options.flag(
            "copy the rest where an index lists what the source has not; exit code 3 then", "--skip-missing");
    private final OptionSpec dryRun = options.flag("only print what would be copied", "--dry-run");
    private final ProofFlags proof = new ProofFlags(options);
    private final Report report = new Report(options);
    private final PositionalParamSpec words = options.words(
            "SOURCE TARGET",
            "0..*",
            "each [http://]HOST[:PORT]/NAME[:TAG][@DIGEST], or ARCHIVE//NAME[:TAG]; without a tag the source is latest,"
                    + " and the target as the source");

    private OciCopy(Session session) {
        super(session);
    }

    static CommandSpec spec(Session session) {
        return new OciCopy(session).spec;
    }

    @Override
    int run() {
        List<String> given = given(words, 2);
        if (given.size() > 2) {
            throw usage("one source and one target have to be named, and not %d words".formatted(given.size()));
        }
        ArtifactRef source = ArtifactRef.source(given.getFirst(), session.scope());
        ArtifactRef target = ArtifactRef.target(given.getLast(), session.scope());
        if (source.repository().isEmpty()) {
            throw usage("%s names no repository".formatted(given.getFirst()))
                    .hint("write what is to be copied behind it");
        }
        boolean all = Options.isSet(allTags);
        if (all
                && (source.tag().isPresent()
                        || source.digest().isPresent()
                        || target.tag().isPresent())) {
            throw usage("--all-tags copies all tags, and one is named").hint("leave out one of them");
        }
        try (Repositories repositories = session.repositories()) {
            ComponentRepository from = side(Failure.Side.SOURCE, () -> repositories.open(source.spec()));
            ComponentRepository to = side(Failure.Side.TARGET, () -> repositories.create(target.spec()));
            OciStore store = from.registry().repository(from.path(source.repository()));
            String name = target.repository().isEmpty() ? source.repository() : target.repository();
            RepositoryCopy copy = new RepositoryCopy(
                    store,
                    to.registry().repository(to.path(name)),
                    !Options.isSet(noReferrers),
                    Options.isSet(skipMissing));
            try (Stream<String> tags = all ? store.tags() : Stream.empty()) {
                Iterator<Unit> units = all
                        ? copy.ofAll(tags).iterator()
                        : List.of(one(copy, source, target)).iterator();
                return Options.isSet(dryRun) ? new OciCopyDryRun(session).run(units) : copy(units, to);
            }
        }
    }

    private static Unit one(RepositoryCopy copy, ArtifactRef source, ArtifactRef target) {
        Optional<Tag> tag = source.tag();
        if (tag.isEmpty() && source.digest().isEmpty()) {
            tag = Optional.of(new Tag("latest"));
        }
        Ref ref = source.digest().isPresent() ? source.digest().get() : tag.orElseThrow();
        return copy.of(ref, target.tag().isPresent() ? target.tag() : tag);
    }

    private int copy(Iterator<Unit> units, ComponentRepository to) {
        int portion = to.spec() instanceof RepositorySpec.Archive ? Integer.MAX_VALUE : Portions.DEFAULT;
        EvidenceTotals totals = new EvidenceTotals(proof.level() != ProofLevel.IMPLIED);
        try (ProgressBar bar = new ProgressBar(session);
                Report file = report.begin(session)) {
            CopyReport copied = new Portions(session.engine(), portion)
                    .run(
                            units,
                            to.registry(),
                            proof.level(),
                            new Listeners(List.of(bar, totals, file.listener().orElse(TransferListener.SILENT))),
                            session.cancellation());
            List<Failure> failures = List.copyOf(copied.failures().values());
            file.finish(failures, copied.gaps());
            totals.lines().forEach(this::print);
            print("copied %d artifact(s), sent %s".formatted(copied.units(), ByteCount.text(copied.bytesSent())));
            int code = TransferArchive.summary(session, failures, copied.gaps());
            return copied.gaps().isEmpty() ? code : ExitCodes.GAP;
        }
    }
}
