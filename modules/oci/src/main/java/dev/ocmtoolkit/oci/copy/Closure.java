// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * All that an image, index or other artifact consists of, but for layers that may not be passed on and that the source itself has not.
 *
 * @param manifests its manifests, children before those that list them, its own last
 * @param blobs its blobs
 */
public record Closure(List<Document> manifests, List<Descriptor> blobs) {
    /** How deep indexes may be nested. */
    static final int DEPTH = 8;

    /** Copies the lists. */
    public Closure {
        manifests = List.copyOf(manifests);
        blobs = List.copyOf(blobs);
    }

    /**
     * Reads all manifests of an artifact.
     *
     * @param from where it is
     * @param digest its digest
     * @return what it consists of
     * @throws Failure what reading the source throws, INVALID when indexes are nested too deep
     */
    public static Closure read(OciSource from, Digest digest) {
        Walk walk = new Walk(from);
        walk.manifest(digest, Optional.empty(), 0);
        return new Closure(walk.manifests, walk.blobs);
    }

    static Failure tooDeep(Digest digest, OciSource from) {
        return new Failure(
                Failure.Kind.INVALID,
                Side.SOURCE,
                "index %s in %s is nested more than %d deep".formatted(digest, from.location(), DEPTH),
                null,
                null);
    }

    /** Whether a layer stays out since its licence forbids to pass it on, and the source does as it says: it has none. */
    static boolean isWithheld(Descriptor blob, OciSource from) {
        return MediaTypes.isForeign(blob.mediaType())
                && source(() -> from.blob(blob.digest())).isEmpty();
    }

    private static <T> T source(Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw failure.on(Side.SOURCE);
        }
    }

    /** Reads a manifest, which an index may list though it is not there. */
    static Document listed(OciSource from, Digest digest, Optional<Digest> index) {
        try {
            return from.manifest(digest);
        } catch (Failure failure) {
            if (index.isEmpty() || failure.kind() != Failure.Kind.NOT_FOUND) {
                throw failure;
            }
            throw new Failure(
                    failure.kind(),
                    failure.side(),
                    "manifest %s, which index %s lists, is not in %s".formatted(digest, index.get(), from.location()),
                    "put it there, or copy from where the index is complete",
                    failure);
        }
    }

    private static final class Walk {
        private final OciSource from;
        private final Set<Digest> seen = new HashSet<>();
        private final List<Descriptor> blobs = new ArrayList<>();
        private final List<Document> manifests = new ArrayList<>();

        Walk(OciSource from) {
            this.from = from;
        }

        void manifest(Digest digest, Optional<Digest> index, int depth) {
            if (depth > DEPTH) {
                throw tooDeep(digest, from);
            }
            if (!seen.add(digest)) {
                return;
            }
            Document document = source(() -> listed(from, digest, index));
            Links links = source(() -> Links.ofHonest(document));
            for (Descriptor child : links.manifests()) {
                // An index may list anything; what is no manifest is a blob.
                if (MediaTypes.isManifest(child.mediaType())) {
                    manifest(child.digest(), Optional.of(digest), depth + 1);
                } else {
                    blob(child);
                }
            }
            links.blobs().stream().filter(blob -> !isWithheld(blob, from)).forEach(this::blob);
            manifests.add(document);
        }

        private void blob(Descriptor blob) {
            if (seen.add(blob.digest())) {
                blobs.add(blob);
            }
        }
    }
}
