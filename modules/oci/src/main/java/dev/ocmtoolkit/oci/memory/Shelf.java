// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.memory;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The content of one repository in memory. Thread-safe by its own monitor. */
final class Shelf {
    private final Map<Digest, byte[]> blobs = new HashMap<>();
    private final TreeMap<Digest, Document> manifests = new TreeMap<>();
    private final TreeMap<Tag, Digest> tags = new TreeMap<>();

    synchronized boolean isEmpty() {
        return blobs.isEmpty() && manifests.isEmpty();
    }

    synchronized Optional<byte[]> blob(Digest digest) {
        return Optional.ofNullable(blobs.get(digest));
    }

    synchronized void putBlob(Digest digest, byte[] bytes) {
        blobs.put(digest, bytes);
    }

    synchronized boolean removeBlob(Digest digest) {
        return blobs.remove(digest) != null;
    }

    synchronized Optional<Document> manifest(Ref ref) {
        return switch (ref) {
            case Tag tag -> Optional.ofNullable(tags.get(tag)).map(manifests::get);
            case Digest digest -> Optional.ofNullable(manifests.get(digest));
        };
    }

    synchronized List<Document> manifests() {
        return List.copyOf(manifests.values());
    }

    synchronized List<Tag> tags() {
        return List.copyOf(tags.keySet());
    }

    /**
     * Puts a manifest if all that it needs is there.
     *
     * @return what is missing; empty when it was put
     */
    synchronized Optional<Digest> putManifest(Document document, List<Digest> needs, Set<Tag> under) {
        for (Digest needed : needs) {
            if (!blobs.containsKey(needed) && !manifests.containsKey(needed)) {
                return Optional.of(needed);
            }
        }
        manifests.put(document.digest(), document);
        under.forEach(tag -> tags.put(tag, document.digest()));
        return Optional.empty();
    }

    synchronized boolean removeManifest(Digest digest) {
        tags.values().removeIf(digest::equals);
        return manifests.remove(digest) != null;
    }

    synchronized boolean removeTag(Tag tag) {
        return tags.remove(tag) != null;
    }
}
