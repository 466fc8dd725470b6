// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.Index;
import dev.ocmtoolkit.oci.Manifest;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Plans the copy of one image, index or other artifact: reads its manifests at the source, asks once at the target. */
public final class ImagePlanner {
    private static final int DEPTH = 8;

    private final OciSource from;
    private final OciTarget to;
    private final Set<Digest> planned = new HashSet<>();

    private ImagePlanner(OciSource from, OciTarget to) {
        this.from = from;
        this.to = to;
    }

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
        Ref ref = tag.isPresent() ? tag.get() : digest;
        UnitKey key = new UnitKey(to.location(), ref);
        Optional<Descriptor> there = at(Side.TARGET, () -> to.resolve(ref));
        if (there.isPresent() && there.get().digest().equals(digest)) {
            return new Unit(key, Set.of(), List.of(new Move.Keep(to, there.get(), new Evidence.Seen())));
        }
        List<Move> moves =
                new ImagePlanner(from, to).moves(digest, tag.map(Set::of).orElseGet(Set::of), 0);
        return new Unit(key, Set.of(), moves);
    }

    /**
     * The moves that bring a manifest and all it needs into a repository, as a part of a greater unit.
     *
     * @param from where it is
     * @param digest its digest
     * @param to where it is to be, under its digest only
     * @return the moves, children first
     * @throws Failure what reading the source throws, INVALID when indexes are nested too deep
     */
    public static List<Move> closure(OciSource from, Digest digest, OciTarget to) {
        return new ImagePlanner(from, to).moves(digest, Set.of(), 0);
    }

    private List<Move> moves(Digest digest, Set<Tag> tags, int depth) {
        if (depth > DEPTH) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Side.SOURCE,
                    "index %s in %s is nested more than %d deep".formatted(digest, from.location(), DEPTH),
                    null,
                    null);
        }
        if (!planned.add(digest)) {
            return List.of();
        }
        Document document = at(Side.SOURCE, () -> from.manifest(digest));
        List<Move> moves = new ArrayList<>();
        if (MediaTypes.isIndex(document.mediaType())) {
            for (Descriptor child : at(Side.SOURCE, () -> Index.parse(document)).manifests()) {
                moves.addAll(child(child, depth + 1));
            }
        } else {
            for (Descriptor blob :
                    at(Side.SOURCE, () -> Manifest.parse(document)).blobs()) {
                if (!MediaTypes.isForeign(blob.mediaType())) {
                    moves.add(new Move.CopyBlob(from, to, blob));
                }
            }
        }
        moves.add(new Move.PutManifest(to, document, tags));
        return moves;
    }

    /** An index may list anything; what is no manifest is a blob. */
    private List<Move> child(Descriptor child, int depth) {
        return MediaTypes.isManifest(child.mediaType())
                ? moves(child.digest(), Set.of(), depth)
                : List.of(new Move.CopyBlob(from, to, child));
    }

    private static <T> T at(Side side, Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw failure.on(side);
        }
    }
}
