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
import dev.ocmtoolkit.oci.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adds to the moves of artifacts what refers to them: signatures, attestations, bills of materials, and what refers to those. The source
 * is asked once for each manifest, the target only where there are any. Used by one thread.
 */
final class ReferrerMoves {
    /** How long a chain of referrers may be. */
    private static final int DEPTH = 8;

    private static final int LIMIT = 10_000;

    private final OciSource from;
    private final OciTarget to;
    private final DigestTags tags;
    private final ImageMoves moves;
    private int count;

    ReferrerMoves(OciSource from, OciTarget to, DigestTags tags, ImageMoves moves) {
        this.from = from;
        this.to = to;
        this.tags = tags;
        this.moves = moves;
    }

    /** Adds what refers to all manifests that the moves are about. */
    void add() {
        List<Descriptor> level = moves.takeSubjects();
        for (int depth = 0; !level.isEmpty(); depth++) {
            for (Descriptor subject : level) {
                add(subject, depth);
            }
            level = moves.takeSubjects();
        }
    }

    private void add(Descriptor subject, int depth) {
        addBelow(subject, depth);
        addListed(subject.digest(), depth);
        for (Tag tag : tags.of(subject.digest())) {
            count(depth, subject.digest());
            addTagged(tag);
        }
    }

    /** What an index lists that was not read, since the target has it, may be referred to as well. */
    private void addBelow(Descriptor subject, int depth) {
        if (!MediaTypes.isIndex(subject.mediaType()) || !moves.isUnread(subject.digest())) {
            return;
        }
        for (Descriptor child : Links.of(moves.read(subject.digest())).manifests()) {
            if (moves.isNew(child.digest()) && MediaTypes.isManifest(child.mediaType())) {
                count(depth, subject.digest());
                moves.keepUnread(child, new Evidence.Implied(subject.digest()));
            }
        }
    }

    private void addListed(Digest subject, int depth) {
        List<Descriptor> listed = listed(Side.SOURCE, from, subject);
        if (!listed.isEmpty()) {
            add(listed, there(subject), depth, subject);
        }
    }

    /** Adds what a list of referrers names, but for what the target has. */
    void add(List<Descriptor> listed, List<Descriptor> there, int depth, Digest subject) {
        Set<Digest> known = there.stream().map(Descriptor::digest).collect(Collectors.toSet());
        for (Descriptor referrer : listed) {
            if (!moves.isNew(referrer.digest())) {
                continue;
            }
            count(depth, subject);
            if (known.contains(referrer.digest())) {
                moves.keepUnread(referrer, new Evidence.Seen());
                continue;
            }
            Document document;
            try {
                document = moves.read(referrer.digest());
            } catch (Failure failure) {
                moves.lack(referrer, failure);
                continue;
            }
            moves.add(document, Optional.empty(), Set.of());
        }
    }

    private void addTagged(Tag tag) {
        Document document = moves.read(tag);
        Optional<Document> there = moves.there(tag);
        if (there.equals(Optional.of(document))) {
            moves.keep(document, new Evidence.Reread());
        } else {
            moves.add(document, there, Set.of(tag));
        }
    }

    /** The referrers that the target has, as far as that is to be trusted. */
    List<Descriptor> there(Digest subject) {
        return moves.isTrusting() ? listed(Side.TARGET, to, subject) : List.of();
    }

    private List<Descriptor> listed(Side side, OciSource at, Digest subject) {
        return ImageMoves.at(side, () -> {
            try (Stream<Descriptor> all = at.referrers(subject)) {
                List<Descriptor> listed = new ArrayList<>();
                all.limit(LIMIT + 1L).forEach(listed::add);
                return listed;
            }
        });
    }

    private void count(int depth, Digest subject) {
        if (depth >= DEPTH || ++count > LIMIT) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Side.SOURCE,
                    "what refers to %s in %s are more than %d manifests, or more than %d deep"
                            .formatted(subject, from.location(), LIMIT, DEPTH),
                    "leave them there with --no-referrers",
                    null);
        }
    }
}
