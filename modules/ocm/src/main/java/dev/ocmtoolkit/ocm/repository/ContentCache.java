// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Manifests and component descriptors that were read from registries, for runs that come back to them: whoever looks again asks with one
 * HEAD what a tag stands for, and reads only what is new.
 *
 * <p>What is kept never stands in for the right to read it. The registry is asked for the tag with the caller's own credentials each time,
 * and content counts only for the repository that it was read from: a registry that names a digest does not get to know what another one
 * holds under it. All of it was checked against its digest. Safe for use by several threads.
 */
public final class ContentCache {
    /** The most bytes that the cache of a process keeps, 16 MiB; what was used longest ago goes first. */
    public static final long LIMIT = 16L * 1024 * 1024;

    /** Keeps nothing, for runs that look once. */
    public static final ContentCache NONE = new ContentCache(0);

    private static final int TAGS = 4096;
    /** What an entry takes besides its content, roughly. */
    private static final int OVERHEAD = 512;

    private record Place(Location repository, Digest digest) {}

    private record Name(Location repository, Tag tag) {}

    private static final class Content {
        private final String mediaType;
        private final byte[] bytes;

        Content(String mediaType, byte[] bytes) {
            this.mediaType = mediaType;
            this.bytes = bytes;
        }

        int size() {
            return bytes.length + OVERHEAD;
        }
    }

    private final long limit;
    private final Map<Place, Content> contents = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Name, Digest> tags = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Digest> eldest) {
            return size() > TAGS;
        }
    };
    private long kept;

    /**
     * An empty cache.
     *
     * @param limit the most bytes that it keeps
     */
    public ContentCache(long limit) {
        this.limit = limit;
    }

    /**
     * The manifest that a tag stands for now.
     *
     * @return empty when there is none
     */
    Optional<Document> find(OciStore store, Tag tag) {
        if (isWorthAsking(store, tag)) {
            Optional<Document> unchanged = store.resolve(tag).flatMap(now -> known(store, now.digest()));
            if (unchanged.isPresent()) {
                return unchanged;
            }
        }
        try {
            Document root = store.manifest(tag);
            keep(store, root);
            remember(store, tag, root.digest());
            return Optional.of(root);
        } catch (Failure failure) {
            if (failure.kind() == Failure.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** A manifest that the caller was told of by the registry in this run. */
    Document manifest(OciStore store, Digest digest) {
        return known(store, digest).orElseGet(() -> {
            Document read = store.manifest(digest);
            keep(store, read);
            return read;
        });
    }

    /** A blob that a manifest lists which the caller got in this run. */
    byte[] blob(OciStore store, Descriptor blob, int most) {
        Optional<byte[]> known = content(store, blob.digest()).map(content -> content.bytes);
        return known.filter(bytes -> bytes.length == blob.size()).orElseGet(() -> {
            byte[] read = VerifiedReader.readAll(store, blob, most);
            keep(new Place(store.location(), blob.digest()), new Content(blob.mediaType(), read));
            return read;
        });
    }

    private Optional<Document> known(OciStore store, Digest digest) {
        return content(store, digest)
                .map(content -> Document.verified(content.mediaType, content.bytes, digest, "manifest"));
    }

    private void keep(OciStore store, Document document) {
        keep(new Place(store.location(), document.digest()), new Content(document.mediaType(), document.bytes()));
    }

    private synchronized Optional<Content> content(OciStore store, Digest digest) {
        return Optional.ofNullable(contents.get(new Place(store.location(), digest)));
    }

    private synchronized boolean isWorthAsking(OciStore store, Tag tag) {
        Digest before = tags.get(new Name(store.location(), tag));
        return before != null && contents.containsKey(new Place(store.location(), before));
    }

    private synchronized void remember(OciStore store, Tag tag, Digest digest) {
        if (contents.containsKey(new Place(store.location(), digest))) {
            tags.put(new Name(store.location(), tag), digest);
        }
    }

    private synchronized void keep(Place place, Content content) {
        Content before = contents.put(place, content);
        kept += content.size() - (before == null ? 0 : before.size());
        Iterator<Content> eldest = contents.values().iterator();
        while (kept > limit) {
            kept -= eldest.next().size();
            eldest.remove();
        }
    }
}
