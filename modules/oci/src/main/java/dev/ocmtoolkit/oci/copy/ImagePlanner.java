// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.OpenedSource;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Plans the copy of one image, index or other artifact: reads its manifests at the source, asks once at the target. */
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
        return unit(digest, to, tag, tags -> moves(from, digest, to, tags));
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
                tags -> List.of(new Move.Unpack(cancellation -> {
                    OpenedSource from = at(Side.SOURCE, () -> open.apply(cancellation));
                    try {
                        return new Move.Unpacked(moves(from, digest, to, tags), from::close);
                    } catch (Failure failure) {
                        from.close();
                        throw failure;
                    }
                })));
    }

    private static Unit unit(Digest digest, OciTarget to, Optional<Tag> tag, Function<Set<Tag>, List<Move>> moves) {
        Ref ref = tag.isPresent() ? tag.get() : digest;
        UnitKey key = new UnitKey(to.location(), ref);
        Set<Tag> tags = tag.map(Set::of).orElseGet(Set::of);
        Optional<Descriptor> there = at(Side.TARGET, () -> to.resolve(ref));
        if (there.isPresent() && there.get().digest().equals(digest)) {
            Move seen = new Move.Keep(to, there.get(), new Evidence.Seen());
            return new Unit(key, Set.of(), List.of(seen), Optional.of(() -> moves.apply(tags)));
        }
        return new Unit(key, Set.of(), moves.apply(tags));
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
        return moves(from, digest, to, Set.of());
    }

    private static List<Move> moves(OciSource from, Digest digest, OciTarget to, Set<Tag> tags) {
        Closure closure = Closure.read(from, digest);
        List<Move> moves = new ArrayList<>();
        closure.blobs().forEach(blob -> moves.add(new Move.CopyBlob(from, to, blob)));
        for (Document manifest : closure.manifests()) {
            moves.add(new Move.PutManifest(to, manifest, manifest.digest().equals(digest) ? tags : Set.of()));
        }
        return moves;
    }

    private static <T> T at(Side side, Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw failure.on(side);
        }
    }
}
