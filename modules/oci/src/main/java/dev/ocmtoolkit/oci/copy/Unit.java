// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import java.util.List;
import java.util.Set;

/**
 * One tag, or one component version, and all that has to be done for it.
 *
 * <p>Moves of blobs run in parallel; {@link Move.PutManifest} and {@link Move.Assemble} begin when all moves before them have
 * ended, so a tag or a component version comes last.
 *
 * @param key what it brings about
 * @param after the units that must have succeeded before this one begins; they may be handed to the engine later than this one
 * @param moves what has to be done
 */
public record Unit(UnitKey key, Set<UnitKey> after, List<Move> moves) {

    /** Copies the collections. */
    public Unit {
        after = Set.copyOf(after);
        moves = List.copyOf(moves);
    }
}
