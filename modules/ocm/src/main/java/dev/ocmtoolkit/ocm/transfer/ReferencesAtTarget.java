// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.ComponentVersion;
import dev.ocmtoolkit.ocm.transfer.Planned.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sees whether all that a component version refers to, directly or by way of others, is at the target already. Each is read there once: a
 * manifest and a descriptor, whether or not others refer to it too. Used by one thread.
 */
final class ReferencesAtTarget {
    private final ComponentRepository target;
    private final Set<ComponentId> complete = new HashSet<>();

    ReferencesAtTarget(ComponentRepository target) {
        this.target = target;
    }

    /**
     * Requires them.
     *
     * @throws Failure NOT_FOUND when one is not there
     */
    void require(ComponentId root, List<Element> references) {
        Deque<Node> next = new ArrayDeque<>();
        Set<ComponentId> seen = new HashSet<>(complete);
        seen.add(root);
        push(next, seen, new Node(root, List.of()), references);
        while (!next.isEmpty()) {
            Node node = next.pop();
            TransferPlanner.requireDepth(node, Failure.Side.TARGET);
            ComponentVersion there = find(node.id()).orElseThrow(() -> missing(node));
            push(next, seen, node, there.descriptor().references());
        }
        seen.remove(root);
        complete.addAll(seen);
    }

    private static void push(Deque<Node> next, Set<ComponentId> seen, Node parent, List<Element> references) {
        List<ComponentId> path = new ArrayList<>(parent.path());
        path.add(parent.id());
        for (Element reference : references.reversed()) {
            if (seen.add(reference.target())) {
                next.push(new Node(reference.target(), path));
            }
        }
    }

    private Optional<ComponentVersion> find(ComponentId id) {
        try {
            return target.find(id);
        } catch (Failure failure) {
            throw failure.on(Failure.Side.TARGET);
        }
    }

    private static Failure missing(Node node) {
        List<ComponentId> between = node.path().subList(1, node.path().size());
        return new Failure(
                Failure.Kind.NOT_FOUND,
                Failure.Side.TARGET,
                "component version %s refers to %s%s, which is not there and is not to be transferred"
                        .formatted(node.path().getFirst(), node.id(), between.isEmpty() ? "" : " by way of " + between),
                "set recursive: true in the transport configuration",
                null);
    }
}
