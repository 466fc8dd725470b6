// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

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
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** One repository of a {@link CtfArchive}; what it writes goes through the archive's open {@link CtfScope}. */
final class CtfRepository implements OciStore {
    private final CtfArchive archive;
    private final String name;

    CtfRepository(CtfArchive archive, String name) {
        this.archive = archive;
        this.name = name;
    }

    @Override
    public Location location() {
        return new Location(archive.origin(), name);
    }

    @Override
    public Optional<Descriptor> resolve(Ref ref) {
        return digest(ref).flatMap(digest -> {
            OptionalLong size = archive.size(digest);
            return size.isEmpty()
                    ? Optional.empty()
                    : archive.mediaType(name, digest).map(type -> new Descriptor(type, digest, size.getAsLong()));
        });
    }

    @Override
    public Document manifest(Ref ref) {
        Digest digest = digest(ref).orElseThrow(() -> absent("manifest", ref));
        return archive.manifest(name, digest).orElseThrow(() -> {
            if (archive.index().lists(name, digest)) {
                return new Failure(
                        Failure.Kind.NOT_FOUND,
                        "manifest %s is listed in %s, and its file is missing".formatted(digest, location()));
            }
            return absent("manifest", ref);
        });
    }

    @Override
    public Optional<Descriptor> blob(Digest digest) {
        OptionalLong size = archive.size(digest);
        return size.isEmpty()
                ? Optional.empty()
                : Optional.of(new Descriptor(MediaTypes.OCTET_STREAM, digest, size.getAsLong()));
    }

    @Override
    public InputStream openBlob(Descriptor blob, long offset) {
        if (archive.size(blob.digest()).isEmpty()) {
            throw absent("blob", blob.digest());
        }
        return archive.medium().open(blob.digest(), offset);
    }

    @Override
    public Stream<String> tags() {
        return archive.index().tags(name).stream().map(Tag::name);
    }

    @Override
    public Stream<Descriptor> referrers(Digest subject) {
        return archive.index().manifests(name).stream()
                .filter(digest ->
                        archive.subject(name, digest).filter(subject::equals).isPresent())
                .flatMap(digest -> archive.manifest(name, digest).stream())
                .map(document -> new Descriptor(
                        document.mediaType(),
                        document.digest(),
                        document.size(),
                        Links.of(document).annotations()));
    }

    @Override
    public Optional<Evidence> hasBlob(Digest digest) {
        return blob(digest).map(there -> new Evidence.Seen());
    }

    @Override
    public BlobStart startBlob(Optional<Digest> digest, OptionalLong size, List<String> mountFrom) {
        CtfScope scope = archive.writing();
        boolean there = digest.map(archive::size)
                .filter(has -> has.isPresent() && (size.isEmpty() || size.equals(has)))
                .isPresent();
        return there ? new BlobStart.Present(new Evidence.Seen()) : new BlobStart.Open(scope.upload(digest, size));
    }

    @Override
    public Receipt putManifest(Document document, Set<Tag> tags) {
        archive.writing().putManifest(name, document, tags);
        return new Receipt(new Evidence.Accepted(), true);
    }

    @Override
    public void deleteManifest(Digest digest) {
        if (!archive.writing().deleteManifest(name, digest)) {
            throw absent("manifest", digest);
        }
    }

    @Override
    public void deleteBlob(Digest digest) {
        if (!archive.writing().deleteBlob(digest)) {
            throw absent("blob", digest);
        }
    }

    @Override
    public void deleteTag(Tag tag) {
        if (!archive.writing().deleteTag(name, tag)) {
            throw absent("tag", tag);
        }
    }

    private Optional<Digest> digest(Ref ref) {
        return switch (ref) {
            case Tag tag -> archive.index().tagged(name, tag);
            case Digest digest -> Optional.of(digest);
        };
    }

    private Failure absent(String what, Ref ref) {
        return absent(what, ref, location());
    }

    static Failure absent(String what, Ref ref, Location where) {
        return new Failure(Failure.Kind.NOT_FOUND, "there is no %s %s in %s".formatted(what, ref, where));
    }
}
