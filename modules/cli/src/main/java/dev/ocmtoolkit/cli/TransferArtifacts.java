// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.CopyReport;
import dev.ocmtoolkit.oci.copy.ImagePlanner;
import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code ocm transfer artifacts}: copies images and other artifacts, which know nothing of components. */
final class TransferArtifacts extends Command {
    /** One artifact that is there. */
    private record Source(ArtifactRef name, OciStore store, Digest digest) {}

    private final OptionSpec repository =
            options.text("REPOSITORY", "where the artifacts are, which then are named alone", "--repo");
    private final OptionSpec keepNames =
            options.flag("keep the names of the repositories, below that of the target", "-R", "--repo-name");
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
                ProgressBar bar = new ProgressBar(session)) {
            List<Source> sources = sources(given.subList(0, given.size() - 1), repositories);
            Map<ArtifactRef, Source> copies = copies(sources, target);
            ComponentRepository to = repositories.create(target.spec());
            Iterator<Unit> units = copies.entrySet().stream()
                    .map(copy -> plan(copy.getValue(), copy.getKey(), to))
                    .iterator();
            CopyReport report = session.engine()
                    .run(units, to.registry(), CopyEngine.Commit.DONE_UNITS, progress(bar), session.cancellation());
            print("copied %d from %d artifact(s) and %d repositories"
                    .formatted(
                            copies.size() - report.failures().size(),
                            sources.size(),
                            sources.stream()
                                    .map(one -> one.store().location())
                                    .distinct()
                                    .count()));
            return TransferArchive.summary(
                    session, List.copyOf(report.failures().values()));
        }
    }

    private List<Source> sources(List<String> references, Repositories repositories) {
        Optional<String> common = Optional.ofNullable(repository.getValue());
        List<Source> all = new ArrayList<>();
        for (String text : references) {
            ArtifactRef ref = common.isEmpty()
                    ? ArtifactRef.source(text, session.scope())
                    : ArtifactRef.within(ComponentRef.repository(common.get(), session.scope()), common.get(), text);
            ComponentRepository from = open(ref.spec(), repositories);
            for (String name : names(ref, from)) {
                OciStore store = from.registry().repository(from.path(name));
                refs(ref, store).forEach(one -> all.add(source(ref, name, store, one)));
            }
        }
        return all;
    }

    private static ComponentRepository open(RepositorySpec spec, Repositories repositories) {
        try {
            return repositories.open(spec);
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
    }

    private static List<String> names(ArtifactRef ref, ComponentRepository from) {
        if (!ref.repository().isEmpty()) {
            return List.of(ref.repository());
        }
        try (Stream<String> names = from.registry().repositories()) {
            return names.sorted().toList();
        }
    }

    private static List<Ref> refs(ArtifactRef ref, OciStore store) {
        if (ref.digest().isPresent() || ref.tag().isPresent()) {
            return List.of(ref.digest().<Ref>map(digest -> digest).orElseGet(ref.tag()::orElseThrow));
        }
        try (Stream<String> tags = store.tags()) {
            return tags.map(Ref::parse).toList();
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
    }

    private static Source source(ArtifactRef ref, String name, OciStore store, Ref one) {
        ArtifactRef named = ref.named(name, one instanceof Tag tag ? Optional.of(tag) : ref.tag());
        try {
            Descriptor found = store.resolve(one)
                    .orElseThrow(() ->
                            new Failure(Failure.Kind.NOT_FOUND, "artifact %s is not there".formatted(named)));
            return new Source(named, store, found.digest());
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
    }

    /** By what they are called at the target. */
    private Map<ArtifactRef, Source> copies(List<Source> sources, ArtifactRef target) {
        boolean keeps = Options.isSet(keepNames) || target.repository().isEmpty();
        Map<ArtifactRef, Source> copies = new LinkedHashMap<>();
        for (Source source : sources) {
            String below = target.repository().isEmpty() ? "" : target.repository() + "/";
            ArtifactRef name = target.named(
                    keeps ? below + source.name().repository() : target.repository(),
                    target.tag().or(source.name()::tag));
            Source other = copies.putIfAbsent(name, source);
            if (other != null && !other.equals(source)) {
                throw usage("%s and %s would both become %s".formatted(other.name(), source.name(), name))
                        .hint("name a target without a tag, or keep the names with -R");
            }
        }
        return copies;
    }

    private Unit plan(Source source, ArtifactRef name, ComponentRepository to) {
        print("copying %s to %s...".formatted(source.name(), name));
        return ImagePlanner.plan(
                source.store(), source.digest(), to.registry().repository(to.path(name.repository())), name.tag());
    }

    private static RunListener progress(ProgressBar bar) {
        return new RunListener() {
            @Override
            public void sending(long bytes) {
                bar.expect(bytes);
            }

            @Override
            public void progress(long bytes) {
                bar.add(bytes);
            }
        };
    }
}
