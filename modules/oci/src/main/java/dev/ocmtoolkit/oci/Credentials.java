// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.Optional;

/** Where a registry client gets what it identifies itself with. Implementations are safe for use by several threads. */
public interface Credentials {
    /** Knows none. */
    Credentials NONE = (scheme, hostPort, repository) -> Optional.empty();

    /**
     * What is known for a repository.
     *
     * @param scheme {@code https} or {@code http}
     * @param hostPort the registry's host, with {@code :port} where the address has one
     * @param repository the repository's name
     * @return what to identify with, empty for none
     * @throws Failure when they are configured and cannot be read
     */
    Optional<Login> login(String scheme, String hostPort, String repository);
}
