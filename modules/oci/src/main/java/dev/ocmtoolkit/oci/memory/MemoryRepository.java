// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.memory;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Receipt;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** One repository in memory, by its name; what it holds stands on a {@link Shelf}, which is there once somebody wrote. */
final class MemoryRepository implements OciStore {
    private final MemoryRegistry registry;
    private final Location location;

    MemoryRepository(MemoryRegistry registry, String name) {
        this.registry = registry;
        this.location = new Location(registry.origin(), name);
    }

    @Override
    public Location location() {
        return location;
    }

    @Override
    public Optional<Descriptor> resolve(Ref ref) {
        return shelf().flatMap(shelf -> shelf.manifest(ref)).map(Document::descriptor);
    }

    @Override
    public Document manifest(Ref ref) {
        return shelf().flatMap(shelf -> shelf.manifest(ref)).orElseThrow(() -> absent("manifest", ref));
    }

    @Override
    public Optional<Descriptor> blob(Digest digest) {
        return bytes(digest).map(bytes -> new Descriptor(MediaTypes.OCTET_STREAM, digest, bytes.length));
    }

    @Override
    public InputStream openBlob(Descriptor blob, long offset) {
        byte[] bytes = bytes(blob.digest()).orElseThrow(() -> absent("blob", blob.digest()));
        int from = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(bytes, from, bytes.length - from);
    }

    @Override
    public Stream<String> tags() {
        return shelf().stream().flatMap(shelf -> shelf.tags().stream()).map(Tag::name);
    }

    @Override
    public Stream<Descriptor> referrers(Digest subject) {
        List<Descriptor> found = new ArrayList<>();
        for (Document document : shelf().map(Shelf::manifests).orElse(List.of())) {
            Links links = Links.of(document);
            if (links.subject().filter(s -> s.digest().equals(subject)).isPresent()) {
                found.add(
                        new Descriptor(document.mediaType(), document.digest(), document.size(), links.annotations()));
            }
        }
        return found.stream();
    }

    @Override
    public Optional<Evidence> hasBlob(Digest digest) {
        return bytes(digest).map(there -> new Evidence.Seen());
    }

    @Override
    public BlobStart startBlob(Optional<Digest> digest, OptionalLong size, List<String> mountFrom) {
        if (digest.isPresent()) {
            Digest wanted = digest.get();
            if (bytes(wanted).isPresent()) {
                return new BlobStart.Present(new Evidence.Seen());
            }
            for (String from : mountFrom) {
                Optional<byte[]> bytes = registry.find(from).flatMap(shelf -> shelf.blob(wanted));
                if (bytes.isPresent()) {
                    keep(wanted, bytes.get());
                    return new BlobStart.Present(new Evidence.Mounted(from));
                }
            }
        }
        return new BlobStart.Open(new MemoryUpload(this));
    }

    @Override
    public Receipt putManifest(Document document, Set<Tag> tags) {
        Optional<Digest> missing = registry.make(location.repository())
                .putManifest(document, Links.of(document).required(), tags);
        if (missing.isPresent()) {
            throw new Failure(
                    Failure.Kind.NOT_FOUND,
                    "manifest %s needs %s, which is not in %s".formatted(document.digest(), missing.get(), location));
        }
        return new Receipt(new Evidence.Accepted(), true);
    }

    @Override
    public void deleteManifest(Digest digest) {
        if (shelf().filter(shelf -> shelf.removeManifest(digest)).isEmpty()) {
            throw absent("manifest", digest);
        }
    }

    @Override
    public void deleteBlob(Digest digest) {
        if (shelf().filter(shelf -> shelf.removeBlob(digest)).isEmpty()) {
            throw absent("blob", digest);
        }
    }

    @Override
    public void deleteTag(Tag tag) {
        if (shelf().filter(shelf -> shelf.removeTag(tag)).isEmpty()) {
            throw absent("tag", tag);
        }
    }

    /** Keeps a blob whose digest was checked. */
    void keep(Digest digest, byte[] bytes) {
        registry.make(location.repository()).putBlob(digest, bytes);
    }

    private Optional<Shelf> shelf() {
        return registry.find(location.repository());
    }

    private Optional<byte[]> bytes(Digest digest) {
        return shelf().flatMap(shelf -> shelf.blob(digest));
    }

    private Failure absent(String what, Ref ref) {
        return new Failure(Failure.Kind.NOT_FOUND, "there is no %s %s in %s".formatted(what, ref, location));
    }
}
