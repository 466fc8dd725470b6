// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One tag, or one component version, and all that has to be done for it.
 *
 * <p>Moves of blobs run in parallel; {@link Move.PutManifest} and {@link Move.Assemble} begin when all moves before them have
 * ended, so a tag or a component version comes last.
 *
 * @param key what it brings about
 * @param after the units that must have succeeded before this one begins; they may be handed to the engine later than this one
 * @param moves what has to be done
 * @param anew where the target is taken to have everything because it has the manifest: what has to be done if it has not, all of it;
 *     made only then, by the thread that plans, and throws what planning does
 */
public record Unit(UnitKey key, Set<UnitKey> after, List<Move> moves, Optional<Supplier<List<Move>>> anew) {

    /** Copies the collections. */
    public Unit {
        after = Set.copyOf(after);
        moves = List.copyOf(moves);
    }

    /**
     * A unit that takes nothing to be there unseen.
     *
     * @param key what it brings about
     * @param after the units that must have succeeded before
     * @param moves what has to be done
     */
    public Unit(UnitKey key, Set<UnitKey> after, List<Move> moves) {
        this(key, after, moves, Optional.empty());
    }
}
