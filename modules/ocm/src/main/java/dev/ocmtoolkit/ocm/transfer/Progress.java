// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.CopyReport;
import dev.ocmtoolkit.oci.copy.ForwardingListener;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.transfer.Planned.Node;
import dev.ocmtoolkit.ocm.transfer.TransferReport.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run as component versions see it: hands the plan's units to the engine, and tells which version each end of a unit means. */
final class Progress extends ForwardingListener {
    private final Iterator<Planned> plan;
    private final ComponentRepository to;
    private final TransferListener listener;
    private final Map<UnitKey, Node> nodes = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<Node, Failure> unplanned = new LinkedHashMap<>();
    private final List<Node> visited = new ArrayList<>();

    Progress(Iterator<Planned> plan, ComponentRepository to, TransferListener listener) {
        super(listener);
        this.plan = plan;
        this.to = to;
        this.listener = listener;
    }

    /** The units of the plan, decided as they are asked for. */
    Iterator<Unit> units() {
        return new Iterator<>() {
            private Iterator<Unit> current = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!current.hasNext() && plan.hasNext()) {
                    current = accept(plan.next()).iterator();
                }
                if (!current.hasNext()) {
                    listener.allPlanned();
                }
                return current.hasNext();
            }

            @Override
            public Unit next() {
                return current.next();
            }
        };
    }

    private List<Unit> accept(Planned planned) {
        Node node = planned.node();
        visited.add(node);
        listener.planned(planned);
        return switch (planned) {
            case Planned.Copy copy -> {
                nodes.put(VersionPlanner.key(to, node.id()), node);
                yield copy.units();
            }
            case Planned.Conflict conflict ->
                refuse(
                        node,
                        new Failure(
                                Failure.Kind.CONFLICT,
                                Failure.Side.TARGET,
                                "component version \"%s\" already exists".formatted(node.id()),
                                null,
                                null));
            case Planned.Broken broken -> refuse(node, broken.failure());
        };
    }

    private List<Unit> refuse(Node node, Failure failure) {
        unplanned.put(node, failure);
        listener.notTransferred(node, failure);
        return List.of();
    }

    /** What became of each component version. */
    TransferReport report(CopyReport copied) {
        List<Result> results = new ArrayList<>();
        for (Node node : visited) {
            Failure failure = unplanned.get(node);
            if (failure == null) {
                failure = copied.failures().get(VersionPlanner.key(to, node.id()));
            }
            results.add(new Result(node, Optional.ofNullable(failure)));
        }
        return new TransferReport(results, copied);
    }

    @Override
    public void done(UnitKey key) {
        Node node = nodes.get(key);
        if (node != null) {
            listener.transferred(node);
        }
        super.done(key);
    }

    @Override
    public void failed(UnitKey key, Failure failure) {
        Node node = nodes.get(key);
        if (node != null) {
            listener.notTransferred(node, failure);
        }
        super.failed(key, failure);
    }
}
