// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Body;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes the moves that bring artifacts into a repository: blobs first, then manifests, children before those that list them. What a
 * manifest of the target vouches for is neither read nor asked for. Used by one thread.
 */
final class ImageMoves {
    /** How much of manifests is kept until they are written. */
    private static final long LIMIT = 16L << 20;

    private final OciSource from;
    private final OciTarget to;
    private final boolean skipMissing;
    private final boolean trusting;
    private final Set<Digest> seen = new HashSet<>();
    /** Manifests that were not read, since the target has them. */
    private final Set<Digest> unread = new HashSet<>();

    private final List<Move> blobs = new ArrayList<>();
    private final List<Move> manifests = new ArrayList<>();
    private List<Descriptor> subjects = new ArrayList<>();
    private long bytes;

    /**
     * Begins with no moves.
     *
     * @param from where artifacts are
     * @param to where they are to be
     * @param skipMissing whether manifests that the source lacks are gaps, not failures
     * @param trusting whether a manifest that the target has vouches for what it consists of
     */
    ImageMoves(OciSource from, OciTarget to, boolean skipMissing, boolean trusting) {
        this.from = from;
        this.to = to;
        this.skipMissing = skipMissing;
        this.trusting = trusting;
    }

    /** {@return the moves so far} */
    List<Move> all() {
        List<Move> all = new ArrayList<>(blobs);
        all.addAll(manifests);
        return all;
    }

    /** {@return the manifests since the last call, each with those below it, as far as they were read} */
    List<Descriptor> takeSubjects() {
        List<Descriptor> taken = subjects;
        subjects = new ArrayList<>();
        return taken;
    }

    /** Whether nothing of these moves is about a manifest. */
    boolean isNew(Digest manifest) {
        return !seen.contains(manifest);
    }

    /** Whether these moves are about a manifest that was not read, since the target has it. */
    boolean isUnread(Digest manifest) {
        return unread.contains(manifest);
    }

    /** Reads a manifest of the source. */
    Document read(Ref ref) {
        Document document = at(Side.SOURCE, () -> from.manifest(ref));
        bytes += document.size();
        if (bytes > LIMIT) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    Side.SOURCE,
                    "the manifests of %s in %s have more than %d bytes together".formatted(ref, from.location(), LIMIT),
                    null,
                    null);
        }
        return document;
    }

    /** Whether what the target says to have is left as it is. */
    boolean isTrusting() {
        return trusting;
    }

    /** Reads what the target has, as far as that is to be trusted. */
    Optional<Document> there(Ref ref) {
        return !trusting ? Optional.empty() : at(Side.TARGET, () -> find(to, ref));
    }

    static Optional<Document> find(OciSource at, Ref ref) {
        try {
            return Optional.of(at.manifest(ref));
        } catch (Failure failure) {
            if (failure.kind() == Failure.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Keeps a manifest that the target has, and with it what it consists of. */
    void keep(Document manifest, Evidence evidence) {
        seen.add(manifest.digest());
        subjects.add(manifest.descriptor());
        blobs.add(new Move.Keep(to, manifest.descriptor(), evidence));
        Links links = links(manifest);
        Evidence implied = new Evidence.Implied(manifest.digest());
        for (Descriptor child : links.manifests()) {
            if (seen.add(child.digest())) {
                blobs.add(new Move.Keep(to, child, implied));
                if (MediaTypes.isManifest(child.mediaType())) {
                    unread(child);
                }
            }
        }
        for (Descriptor blob : links.blobs()) {
            if (!MediaTypes.isForeign(blob.mediaType()) && seen.add(blob.digest())) {
                blobs.add(new Move.Keep(to, blob, implied));
            }
        }
    }

    /** Keeps a manifest that the target has, which was not read. */
    void keepUnread(Descriptor manifest, Evidence evidence) {
        seen.add(manifest.digest());
        unread(manifest);
        blobs.add(new Move.Keep(to, manifest, evidence));
    }

    private void unread(Descriptor manifest) {
        unread.add(manifest.digest());
        subjects.add(manifest);
    }

    /** Tells that the source lacks a manifest, or throws what it said. */
    void lack(Descriptor manifest, Failure failure) {
        if (!skipMissing || failure.kind() != Failure.Kind.NOT_FOUND) {
            throw failure;
        }
        blobs.add(new Move.Lack(to, manifest, failure));
    }

    /** Adds a manifest with all that it needs. */
    void add(Document manifest, Optional<Document> there, Set<Tag> tags) {
        below(manifest, there);
        put(manifest, tags);
    }

    /** Adds what a manifest needs; what is there under its name vouches for what both have in common. */
    void below(Document manifest, Optional<Document> there) {
        below(manifest, there, 0);
    }

    /** Adds a manifest, whose needs are added. */
    void put(Document manifest, Set<Tag> tags) {
        manifests.add(new Move.PutManifest(to, manifest, tags));
    }

    private void below(Document manifest, Optional<Document> there, int depth) {
        if (depth > Closure.DEPTH) {
            throw Closure.tooDeep(manifest.digest(), from);
        }
        if (!seen.add(manifest.digest())) {
            return;
        }
        Links links = links(manifest);
        Voucher voucher = Voucher.of(there);
        Set<Digest> listed = links.manifests().stream().map(Descriptor::digest).collect(Collectors.toSet());
        for (int i = 0; i < links.manifests().size(); i++) {
            Descriptor child = links.manifests().get(i);
            if (seen.contains(child.digest())) {
                continue;
            }
            if (!MediaTypes.isManifest(child.mediaType())) {
                // An index may list anything; what is no manifest is a blob.
                blob(child, voucher);
            } else if (voucher.vouchesFor(child.digest())) {
                believe(child, voucher);
            } else {
                child(child, manifest.digest(), voucher.counterpart(i, listed), depth);
            }
        }
        Map<Digest, byte[]> inline = InlineData.of(manifest);
        for (Descriptor blob : links.blobs()) {
            byte[] data = inline.get(blob.digest());
            if (data != null && !voucher.vouchesFor(blob.digest()) && seen.add(blob.digest())) {
                blobs.add(new Move.PutBlob(to, blob, Body.of(data)));
            } else {
                blob(blob, voucher);
            }
        }
        subjects.add(manifest.descriptor());
    }

    private void child(Descriptor child, Digest index, Optional<Descriptor> counterpart, int depth) {
        Document document;
        try {
            document = at(Side.SOURCE, () -> Closure.listed(from, child.digest(), Optional.of(index)));
        } catch (Failure failure) {
            lack(child, failure);
            return;
        }
        below(document, counterpart.flatMap(old -> there(old.digest())), depth + 1);
        put(document, Set.of());
    }

    private void believe(Descriptor child, Voucher voucher) {
        seen.add(child.digest());
        unread(child);
        Move otherwise = new Move.Unpack(cancellation -> {
            ImageMoves moves = new ImageMoves(from, to, skipMissing, false);
            moves.add(read(child.digest()), Optional.empty(), Set.of());
            return new Move.Unpacked(moves.all(), () -> {});
        });
        blobs.add(new Move.Keep(to, child, voucher.evidence(), List.of(otherwise)));
    }

    private void blob(Descriptor blob, Voucher voucher) {
        if (!seen.add(blob.digest()) || Closure.isWithheld(blob, from)) {
            return;
        }
        Move copy = new Move.CopyBlob(from, to, blob);
        blobs.add(
                voucher.vouchesFor(blob.digest()) ? new Move.Keep(to, blob, voucher.evidence(), List.of(copy)) : copy);
    }

    private static Links links(Document manifest) {
        return at(Side.SOURCE, () -> Links.ofHonest(manifest));
    }

    static <T> T at(Side side, Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw failure.on(side);
        }
    }
}
