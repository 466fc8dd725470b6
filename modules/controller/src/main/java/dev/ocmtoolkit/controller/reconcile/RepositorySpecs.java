// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;

/**
 * Reads the specification of a repository as it stands in an object.
 *
 * @param archives which archives may be named
 */
record RepositorySpecs(Archives archives) {
    private static final int LIMIT = 64 * 1024;

    RepositorySpec read(JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            throw invalid("is no object");
        }
        if (json.toString().length() > LIMIT) {
            throw invalid("is larger than %d characters".formatted(LIMIT));
        }
        if (!json.path("type").isTextual()) {
            throw invalid("has no type");
        }
        RepositorySpec spec = RepositorySpec.of(object, archives.directory());
        if (spec instanceof RepositorySpec.Archive archive) {
            archives.require(archive);
        }
        return spec;
    }

    private static Failure invalid(String problem) {
        return new Failure(Failure.Kind.INVALID, "invalid RepositorySpec: it " + problem)
                .hint(
                        "write an object with type: OCIRegistry and baseUrl, or type: CommonTransportFormat and filePath");
    }
}
