// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an archive's index says: which repository lists which manifests, and under which tags. Thread-safe by its own monitor.
 *
 * <p>A manifest without a tag is listed by its digest alone, so one that loses its last tag stays listed.
 */
final class ArtifactIndex {
    /**
     * One line of the index.
     *
     * @param repository the repository
     * @param tag the tag; empty for a manifest that has none
     * @param digest the manifest
     * @param mediaType its type; empty in archives that do not tell
     */
    record Entry(String repository, Optional<Tag> tag, Digest digest, Optional<String> mediaType) {}

    private static final class Listing {
        private final TreeMap<Digest, Optional<String>> manifests = new TreeMap<>();
        private final TreeMap<Tag, Digest> tags = new TreeMap<>();
    }

    private final TreeMap<String, Listing> repositories = new TreeMap<>();

    ArtifactIndex copy() {
        ArtifactIndex copy = new ArtifactIndex();
        entries().forEach(copy::put);
        return copy;
    }

    synchronized void put(Entry entry) {
        Listing listing = repositories.computeIfAbsent(entry.repository(), name -> new Listing());
        listing.manifests.merge(entry.digest(), entry.mediaType(), (old, now) -> now.or(() -> old));
        entry.tag().ifPresent(tag -> listing.tags.put(tag, entry.digest()));
    }

    synchronized Optional<Digest> tagged(String repository, Tag tag) {
        return listing(repository).map(listing -> listing.tags.get(tag));
    }

    synchronized boolean lists(String repository, Digest manifest) {
        return listing(repository)
                .filter(l -> l.manifests.containsKey(manifest))
                .isPresent();
    }

    synchronized Optional<String> mediaType(String repository, Digest manifest) {
        return listing(repository).flatMap(l -> l.manifests.getOrDefault(manifest, Optional.empty()));
    }

    synchronized List<Tag> tags(String repository) {
        return listing(repository).map(l -> List.copyOf(l.tags.keySet())).orElse(List.of());
    }

    synchronized List<Digest> manifests(String repository) {
        return listing(repository).map(l -> List.copyOf(l.manifests.keySet())).orElse(List.of());
    }

    synchronized List<String> repositories() {
        return List.copyOf(repositories.keySet());
    }

    synchronized boolean removeManifest(String repository, Digest manifest) {
        Optional<Listing> listing = listing(repository).filter(l -> l.manifests.remove(manifest) != null);
        listing.ifPresent(l -> l.tags.values().removeIf(manifest::equals));
        listing.filter(l -> l.manifests.isEmpty()).ifPresent(l -> repositories.remove(repository));
        return listing.isPresent();
    }

    synchronized boolean removeTag(String repository, Tag tag) {
        return listing(repository).filter(l -> l.tags.remove(tag) != null).isPresent();
    }

    /** {@return all lines, by repository, then by tag or {@code @digest}} */
    synchronized List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        for (Map.Entry<String, Listing> repository : repositories.entrySet()) {
            all.addAll(lines(repository.getKey(), repository.getValue()));
        }
        return all;
    }

    private static List<Entry> lines(String repository, Listing listing) {
        TreeMap<String, Entry> sorted = new TreeMap<>();
        listing.tags.forEach((tag, digest) -> sorted.put(
                tag.name(),
                new Entry(
                        repository,
                        Optional.of(tag),
                        digest,
                        listing.manifests.getOrDefault(digest, Optional.empty()))));
        Set<Digest> tagged = Set.copyOf(listing.tags.values());
        listing.manifests.forEach((digest, mediaType) -> {
            if (!tagged.contains(digest)) {
                sorted.put("@" + digest, new Entry(repository, Optional.empty(), digest, mediaType));
            }
        });
        return List.copyOf(sorted.values());
    }

    private Optional<Listing> listing(String repository) {
        return Optional.ofNullable(repositories.get(repository));
    }
}
