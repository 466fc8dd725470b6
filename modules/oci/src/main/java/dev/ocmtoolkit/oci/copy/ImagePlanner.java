// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.Links;
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
    private final List<Move> blobs = new ArrayList<>();
    private final List<Move> manifests = new ArrayList<>();

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
        return new Unit(key, Set.of(), moves(from, digest, to, tag.map(Set::of).orElseGet(Set::of)));
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
        ImagePlanner planner = new ImagePlanner(from, to);
        planner.manifest(digest, tags, 0);
        List<Move> moves = new ArrayList<>(planner.blobs);
        moves.addAll(planner.manifests);
        return moves;
    }

    private void manifest(Digest digest, Set<Tag> tags, int depth) {
        if (depth > DEPTH) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Side.SOURCE,
                    "index %s in %s is nested more than %d deep".formatted(digest, from.location(), DEPTH),
                    null,
                    null);
        }
        if (!planned.add(digest)) {
            return;
        }
        Document document = at(Side.SOURCE, () -> from.manifest(digest));
        Links links = at(Side.SOURCE, () -> Links.of(document));
        for (Descriptor child : links.manifests()) {
            // An index may list anything; what is no manifest is a blob.
            if (MediaTypes.isManifest(child.mediaType())) {
                manifest(child.digest(), Set.of(), depth + 1);
            } else {
                blob(child);
            }
        }
        links.blobs().stream()
                .filter(blob -> !MediaTypes.isForeign(blob.mediaType()))
                .forEach(this::blob);
        manifests.add(new Move.PutManifest(to, document, tags));
    }

    private void blob(Descriptor blob) {
        if (planned.add(blob.digest())) {
            blobs.add(new Move.CopyBlob(from, to, blob));
        }
    }

    private static <T> T at(Side side, Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw failure.on(side);
        }
    }
}
