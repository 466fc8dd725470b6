// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.ocm.descriptor.Element;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What will become of some objects, for one reason, of a component version or of one of its elements.
 *
 * @param element whose content they are; empty: they are the component version itself
 * @param action what will become of them
 * @param why the reason, in a few words
 * @param objects the objects, as far as they are known before anything is moved
 * @param bytes their size; empty where it is known only when they were moved
 */
public record Step(
        Optional<Element> element, Action action, String why, List<PlannedObject> objects, OptionalLong bytes) {
    /** Copies the list. */
    public Step {
        objects = List.copyOf(objects);
    }

    /**
     * An object at its place.
     *
     * @param at the target repository
     * @param object what is to be there
     */
    public record PlannedObject(Location at, Descriptor object) {}

    /** What can become of objects. */
    public enum Action {
        /** They are sent. */
        COPY,
        /** They are made of other content while that is sent; their digest is known afterwards. */
        PACK,
        /** The registry is asked to take them from another of its repositories; where it does not, they are sent. */
        MOUNT,
        /** The target has them, or gets them for another element. */
        KEEP,
        /** Their content stays where it is, outside of the target. */
        BY_REFERENCE,
    }
}
