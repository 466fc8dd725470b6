// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Equivalence;
import java.util.List;
import java.util.Optional;

/** What the planner decided about one component version. They come in visiting order, a parent before its references. */
public sealed interface Planned {
    /** {@return which component version} */
    Node node();

    /**
     * A component version and how it was come by.
     *
     * @param id which
     * @param path the component versions that lead to it, from the root; empty for a root
     */
    record Node(ComponentId id, List<ComponentId> path) {
        /** Copies the path. */
        public Node {
            path = List.copyOf(path);
        }
    }

    /**
     * It will be at the target.
     *
     * @param node which
     * @param standing what the target has of it now
     * @param elements what becomes of its resources, then of its sources
     * @param units what has to be done; the last one is the component version itself
     */
    record Copy(Node node, Standing standing, List<ElementPlan> elements, List<Unit> units) implements Planned {
        /** Copies the lists. */
        public Copy {
            elements = List.copyOf(elements);
            units = List.copyOf(units);
        }
    }

    /**
     * The target has it with other content, and it is not to be overwritten.
     *
     * @param node which
     * @param difference how they differ
     */
    record Conflict(Node node, Equivalence difference) implements Planned {}

    /**
     * It cannot be planned.
     *
     * @param node which
     * @param failure why
     */
    record Broken(Node node, Failure failure) implements Planned {}

    /** What the target has of a component version. */
    sealed interface Standing {
        /** Nothing. */
        record Absent() implements Standing {}

        /** The same: nothing is written. */
        record Present() implements Standing {}

        /** Something; it is passed over, and what it refers to as well. */
        record PassedOver() implements Standing {}

        /** The same but for what no signature covers, and that is not to be updated. */
        record LeftAsItIs() implements Standing {}

        /** The same, but it only refers to content that is to be copied. */
        record LacksContent() implements Standing {}

        /** The same but for what no signature covers; that is updated, content stays. */
        record Outdated() implements Standing {}

        /**
         * Another content, which is overwritten.
         *
         * @param difference how they differ
         */
        record Overwritten(Equivalence difference) implements Standing {}
    }

    /**
     * What becomes of an element.
     *
     * @param element which
     * @param hint the name under which its content is known
     * @param handling what becomes of it
     * @param delivery which of the moves bring its content
     */
    record ElementPlan(Element element, Optional<String> hint, Handling handling, Delivery delivery) {}

    /** Which of the moves bring the content of an element. */
    sealed interface Delivery {
        /** None does. */
        record None() implements Delivery {}

        /**
         * Those of some content in the unit of the component version, and of what that refers to if it is a manifest.
         *
         * @param content its digests
         */
        record LocalBlob(List<Digest> content) implements Delivery {
            /** Copies the list. */
            public LocalBlob {
                content = List.copyOf(content);
            }
        }

        /**
         * The one that packs it, in the unit of the component version.
         *
         * @param name the name of the move
         */
        record Packed(String name) implements Delivery {}

        /**
         * All of another unit.
         *
         * @param key which
         */
        record Artifact(UnitKey key) implements Delivery {}
    }

    /** What can become of an element. */
    enum Handling {
        /** Its access stays; nothing is moved. */
        BY_REFERENCE,
        /** Its content is brought to the target. */
        TRANSFERRED,
        /** Its content takes the place of another. */
        OVERWRITTEN,
        /** Its content, to which the target only referred, is brought there. */
        COPIED,
        /** The target has its content, and its access stays as it is there. */
        ALREADY_PRESENT,
    }
}
