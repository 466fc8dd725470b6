// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.OpenedSource;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Plans the copy of one image, index or other artifact whose digest is known: asks once at the target, reads manifests at the source, and
 * at the target what stands under the tag, since that vouches for what both have in common.
 */
public final class ImagePlanner {
    private ImagePlanner() {}

    /**
     * Plans an artifact whose digest is known.
     *
     * @param from where it is
     * @param digest its digest
     * @param to where it is to be
     * @param tag under which tag; empty: only under its digest
     * @return the unit: what is there with this digest is kept, else everything is copied
     * @throws Failure what reading the source and asking the target throw, INVALID when indexes are nested too deep
     */
    public static Unit plan(OciSource from, Digest digest, OciTarget to, Optional<Tag> tag) {
        return unit(digest, to, tag, (there, tags) -> moves(from, digest, to, there, tags));
    }

    /**
     * Plans an artifact that lies inside other content, which is opened only if the target lacks the artifact.
     *
     * @param open opens it; closed when the unit ends
     * @param digest the artifact's digest
     * @param to where it is to be
     * @param tag under which tag; empty: only under its digest
     * @return the unit
     * @throws Failure what asking the target throws
     */
    public static Unit planUnpacked(
            Function<Cancellation, ? extends OpenedSource> open, Digest digest, OciTarget to, Optional<Tag> tag) {
        return unit(
                digest,
                to,
                tag,
                (there, tags) -> List.of(new Move.Unpack(cancellation -> {
                    OpenedSource from = ImageMoves.at(Side.SOURCE, () -> open.apply(cancellation));
                    try {
                        return new Move.Unpacked(moves(from, digest, to, there, tags), from::close);
                    } catch (Failure failure) {
                        from.close();
                        throw failure;
                    }
                })));
    }

    private static Unit unit(
            Digest digest,
            OciTarget to,
            Optional<Tag> tag,
            BiFunction<Optional<Descriptor>, Set<Tag>, List<Move>> moves) {
        Ref ref = tag.isPresent() ? tag.get() : digest;
        UnitKey key = new UnitKey(to.location(), ref);
        Set<Tag> tags = tag.map(Set::of).orElseGet(Set::of);
        Optional<Descriptor> there = ImageMoves.at(Side.TARGET, () -> to.resolve(ref));
        Supplier<List<Move>> anew = () -> moves.apply(Optional.empty(), tags);
        if (there.isPresent() && there.get().digest().equals(digest)) {
            Move seen = new Move.Keep(to, there.get(), new Evidence.Seen());
            return new Unit(key, Set.of(), List.of(seen), Optional.of(anew));
        }
        return new Unit(key, Set.of(), moves.apply(there, tags), there.map(old -> anew));
    }

    /**
     * The moves that bring a manifest and all it needs into a repository, as a part of a greater unit.
     *
     * @param from where it is
     * @param digest its digest
     * @param to where it is to be, under its digest only
     * @return the moves, all blobs first, then the manifests, children before those that list them
     * @throws Failure what reading the source throws, INVALID when indexes are nested too deep
     */
    public static List<Move> closure(OciSource from, Digest digest, OciTarget to) {
        return moves(from, digest, to, Optional.empty(), Set.of());
    }

    private static List<Move> moves(
            OciSource from, Digest digest, OciTarget to, Optional<Descriptor> there, Set<Tag> tags) {
        ImageMoves moves = new ImageMoves(from, to, false, true);
        moves.add(moves.read(digest), there.flatMap(old -> moves.there(old.digest())), tags);
        return moves.all();
    }
}
