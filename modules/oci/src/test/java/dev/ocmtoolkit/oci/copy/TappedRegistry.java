// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Receipt;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.WriteScope;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A registry that tells what is asked of it, and gives the content of some blobs another way than they are
 * stored.
 */
public final class TappedRegistry implements OciRegistry {
    private final OciRegistry registry;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Map<Digest, UnaryOperator<InputStream>> contents = new ConcurrentHashMap<>();
    private final Set<Digest> forgotten = ConcurrentHashMap.newKeySet();
    private final Map<Digest, Integer> opened = Collections.synchronizedMap(new HashMap<>());

    public TappedRegistry(OciRegistry registry) {
        this.registry = registry;
    }

    /** {@return what was asked, one line each: a word, the repository, and what it was about} */
    public List<String> log() {
        return log;
    }

    /** {@return how often a blob was opened} */
    public int opened(Digest digest) {
        return opened.getOrDefault(digest, 0);
    }

    /** Has a blob's content changed on its way out. */
    public void change(Digest digest, UnaryOperator<InputStream> change) {
        contents.put(digest, change);
    }

    /** Has manifests taken with thanks, and not kept. */
    public void forget(Digest digest) {
        forgotten.add(digest);
    }

    @Override
    public String origin() {
        return registry.origin();
    }

    @Override
    public OciStore repository(String name) {
        return new Tapped(registry.repository(name));
    }

    @Override
    public Stream<String> repositories() {
        return registry.repositories();
    }

    @Override
    public WriteScope begin() {
        return registry.begin();
    }

    @Override
    public void close() {
        registry.close();
    }

    private final class Tapped implements OciStore {
        private final OciStore store;

        Tapped(OciStore store) {
            this.store = store;
        }

        private void tell(String what, Object about) {
            log.add(what + " " + location().repository() + " " + about);
        }

        @Override
        public Location location() {
            return store.location();
        }

        @Override
        public Optional<Descriptor> resolve(Ref ref) {
            tell("resolve", ref);
            return store.resolve(ref);
        }

        @Override
        public Document manifest(Ref ref) {
            tell("manifest", ref);
            return store.manifest(ref);
        }

        @Override
        public Optional<Descriptor> blob(Digest digest) {
            tell("blob", digest);
            return store.blob(digest);
        }

        @Override
        public InputStream openBlob(Descriptor blob, long offset) {
            tell("open", blob.digest());
            opened.merge(blob.digest(), 1, Integer::sum);
            return contents.getOrDefault(blob.digest(), UnaryOperator.identity())
                    .apply(store.openBlob(blob, offset));
        }

        @Override
        public Stream<String> tags() {
            return store.tags();
        }

        @Override
        public Stream<Descriptor> referrers(Digest subject) {
            return store.referrers(subject);
        }

        @Override
        public Optional<Evidence> hasBlob(Digest digest) {
            tell("has", digest);
            return store.hasBlob(digest);
        }

        @Override
        public BlobStart startBlob(Optional<Digest> digest, OptionalLong size, List<String> mountFrom) {
            tell("start", digest.map(Digest::toString).orElse("unknown"));
            return store.startBlob(digest, size, mountFrom);
        }

        @Override
        public Receipt putManifest(Document document, Set<Tag> tags) {
            tell("put", tags.isEmpty() ? document.digest() : tags.iterator().next());
            return forgotten.contains(document.digest())
                    ? new Receipt(new Evidence.Accepted(), true)
                    : store.putManifest(document, tags);
        }

        @Override
        public void deleteManifest(Digest digest) {
            store.deleteManifest(digest);
        }

        @Override
        public void deleteBlob(Digest digest) {
            store.deleteBlob(digest);
        }

        @Override
        public void deleteTag(Tag tag) {
            store.deleteTag(tag);
        }
    }
}
