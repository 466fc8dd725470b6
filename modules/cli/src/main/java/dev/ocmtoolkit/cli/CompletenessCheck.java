// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Identity;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds what component versions lack: what they refer to and is not there, and content that is elsewhere. Reads each of them once. */
final class CompletenessCheck {
    private record Key(ComponentId id, ComponentRepository repository) {}

    private final boolean localResources;
    private final boolean localSources;
    /** What each component version refers to; empty where it is not there. */
    private final Map<Key, Optional<List<ComponentId>>> references = new HashMap<>();

    /**
     * A check.
     *
     * @param localResources whether the content of resources has to be stored with their component version
     * @param localSources whether that of sources has to be
     */
    CompletenessCheck(boolean localResources, boolean localSources) {
        this.localResources = localResources;
        this.localSources = localSources;
    }

    /** Checks a component version that has to be there. */
    Finding of(VersionSelection.Selected selected) {
        ComponentDescriptor descriptor =
                selected.repository().get(selected.id()).descriptor();
        references.put(new Key(selected.id(), selected.repository()), Optional.of(targets(descriptor)));
        SortedMap<String, List<ComponentId>> missing = new TreeMap<>();
        follow(List.of(selected.id()), selected.repository(), new HashSet<>(), missing);
        return new Finding(
                selected.id(),
                missing,
                localResources ? elsewhere(descriptor.resources()) : List.of(),
                localSources ? elsewhere(descriptor.sources()) : List.of(),
                List.of());
    }

    private void follow(
            List<ComponentId> path,
            ComponentRepository repository,
            Set<ComponentId> seen,
            SortedMap<String, List<ComponentId>> missing) {
        ComponentId id = path.getLast();
        if (!seen.add(id)) {
            return;
        }
        Optional<List<ComponentId>> targets = references.computeIfAbsent(
                new Key(id, repository), key -> repository.find(id).map(version -> targets(version.descriptor())));
        if (targets.isEmpty()) {
            missing.put(id.toString(), path);
            return;
        }
        for (ComponentId target : targets.get()) {
            List<ComponentId> longer = new ArrayList<>(path);
            longer.add(target);
            follow(longer, repository, seen, missing);
        }
    }

    private static List<ComponentId> targets(ComponentDescriptor descriptor) {
        return descriptor.references().stream().map(Element::target).toList();
    }

    private static List<Identity> elsewhere(List<Element> elements) {
        return elements.stream()
                .filter(element -> !(element.access() instanceof Access.LocalBlob))
                .map(element -> Identity.of(element, elements))
                .toList();
    }
}
