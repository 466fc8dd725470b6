// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.Index;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Plans the copy of artifacts from one repository into another, one of them or all, with what refers to them. A unit is planned when its
 * turn comes, by who leads it: the source gives its manifest once, and is asked for what it refers to by digest only, so a tag that moves
 * meanwhile does no harm. Safe for use by several threads.
 */
public final class RepositoryCopy {
    private final OciSource from;
    private final OciTarget to;
    private final boolean referrers;
    private final boolean skipMissing;
    private final DigestTags digestTags;

    /**
     * A copy between two repositories.
     *
     * @param from the source
     * @param to the target
     * @param referrers whether signatures and what else refers to artifacts is copied with them
     * @param skipMissing whether manifests that the source lists and lacks become gaps, instead of failing what lists them
     */
    public RepositoryCopy(OciSource from, OciTarget to, boolean referrers, boolean skipMissing) {
        this.from = from;
        this.to = to;
        this.referrers = referrers;
        this.skipMissing = skipMissing;
        this.digestTags = new DigestTags(from);
    }

    /**
     * Plans one artifact.
     *
     * @param ref what it is called at the source
     * @param tag under which tag it is to be at the target; empty: only under its digest
     * @return the unit
     * @throws Failure INVALID when source and target are the same
     */
    public Unit of(Ref ref, Optional<Tag> tag) {
        if (from.location().equals(to.location()) && (tag.isEmpty() || ref.equals(tag.get()))) {
            throw sameSides();
        }
        Ref at = tag.isPresent() ? tag.get() : ref;
        return unit(at, moves -> artifact(ref, at, tag, moves));
    }

    /**
     * Plans all artifacts that have a tag.
     *
     * @param tags the tags of the source
     * @return the units, as they are asked for
     * @throws Failure INVALID when source and target are the same
     */
    public Stream<Unit> ofAll(Stream<String> tags) {
        if (from.location().equals(to.location())) {
            throw sameSides();
        }
        return tags.map(Tag::new)
                .filter(tag -> referrers || !DigestTags.isOne(tag))
                .map(tag -> DigestTags.subject(tag)
                        .map(subject -> unit(tag, moves -> listOfReferrers(tag, subject, moves)))
                        .orElseGet(() -> of(tag, Optional.of(tag))));
    }

    private interface Planning {
        void plan(ImageMoves moves);
    }

    private Unit unit(Ref at, Planning planning) {
        UnitKey key = new UnitKey(to.location(), at);
        return new Unit(key, Set.of(), moves(planning, true), Optional.of(() -> moves(planning, false)));
    }

    private List<Move> moves(Planning planning, boolean trusting) {
        return List.of(new Move.Unpack(cancellation -> {
            ImageMoves moves = new ImageMoves(from, to, skipMissing, trusting);
            planning.plan(moves);
            return new Move.Unpacked(moves.all(), () -> {});
        }));
    }

    private void artifact(Ref ref, Ref at, Optional<Tag> tag, ImageMoves moves) {
        Document root = moves.read(ref);
        // What lies in the same repository vouches for itself.
        Optional<Document> there = from.location().equals(to.location()) ? Optional.of(root) : moves.there(at);
        if (there.equals(Optional.of(root)) && !from.location().equals(to.location())) {
            moves.keep(root, new Evidence.Reread());
            addReferrers(moves);
            return;
        }
        moves.below(root, there);
        addReferrers(moves);
        moves.put(root, tag.map(Set::of).orElseGet(Set::of));
    }

    private void addReferrers(ImageMoves moves) {
        if (referrers) {
            new ReferrerMoves(from, to, digestTags, moves).add();
        }
    }

    /** The target makes its own list of them, whichever way it does. */
    private void listOfReferrers(Tag tag, Digest subject, ImageMoves moves) {
        Document list = moves.read(tag);
        if (!MediaTypes.isIndex(list.mediaType())) {
            artifact(list.digest(), tag, Optional.of(tag), moves);
            return;
        }
        ReferrerMoves listed = new ReferrerMoves(from, to, digestTags, moves);
        listed.add(ImageMoves.at(Side.SOURCE, () -> Index.parse(list).manifests()), listed.there(subject), 0, subject);
        listed.add();
    }

    private Failure sameSides() {
        return new Failure(
                        Failure.Kind.INVALID,
                        Side.TARGET,
                        "%s is the source as well".formatted(to.location()),
                        null,
                        null)
                .hint("name another repository, or another tag");
    }
}
