// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;

/** Is told what happens in a run, by several threads; must be quick and must not throw. */
public interface RunListener {
    /** Listens to nothing. */
    RunListener SILENT = new RunListener() {};

    /**
     * An object is known to be at a target; told once per object and place, and again where it was sent anew.
     *
     * @param where the target repository
     * @param object what
     * @param evidence why it is known
     */
    default void proven(Location where, Descriptor object, Evidence evidence) {}

    /**
     * The same, with what it took; what is not asked for by this goes on to the shorter one.
     *
     * @param unit for which it was needed first
     * @param where the target repository
     * @param object what
     * @param evidence why it is known; told once more where the first evidence was wrong
     * @param effort what it took
     */
    default void proven(UnitKey unit, Location where, Descriptor object, Evidence evidence, Effort effort) {
        proven(where, object, evidence);
    }

    /**
     * An object was found at the target after everything was committed; told where the run asked for such proof, once per object and
     * place, and again where something was missing and was sent anew.
     *
     * @param where the target repository
     * @param object what
     * @param evidence how it was found
     */
    default void confirmed(Location where, Descriptor object, Evidence evidence) {}

    /**
     * A blob has to be sent.
     *
     * @param bytes its size, to be expected as progress
     */
    default void sending(long bytes) {}

    /**
     * Bytes went into a target.
     *
     * @param bytes how many since the last call; negative when a blob is sent anew
     */
    default void progress(long bytes) {}

    /**
     * A unit ended well: all of it is at the target.
     *
     * @param key which
     */
    default void done(UnitKey key) {}

    /**
     * A unit failed; nothing of it is under its tag.
     *
     * @param key which
     * @param failure why
     */
    default void failed(UnitKey key, Failure failure) {}
}
