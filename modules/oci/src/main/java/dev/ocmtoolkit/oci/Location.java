// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/**
 * Where a repository is: two with equal origins may mount each other's blobs.
 *
 * @param origin of a registry {@code scheme://host:port}, of an archive {@code file:} and its absolute path, of a registry in
 *     memory {@code memory:} and a name of its own
 * @param repository the repository's name in it
 */
public record Location(String origin, String repository) {

    /** {@return origin and repository, as they stand in messages} */
    @Override
    public String toString() {
        return origin + "/" + repository;
    }
}
