// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import dev.ocmtoolkit.ocm.version.Constraint;
import dev.ocmtoolkit.ocm.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Which component versions references on the command line mean: one, all of a component, or all of an archive; and the options that
 * say so.
 */
final class VersionSelection {
    /**
     * A component version that is meant.
     *
     * @param id which
     * @param repository where
     * @param listed whether the repository named it itself; if not, it need not be there
     */
    record Selected(ComponentId id, ComponentRepository repository, boolean listed) {
        /** Whether it is there; asks without reading it. */
        boolean isThere() {
            return listed
                    || repository
                            .store(id.name())
                            .resolve(ComponentRepository.tag(id.version()))
                            .isPresent();
        }
    }

    private final Session session;
    private final OptionSpec repository;
    private final OptionSpec constraints;
    private final OptionSpec latest;

    VersionSelection(Session session, Options options) {
        this(session, options, "--latest");
    }

    /** The same with other spellings of {@code --latest}. */
    VersionSelection(Session session, Options options, String... latestNames) {
        this.session = session;
        repository = options.text("REPOSITORY", "where the components are, which then are named alone", "--repo");
        constraints = options.texts(
                "CONSTRAINT", "only versions that one of these admits, such as '>=1.0 <2'", "-c", "--constraints");
        latest = options.flag("of each component only the latest version", latestNames);
    }

    /** The same without further constraints. */
    List<Selected> select(List<String> references, Repositories repositories) {
        return select(references, List.of(), repositories);
    }

    /**
     * Finds out what is meant.
     *
     * @param references the words of the command line
     * @param more constraints besides those of the options
     * @param repositories opens repositories
     * @return the component versions, in the order of the words, each component's ascending
     * @throws Failure INVALID for what cannot be understood, NOT_FOUND for a component or repository that is not there
     */
    List<Selected> select(List<String> references, List<String> more, Repositories repositories) {
        Optional<RepositorySpec> common = common();
        if (references.isEmpty() && common.isEmpty()) {
            throw new Failure(Failure.Kind.INVALID, "a repository or a component version has to be named")
                    .hint("write REPOSITORY//NAME:VERSION");
        }
        List<Constraint> admitting = Stream.concat(Options.values(constraints).stream(), more.stream())
                .map(VersionSelection::constraint)
                .toList();
        List<Selected> all = new ArrayList<>();
        if (references.isEmpty()) {
            all.addAll(select(
                    new ComponentRef(common.get(), Optional.empty(), Optional.empty()), admitting, repositories));
        }
        for (String text : references) {
            all.addAll(select(reference(text, common, repositories), admitting, repositories));
        }
        return all;
    }

    /** Whether not all versions of a component are meant. */
    boolean isNarrowing() {
        return Options.isSet(latest) || !Options.values(constraints).isEmpty();
    }

    /**
     * What a word of the command line means, whether it is there or not.
     *
     * @param text the word
     * @param repositories opens the repositories of resolvers
     * @return the component version, component or repository
     * @throws Failure INVALID for what cannot be understood
     */
    ComponentRef reference(String text, Repositories repositories) {
        return reference(text, common(), repositories);
    }

    private Optional<RepositorySpec> common() {
        return Optional.ofNullable(repository.<String>getValue())
                .map(text -> ComponentRef.repository(text, session.scope()));
    }

    private ComponentRef reference(String text, Optional<RepositorySpec> common, Repositories repositories) {
        if (common.isPresent()) {
            return ComponentRef.within(common.get(), text);
        }
        return new Lookup(session, repositories)
                .byName(text)
                .orElseGet(() -> ComponentRef.parse(text, session.scope()));
    }

    private List<Selected> select(ComponentRef ref, List<Constraint> admitting, Repositories repositories) {
        if (ref.version().isPresent() && !admitting.isEmpty()) {
            throw new Failure(
                            Failure.Kind.INVALID,
                            "--constraints and the version of %s contradict each other".formatted(ref))
                    .hint("leave out one of them");
        }
        ComponentRepository opened = repositories.open(ref.repository());
        List<String> names = ref.component().map(List::of).orElseGet(opened::components);
        List<Selected> all = new ArrayList<>();
        for (String name : names) {
            List<String> versions = ref.version().map(List::of).orElseGet(() -> opened.versions(name));
            narrow(versions, admitting)
                    .forEach(version -> all.add(new Selected(
                            new ComponentId(name, version),
                            opened,
                            ref.version().isEmpty())));
        }
        return all;
    }

    private List<String> narrow(List<String> versions, List<Constraint> admitting) {
        List<String> admitted = versions.stream()
                .filter(version -> admitting.isEmpty() || admits(admitting, version))
                .toList();
        return Options.isSet(latest) && !admitted.isEmpty() ? List.of(admitted.getLast()) : admitted;
    }

    static boolean admits(List<Constraint> constraints, String version) {
        Version parsed = Version.parse(version).orElseThrow();
        return constraints.stream().anyMatch(constraint -> constraint.admits(parsed));
    }

    static Constraint constraint(String text) {
        return Constraint.parse(text)
                .orElseThrow(() -> new Failure(
                                Failure.Kind.INVALID, "\"%s\" is no version constraint".formatted(Text.printable(text)))
                        .hint("write one such as '>=1.0 <2'"));
    }
}
