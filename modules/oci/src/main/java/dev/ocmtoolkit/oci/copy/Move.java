// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.Tag;
import java.util.List;
import java.util.Map;
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
     */
    record Keep(OciTarget at, Descriptor object, Evidence evidence) implements Move {}

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
     * Writes content whose digest is known only after it was moved.
     *
     * @param name how {@link Assemble} finds the result
     * @param to where
     * @param mediaType what it will be
     * @param content the content; it is written once
     */
    record Pack(String name, OciTarget to, String mediaType, Body content) implements Move {}

    /**
     * Makes further moves from what was packed; pure.
     *
     * @param make from the descriptors of the packed content, by name, to the moves that take its place
     */
    record Assemble(Function<Map<String, Descriptor>, List<Move>> make) implements Move {}
}
