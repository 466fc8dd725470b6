// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.oci.Failure;
import java.util.List;
import java.util.Optional;

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
        Optional<String> kind = ref.text("kind");
        if (kind.isPresent() && !OcmRepositoryKind.NAMES.contains(kind.get())) {
            throw ref.invalid("kind", "is neither " + String.join(" nor ", OcmRepositoryKind.NAMES));
        }
        return new RepositoryRef(kind.map(List::of).orElse(OcmRepositoryKind.NAMES).stream()
                .map(one -> new ObjectId(one, namespace, name))
                .toList());
    }

    /**
     * The reference in an object that may be malformed elsewhere.
     *
     * @param json the reference
     * @param namespace whose repositories it means
     * @return it; empty when it is malformed itself
     */
    public static Optional<RepositoryRef> of(JsonNode json, String namespace) {
        try {
            return Optional.of(read(new Fields(json, "repositoryRef"), namespace));
        } catch (Failure malformed) {
            return Optional.empty();
        }
    }
}
