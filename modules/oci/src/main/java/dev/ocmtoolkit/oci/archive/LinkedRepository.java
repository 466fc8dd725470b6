// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Receipt;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** One repository of a {@link LinkedArchive}: of the archive's content it shows only what belongs to it. */
final class LinkedRepository implements OciStore {
    private final LinkedArchive linked;
    private final CtfArchive archive;
    private final String name;
    private final OciStore shared;

    LinkedRepository(LinkedArchive linked, CtfArchive archive, String name) {
        this.linked = linked;
        this.archive = archive;
        this.name = name;
        this.shared = archive.repository(name);
    }

    @Override
    public Location location() {
        return shared.location();
    }

    @Override
    public Optional<Descriptor> resolve(Ref ref) {
        return isOurs(ref) ? shared.resolve(ref) : Optional.empty();
    }

    @Override
    public Document manifest(Ref ref) {
        if (!isOurs(ref)) {
            throw CtfRepository.absent("manifest", ref, location());
        }
        return shared.manifest(ref);
    }

    @Override
    public Optional<Descriptor> blob(Digest digest) {
        return linked.find(name).hasBlob(digest) ? shared.blob(digest) : Optional.empty();
    }

    @Override
    public InputStream openBlob(Descriptor blob, long offset) {
        if (!linked.find(name).hasBlob(blob.digest())) {
            throw CtfRepository.absent("blob", blob.digest(), location());
        }
        return shared.openBlob(blob, offset);
    }

    @Override
    public Stream<String> tags() {
        return shared.tags();
    }

    @Override
    public Stream<Descriptor> referrers(Digest subject) {
        return shared.referrers(subject);
    }

    @Override
    public Optional<Evidence> hasBlob(Digest digest) {
        return blob(digest).map(there -> new Evidence.Seen());
    }

    @Override
    public BlobStart startBlob(Optional<Digest> digest, OptionalLong size, List<String> mountFrom) {
        archive.writing();
        Optional<Evidence> there = digest.flatMap(wanted -> present(wanted, size, mountFrom));
        if (there.isPresent()) {
            return new BlobStart.Present(there.get());
        }
        // Not by its digest, since the archive may have it for another repository.
        return switch (shared.startBlob(Optional.empty(), size, List.of())) {
            case BlobStart.Present present -> throw new IllegalStateException("no digest was named");
            case BlobStart.Open open -> new BlobStart.Open(new LinkedUpload(open.upload(), linked, name));
        };
    }

    @Override
    public Receipt putManifest(Document document, Set<Tag> tags) {
        Holdings ours = linked.make(name);
        for (Digest needed : Links.of(document).required()) {
            if (!ours.hasBlob(needed) && !ours.hasManifest(needed)) {
                throw CtfScope.missing(document, needed, location().toString());
            }
        }
        Receipt receipt = shared.putManifest(document, tags);
        ours.addManifest(document.digest());
        return receipt;
    }

    @Override
    public void deleteManifest(Digest digest) {
        shared.deleteManifest(digest);
        linked.make(name).removeManifest(digest);
    }

    @Override
    public void deleteBlob(Digest digest) {
        if (hasBlob(digest).isEmpty()) {
            throw CtfRepository.absent("blob", digest, location());
        }
        new Needs(archive).within(name).refuseDeletionOf(digest);
        linked.delete(name, digest);
    }

    @Override
    public void deleteTag(Tag tag) {
        shared.deleteTag(tag);
    }

    private boolean isOurs(Ref ref) {
        return switch (ref) {
            case Tag tag -> true;
            case Digest digest ->
                archive.index().lists(name, digest) || linked.find(name).hasManifest(digest);
        };
    }

    private Optional<Evidence> present(Digest wanted, OptionalLong size, List<String> mountFrom) {
        Optional<Descriptor> stored =
                shared.blob(wanted).filter(blob -> size.isEmpty() || size.getAsLong() == blob.size());
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        if (linked.find(name).hasBlob(wanted)) {
            return Optional.of(new Evidence.Seen());
        }
        return mountFrom.stream()
                .filter(other -> linked.mount(wanted, other, name))
                .findFirst()
                .map(Evidence.Mounted::new);
    }
}
