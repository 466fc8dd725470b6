// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import dev.ocmtoolkit.oci.copy.RunListener;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;

/** Is told how building component versions goes, in order; must be quick and must not throw. */
public interface ConstructListener extends RunListener {
    /**
     * A constructor file is read.
     *
     * @param name its name as it was given
     */
    default void reading(String name) {}

    /**
     * A document of the file is read.
     *
     * @param number counted from 1
     */
    default void document(int number) {}

    /**
     * A component of the document is read.
     *
     * @param number counted from 1
     */
    default void component(int number) {}

    /**
     * A component version is built.
     *
     * @param id which
     */
    default void adding(ComponentId id) {}

    /**
     * An element of it is built.
     *
     * @param element which
     */
    default void adding(ComponentSpec.ElementSpec element) {}

    /**
     * A component version that is built takes the place of another content of the same name and version; told by another thread, after
     * its elements.
     *
     * @param id which
     */
    default void replacing(ComponentId id) {}
}
