// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.transfer.Planned.Node;
import dev.ocmtoolkit.ocm.transfer.Planned.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Walks component versions and, if asked to, what they refer to, each once, a parent before its references, and has each decided by
 * {@link VersionPlanner}. Lazy: a component version is read when it is its turn. Used by one thread.
 */
public final class TransferPlanner implements Iterator<Planned> {
    private static final int DEPTH = 100;

    private final SourceVersions from;
    private final ComponentRepository to;
    private final TransferOptions options;
    private final VersionPlanner versions;
    private final ReferencesAtTarget atTarget;
    private final Iterator<ComponentId> roots;
    private final Deque<Node> next = new ArrayDeque<>();
    private final Set<ComponentId> visited = new HashSet<>();

    TransferPlanner(
            SourceVersions from,
            ComponentRepository to,
            TransferOptions options,
            VersionPlanner versions,
            Iterator<ComponentId> roots) {
        this.from = from;
        this.to = to;
        this.options = options;
        this.versions = versions;
        this.atTarget = new ReferencesAtTarget(to);
        this.roots = roots;
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty() && roots.hasNext()) {
            push(new Node(roots.next(), List.of()));
        }
        return !next.isEmpty();
    }

    @Override
    public Planned next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Node node = next.pop();
        try {
            requireNoCycle(node);
            ComponentVersion source = from.get(node);
            if (options.requireReferences() && !options.recursive()) {
                atTarget.require(node.id(), source.descriptor().references());
            }
            List<Element> references = options.recursive() ? source.descriptor().references() : List.of();
            Planned planned = plan(node, source, references);
            if (planned instanceof Planned.Copy copy && !(copy.standing() instanceof Standing.PassedOver)) {
                pushAll(node, references);
            }
            return planned;
        } catch (Failure failure) {
            return new Planned.Broken(node, failure);
        }
    }

    private Planned plan(Node node, ComponentVersion source, List<Element> references) {
        try {
            return versions.plan(node, source, keys(references));
        } catch (Failure failure) {
            throw failure.within(node.id().toString());
        }
    }

    /** Referenced versions have to be at the target before the one that refers to them. */
    private Set<UnitKey> keys(List<Element> references) {
        Set<UnitKey> keys = new HashSet<>();
        for (Element reference : references) {
            keys.add(VersionPlanner.key(to, reference.target()));
        }
        return keys;
    }

    private void pushAll(Node parent, List<Element> references) {
        List<ComponentId> path = new ArrayList<>(parent.path());
        path.add(parent.id());
        for (Element reference : references.reversed()) {
            push(new Node(reference.target(), path));
        }
    }

    private void push(Node node) {
        if (node.path().contains(node.id()) || visited.add(node.id())) {
            next.push(node);
        }
    }

    private static void requireNoCycle(Node node) {
        if (node.path().contains(node.id())) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Failure.Side.SOURCE,
                    "component version %s refers to itself by way of %s".formatted(node.id(), node.path()),
                    null,
                    null);
        }
        requireDepth(node, Failure.Side.SOURCE);
    }

    static void requireDepth(Node node, Failure.Side side) {
        if (node.path().size() > DEPTH) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    side,
                    "references lead more than %d component versions deep to %s".formatted(DEPTH, node.id()),
                    null,
                    null);
        }
    }
}
