// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci;

/** A repository inside of other content, which is there as long as it is open. */
public interface OpenedSource extends OciSource, AutoCloseable {
    /** Forgets the content; never throws. */
    @Override
    void close();
}
