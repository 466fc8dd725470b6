// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/** Which artifacts of registries and archives the command line means; and the option that says so. */
final class ArtifactSelection {
    /**
     * One artifact that is there.
     *
     * @param name what it is called
     * @param store where it is
     * @param digest its digest
     */
    record Artifact(ArtifactRef name, OciStore store, Digest digest) {}

    private final Session session;
    private final OptionSpec repository;

    ArtifactSelection(Session session, Options options) {
        this.session = session;
        repository = options.text("REPOSITORY", "where the artifacts are, which then are named alone", "--repo");
    }

    /**
     * Finds artifacts; those of a name without a tag are all that have one.
     *
     * @param references the words of the command line
     * @param repositories opens registries and archives
     * @return the artifacts, in the order of the words
     * @throws Failure NOT_FOUND when one is not there, INVALID for what is no reference
     */
    List<Artifact> select(List<String> references, Repositories repositories) {
        Optional<String> common = Optional.ofNullable(repository.getValue());
        List<Artifact> all = new ArrayList<>();
        for (String text : references) {
            ArtifactRef ref = common.isEmpty()
                    ? ArtifactRef.source(text, session.scope())
                    : ArtifactRef.within(ComponentRef.repository(common.get(), session.scope()), common.get(), text);
            ComponentRepository from = open(ref.spec(), repositories);
            for (String name : names(ref, from)) {
                OciStore store = from.registry().repository(from.path(name));
                refs(ref, store).forEach(one -> all.add(artifact(ref, name, store, one)));
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

    private static Artifact artifact(ArtifactRef ref, String name, OciStore store, Ref one) {
        ArtifactRef named = ref.named(name, one instanceof Tag tag ? Optional.of(tag) : ref.tag());
        try {
            Descriptor found = store.resolve(one)
                    .orElseThrow(
                            () -> new Failure(Failure.Kind.NOT_FOUND, "artifact %s is not there".formatted(named)));
            return new Artifact(named, store, found.digest());
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
    }
}
