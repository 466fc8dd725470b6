// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.cli;

import dev.ocmtoolkit.cli.VersionSelection.Selected;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.DeepCheck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Checks component versions by reading them whole, and if asked those that they refer to: each once, and none ends the others. */
final class DeepChecks {
    private record Place(ComponentRepository repository, ComponentId id) {}

    private final DeepCheck deep;
    private final CompletenessCheck completeness;
    private final boolean recursive;

    DeepChecks(Session session, CompletenessCheck completeness, boolean recursive) {
        this.deep = new DeepCheck(session.engine(), session.cancellation());
        this.completeness = completeness;
        this.recursive = recursive;
    }

    /** Finds what is wrong, with what was named first, in that order. */
    List<Finding> of(Collection<Selected> named) {
        List<Finding> findings = new ArrayList<>();
        Set<Place> seen = new HashSet<>();
        Deque<Selected> left = new ArrayDeque<>(named);
        left.forEach(one -> seen.add(new Place(one.repository(), one.id())));
        while (!left.isEmpty()) {
            Selected one = left.removeFirst();
            DeepCheck.Result result = deep.of(one.repository(), one.id());
            findings.add(finding(one, result));
            for (ComponentId id : recursive ? result.references() : List.<ComponentId>of()) {
                Selected reference = new Selected(id, one.repository(), false);
                if (seen.add(new Place(one.repository(), id)) && reference.isThere()) {
                    left.add(reference);
                }
            }
        }
        return findings;
    }

    private Finding finding(Selected one, DeepCheck.Result result) {
        try {
            return completeness.of(one).with(result.faults());
        } catch (Failure failure) {
            if (!DeepCheck.isFault(failure)) {
                throw failure;
            }
            // It is unreadable itself, which was found before, or something that it refers to is.
            List<Failure> faults = result.faults().isEmpty() ? List.of(failure) : result.faults();
            return new Finding(one.id(), new TreeMap<>(), List.of(), List.of(), List.of()).with(faults);
        }
    }
}
