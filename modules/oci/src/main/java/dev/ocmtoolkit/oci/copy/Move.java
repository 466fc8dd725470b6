// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** All that a plan can say. */
public sealed interface Move {

    /**
     * Nothing to do: the target has it.
     *
     * @param at the target repository
     * @param object what is there
     * @param evidence why that is known
     * @param otherwise what to do where the target, asked to take a manifest that needs it, says that it has not
     */
    record Keep(OciTarget at, Descriptor object, Evidence evidence, List<Move> otherwise) implements Move {
        /** Copies the moves. */
        public Keep {
            otherwise = List.copyOf(otherwise);
        }

        /**
         * What is there for sure.
         *
         * @param at the target repository
         * @param object what is there
         * @param evidence why that is known
         */
        public Keep(OciTarget at, Descriptor object, Evidence evidence) {
            this(at, object, evidence, List.of());
        }
    }

    /**
     * Nothing can be done: the source lacks it, and is to be copied without it. It becomes a gap.
     *
     * @param at the target repository
     * @param object what is missing
     * @param failure what the source said
     */
    record Lack(OciTarget at, Descriptor object, Failure failure) implements Move {}

    /**
     * Moves a blob. From where it could be mounted the engine knows itself.
     *
     * @param from where it is read
     * @param to where it is needed
     * @param blob what
     */
    record CopyBlob(OciSource from, OciTarget to, Descriptor blob) implements Move {}

    /**
     * Writes a small blob that the plan computed.
     *
     * @param to where it is needed
     * @param blob what refers to it
     * @param content its content
     */
    record PutBlob(OciTarget to, Descriptor blob, Body content) implements Move {}

    /**
     * Writes a manifest whose content was moved before.
     *
     * @param to where
     * @param manifest the manifest, byte for byte
     * @param tags under which tags; none: under its digest only
     */
    record PutManifest(OciTarget to, Document manifest, Set<Tag> tags) implements Move {
        /** Copies the tags. */
        public PutManifest {
            tags = Set.copyOf(tags);
        }
    }

    /**
     * Writes content whose digest and size are known only after it was moved. Equal contents are moved once to an origin where it can
     * mount.
     *
     * @param name how {@link Assemble} finds the result, and messages call it
     * @param to where
     * @param mediaType what it will be
     * @param content the content; written again from its begin where a try broke
     * @param expected the digest that it has to have, if that is known: where the target has it, nothing is read
     */
    record Pack(String name, OciTarget to, String mediaType, Body content, Optional<Digest> expected) implements Move {
        /**
         * Content of which nothing is known.
         *
         * @param name how {@link Assemble} finds the result
         * @param to where
         * @param mediaType what it will be
         * @param content the content
         */
        public Pack(String name, OciTarget to, String mediaType, Body content) {
            this(name, to, mediaType, content, Optional.empty());
        }
    }

    /**
     * Opens content in which further content lies, and makes the moves that bring that to the target.
     *
     * @param open opens it; stopped by the cancellation
     */
    record Unpack(Function<Cancellation, Unpacked> open) implements Move {}

    /**
     * Content that was opened for a unit.
     *
     * @param moves the moves that take the place of {@link Unpack}
     * @param close what to do when the unit ends, well or not; must not throw
     */
    record Unpacked(List<Move> moves, Runnable close) {
        /** Copies the moves. */
        public Unpacked {
            moves = List.copyOf(moves);
        }
    }

    /**
     * Makes further moves from what was packed; moves nothing itself.
     *
     * @param make from the descriptors of the packed content, by name, to the moves that take its place
     */
    record Assemble(Function<Map<String, Descriptor>, List<Move>> make) implements Move {}
}
