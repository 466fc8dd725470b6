// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.config.Resolver;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where else component versions may be: in the repositories of {@code --lookup}, and in those that the configuration resolves to. */
final class Lookup {
    private final Session session;
    private final Repositories repositories;
    private final List<RepositorySpec> others;

    Lookup(Session session, Repositories repositories) {
        this(session, repositories, List.of());
    }

    /**
     * A look-up.
     *
     * @param session configuration, and what relative paths mean
     * @param repositories opens repositories
     * @param others the repositories of {@code --lookup}, as they are written
     */
    Lookup(Session session, Repositories repositories, List<String> others) {
        this.session = session;
        this.repositories = repositories;
        this.others = others.stream()
                .map(text -> ComponentRef.repository(text, session.scope()))
                .toList();
    }

    /** Reads a component version from the first of all these repositories that has it; the given one is asked first. */
    Optional<ComponentVersion> find(ComponentId id, ComponentRepository first) {
        List<RepositorySpec> candidates = new ArrayList<>(others);
        candidates.addAll(resolved(id.name(), Optional.of(id.version())));
        return first.find(id)
                .or(() -> candidates.stream()
                        .flatMap(spec -> repositories.open(spec).find(id).stream())
                        .findFirst());
    }

    /**
     * What a name without a repository means, by the configuration.
     *
     * @param text {@code NAME[:VERSION]}, or anything else
     * @return the component in the first repository that has it, or else in the first; empty where the configuration has none for it
     */
    Optional<ComponentRef> byName(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (!ComponentId.isName(name)) {
            return Optional.empty();
        }
        Optional<String> version = colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1));
        List<ComponentRef> candidates = resolved(name, version).stream()
                .map(spec -> new ComponentRef(spec, Optional.of(name), version))
                .toList();
        return candidates.stream()
                .filter(this::isThere)
                .findFirst()
                .or(() -> candidates.stream().findFirst());
    }

    private boolean isThere(ComponentRef ref) {
        ComponentRepository repository = repositories.open(ref.repository());
        String name = ref.component().orElseThrow();
        try {
            return ref.version()
                    .map(version ->
                            repository.find(new ComponentId(name, version)).isPresent())
                    .orElseGet(() -> !repository.versions(name).isEmpty());
        } catch (Failure failure) {
            if (failure.kind() == Failure.Kind.NOT_FOUND) {
                return false;
            }
            throw failure;
        }
    }

    private List<RepositorySpec> resolved(String name, Optional<String> version) {
        List<RepositorySpec> all = new ArrayList<>();
        for (Resolver resolver : session.config().resolversFor(name)) {
            if (resolver.repository() instanceof ObjectNode json && offers(resolver, version)) {
                all.add(RepositorySpec.of(json, session.scope().workingDirectory()));
            }
        }
        return all;
    }

    private static boolean offers(Resolver resolver, Optional<String> version) {
        return switch (resolver) {
            case Resolver.ByPrefix byPrefix -> true;
            case Resolver.ByPattern byPattern ->
                byPattern.versions().isEmpty()
                        || version.isEmpty()
                        || VersionSelection.admits(
                                List.of(VersionSelection.constraint(
                                        byPattern.versions().get())),
                                version.get());
        };
    }
}
