// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/** A time of writing: all or nothing on an archive, without effect on a remote registry, where every answer stands at once. */
public interface WriteScope extends AutoCloseable {
    /**
     * Makes visible what was written.
     *
     * @throws Failure STORAGE when that fails; then all is as before
     */
    void commit();

    /** Ends the scope. Without {@link #commit} before, all is as before. */
    @Override
    void close();
}
