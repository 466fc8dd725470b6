// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Location;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Receipt;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.http.Answer;
import dev.ocmtoolkit.oci.http.HttpCall;
import dev.ocmtoolkit.oci.http.OriginHttp;
import dev.ocmtoolkit.oci.http.RemoteFailure;
import dev.ocmtoolkit.oci.http.Scope;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One repository of a remote registry (OCI distribution specification 1.1). */
final class RemoteRepository implements OciStore {
    private static final String ACCEPT = String.join(", ", MediaTypes.MANIFESTS) + ", */*";

    private final OriginHttp http;
    private final String registry;
    private final String name;
    private final Location location;
    private final Referrers referrers;
    private final BlobAnnouncement announcement;

    RemoteRepository(OriginHttp http, String registry, String name, Object referrersLock) {
        this.http = http;
        this.registry = registry;
        this.name = name;
        this.location = new Location(http.origin().address().toString(), name);
        this.referrers = new Referrers(http, this, referrersLock);
        this.announcement = new BlobAnnouncement(http, this);
    }

    @Override
    public Location location() {
        return location;
    }

    @Override
    public Optional<Descriptor> resolve(Ref ref) {
        try (Answer answer = http.expect(manifestCall("HEAD", ref), 200, 404)) {
            if (answer.status() == 404) {
                return Optional.empty();
            }
            Optional<Descriptor> told = ManifestAnswer.head(answer, ref);
            if (told.isPresent()) {
                return told;
            }
        }
        return find(ref).map(Document::descriptor);
    }

    @Override
    public Document manifest(Ref ref) {
        HttpCall call = manifestCall("GET", ref);
        return ManifestAnswer.document(http.fetch(call, Document.LIMIT), ref, call.what());
    }

    Optional<Document> find(Ref ref) {
        try {
            return Optional.of(manifest(ref));
        } catch (RemoteFailure e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Optional<Descriptor> blob(Digest digest) {
        HttpCall call = blobCall("HEAD", digest);
        try (Answer answer = http.expect(call, 200, 404)) {
            if (answer.status() == 404) {
                return Optional.empty();
            }
            long size = answer.length()
                    .orElseThrow(() -> new Failure(
                            Failure.Kind.INVALID, "%s: the server does not tell its size".formatted(call.what())));
            return Optional.of(new Descriptor(MediaTypes.OCTET_STREAM, digest, size));
        }
    }

    @Override
    public Optional<Evidence> hasBlob(Digest digest) {
        try (Answer answer = http.expect(blobCall("HEAD", digest), 200, 404)) {
            return answer.status() == 200 ? Optional.of(new Evidence.Seen()) : Optional.empty();
        }
    }

    @Override
    public InputStream openBlob(Descriptor blob, long offset) {
        if (offset > 0 && offset >= blob.size()) {
            return InputStream.nullInputStream();
        }
        HttpCall call = blobCall("GET", blob.digest());
        return BlobRead.open(
                http, offset == 0 ? call : call.header("Range", "bytes=" + offset + "-"), blob.size(), offset);
    }

    @Override
    public Stream<String> tags() {
        HttpCall call = HttpCall.of("GET", http.uri(path("tags/list?n=" + Pages.ENTRIES)), "tags of " + this)
                .needs(name, pull());
        return Pages.stream(http, call, content -> Pages.names(content, "tags", call.what()));
    }

    @Override
    public Stream<Descriptor> referrers(Digest subject) {
        return referrers.of(subject);
    }

    @Override
    public BlobStart startBlob(Optional<Digest> digest, OptionalLong size, List<String> mountFrom) {
        return digest.map(known -> announcement.of(known, mountFrom)).orElseGet(announcement::ofUnknown);
    }

    @Override
    public Receipt putManifest(Document document, Set<Tag> tags) {
        boolean kept = false;
        for (Ref ref : tags.isEmpty() ? List.of(document.digest()) : List.copyOf(new TreeSet<>(tags))) {
            kept = put(document, ref);
        }
        Optional<Digest> subject = kept ? Optional.empty() : Referrers.subject(document);
        subject.ifPresent(digest -> referrers.keep(document, digest));
        return new Receipt(new Evidence.Accepted(), subject.isEmpty());
    }

    /** Whether the registry keeps the manifest as a referrer itself. */
    boolean put(Document document, Ref ref) {
        HttpCall call = call("PUT", path("manifests/" + ref), "manifest %s of %s".formatted(ref, this))
                .needs(name, push())
                .content(document.bytes(), document.mediaType());
        try (Answer answer = http.expect(call, 200, 201, 202, 204)) {
            ManifestAnswer.checkDigest(answer, document.bytes(), call.what());
            return answer.header("OCI-Subject").isPresent();
        } catch (RemoteFailure e) {
            throw switch (e.code()) {
                case "MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN" ->
                    new Failure(Failure.Kind.NOT_FOUND, Failure.Side.NONE, e.sentence(), e.wayOut(), e);
                default -> e;
            };
        }
    }

    @Override
    public void deleteManifest(Digest digest) {
        delete("manifests/" + digest, "manifest " + digest);
    }

    @Override
    public void deleteBlob(Digest digest) {
        delete("blobs/" + digest, "blob " + digest);
    }

    @Override
    public void deleteTag(Tag tag) {
        try {
            delete("manifests/" + tag, "tag " + tag);
        } catch (RemoteFailure e) {
            // Registries that know manifests by digest only take the tag for a malformed one.
            throw e.status() == 400
                    ? new Failure(Failure.Kind.UNSUPPORTED, Failure.Side.NONE, e.sentence(), e.wayOut(), e)
                    : e;
        }
    }

    private void delete(String path, String what) {
        http.expect(
                        call("DELETE", path(path), what + " of " + this).needs(name, Scope.repository(name, "delete")),
                        200,
                        202,
                        204)
                .close();
    }

    private HttpCall manifestCall(String method, Ref ref) {
        return call(method, path("manifests/" + ref), "manifest %s of %s".formatted(ref, this))
                .needs(name, pull())
                .header("Accept", ACCEPT);
    }

    private HttpCall blobCall(String method, Digest digest) {
        return call(method, path("blobs/" + digest), "blob %s of %s".formatted(digest, this))
                .needs(name, pull());
    }

    private HttpCall call(String method, String path, String what) {
        return HttpCall.of(method, http.uri(path), what);
    }

    String name() {
        return name;
    }

    String path(String rest) {
        return "/v2/" + name + "/" + rest;
    }

    Scope pull() {
        return Scope.repository(name, "pull");
    }

    Scope push() {
        return Scope.repository(name, "pull", "push");
    }

    /** {@return registry and name, as they stand in messages} */
    @Override
    public String toString() {
        return registry + "/" + name;
    }
}
