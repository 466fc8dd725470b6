// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import dev.ocmtoolkit.controller.core.ObjectId;
import java.util.List;

/**
 * Refers to a repository object.
 *
 * @param candidates what it may mean, the first that exists counts
 */
public record RepositoryRef(List<ObjectId> candidates) {
    /** Copies the list. */
    public RepositoryRef {
        candidates = List.copyOf(candidates);
    }

    /** Reads a reference; one without a kind may mean either. */
    static RepositoryRef read(Fields ref, String namespace) {
        String name = ref.required("name");
        List<String> kinds = ref.text("kind").map(List::of).orElse(OcmRepositoryKind.NAMES);
        return new RepositoryRef(
                kinds.stream().map(kind -> new ObjectId(kind, namespace, name)).toList());
    }

    /** {@return the name that it refers to} */
    public String name() {
        return candidates.getFirst().name();
    }
}
