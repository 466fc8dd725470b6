// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

import java.util.stream.Stream;

/** A registry, remote, in an archive or in memory, opened for a run. Safe for use by several threads. */
public interface OciRegistry extends AutoCloseable {
    /** {@return what its repositories have in common, {@link Location#origin}} */
    String origin();

    /**
     * One of its repositories, which need not exist yet; nothing is asked.
     *
     * @param name the name
     * @return the repository
     * @throws Failure INVALID when the name is not allowed
     */
    OciStore repository(String name);

    /** {@return the names of all repositories, where the registry tells them; to be closed} */
    Stream<String> repositories();

    /**
     * Begins to write. Until the scope is committed, an archive shows others nothing of what is written; one scope at a time
     * is open on an archive.
     *
     * @return the scope; closing it without a commit leaves an archive as it was
     * @throws Failure CONFLICT when another process writes, STORAGE when it cannot be written
     */
    WriteScope begin();

    /**
     * The same content, in which each repository has only what was put or mounted there, as the OCI distribution specification
     * has it. It is opened and closed with this one, and writes into the same scope.
     *
     * @return this registry, unless its repositories share their content
     */
    default OciRegistry perRepository() {
        return this;
    }

    /** Releases what is open. */
    @Override
    void close();
}
