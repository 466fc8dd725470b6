// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Identity;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** Reads component versions and, with {@code -r}, those that they refer to; and the options that say so. */
final class VersionGraph {
    /** A graph with many ways to the same component versions is a tree without end, nearly. */
    private static final int LIMIT = 100_000;

    private final Session session;
    private final OptionSpec recursive;
    private final OptionSpec others;
    private int nodes;

    VersionGraph(Session session, Options options) {
        this.session = session;
        recursive = options.flag("the component versions that they refer to, too", "-r", "--recursive");
        others = options.texts(
                "REPOSITORY", "where else component versions are looked for that others refer to", "--lookup");
    }

    boolean isRecursive() {
        return Options.isSet(recursive);
    }

    /**
     * Reads component versions.
     *
     * @param selected which
     * @param repositories opens repositories
     * @return them, with what they refer to
     * @throws Failure NOT_FOUND when one of them is not there; what is referred to may be missing
     */
    List<VersionNode> read(List<VersionSelection.Selected> selected, Repositories repositories) {
        Lookup lookup = new Lookup(session, repositories, Options.values(others));
        List<VersionNode> roots = new ArrayList<>();
        Map<String, Optional<ComponentVersion>> known = new HashMap<>();
        for (VersionSelection.Selected one : selected) {
            Reader reader = new Reader(one.repository(), lookup, known);
            ComponentVersion version = one.repository().get(one.id());
            roots.add(reader.node(List.of(), one.id(), Optional.empty(), Optional.of(version)));
        }
        return roots;
    }

    private final class Reader {
        private final ComponentRepository repository;
        private final Lookup lookup;
        private final Map<String, Optional<ComponentVersion>> known;

        Reader(ComponentRepository repository, Lookup lookup, Map<String, Optional<ComponentVersion>> known) {
            this.repository = repository;
            this.lookup = lookup;
            this.known = known;
        }

        VersionNode node(
                List<ComponentId> path,
                ComponentId id,
                Optional<VersionNode.Reference> reference,
                Optional<ComponentVersion> version) {
            if (++nodes > LIMIT) {
                throw new Failure(
                        Failure.Kind.INVALID,
                        "there are more than %d ways from one reference to the next".formatted(LIMIT));
            }
            List<VersionNode> nested =
                    isRecursive() && version.isPresent() ? nested(with(path, id), version.get()) : List.of();
            return new VersionNode(path, id, reference, version, repository.spec(), nested);
        }

        private List<VersionNode> nested(List<ComponentId> path, ComponentVersion version) {
            List<Element> references = version.descriptor().references();
            List<VersionNode> all = new ArrayList<>();
            for (Element element : references) {
                ComponentId target = element.target();
                if (path.contains(target)) {
                    throw new Failure(
                            Failure.Kind.INVALID,
                            "%s refers to itself: %s".formatted(target, VersionNode.written(path)));
                }
                all.add(node(
                        path,
                        target,
                        Optional.of(new VersionNode.Reference(
                                element.name(),
                                new Identity(element.extraIdentity()).toString(),
                                Identity.of(element, references).toString())),
                        find(target, path.getLast())));
            }
            return all;
        }

        private Optional<ComponentVersion> find(ComponentId target, ComponentId from) {
            String key = repository.spec() + "//" + target;
            Optional<ComponentVersion> found = known.get(key);
            if (found == null) {
                found = lookup.find(target, repository);
                known.put(key, found);
                if (found.isEmpty()) {
                    session.err().println("Warning: %s, to which %s refers, is not there".formatted(target, from));
                }
            }
            return found;
        }

        private static List<ComponentId> with(List<ComponentId> path, ComponentId id) {
            List<ComponentId> longer = new ArrayList<>(path);
            longer.add(id);
            return longer;
        }
    }
}
