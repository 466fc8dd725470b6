// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Receipt;
import dev.ocmtoolkit.oci.Tag;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Manifests: end-3, end-7 and end-9 of the distribution specification. */
final class ManifestEndpoints {
    /** How many manifests are taken at a time: each is held in memory, as bytes and as a tree. */
    static final int PLACES = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final OciRegistry registry;
    private final Places places = new Places(PLACES, PATIENCE);

    ManifestEndpoints(OciRegistry registry) {
        this.registry = registry;
    }

    /** HEAD. */
    void head(Call call, Route.ManifestAt at) throws IOException {
        Descriptor found = registry.repository(at.repository())
                .resolve(at.ref())
                .orElseThrow(() -> new Refusal(
                        ErrorCode.MANIFEST_UNKNOWN, "there is no %s in %s".formatted(at.ref(), at.repository())));
        call.with("Docker-Content-Digest", found.digest().toString()).with("Content-Type", found.mediaType());
        call.answer(200, found.size(), out -> {});
    }

    /** GET. */
    void get(Call call, Route.ManifestAt at) throws IOException {
        Document document = registry.repository(at.repository()).manifest(at.ref());
        call.with("Docker-Content-Digest", document.digest().toString())
                .answer(200, document.mediaType(), document.bytes());
    }

    /** PUT. */
    void put(Call call, Route.ManifestAt at, Writes writes) throws IOException {
        places.take();
        try {
            putInTurn(call, at, writes);
        } finally {
            places.leave();
        }
    }

    private void putInTurn(Call call, Route.ManifestAt at, Writes writes) throws IOException {
        OciStore store = registry.repository(at.repository());
        Document document = document(call, at);
        Set<Tag> tags = new LinkedHashSet<>();
        if (at.ref() instanceof Tag tag) {
            tags.add(tag);
        }
        List<String> more = call.queries("tag");
        more.forEach(name -> tags.add(new Tag(name)));
        Optional<Descriptor> subject = Links.of(document).subject();
        Receipt receipt = writes.commit(() -> store.putManifest(document, tags));
        more.forEach(name -> call.add("OCI-Tag", name));
        if (subject.isPresent() && receipt.subjectKept()) {
            call.with("OCI-Subject", subject.get().digest().toString());
        }
        call.with("Location", "/v2/%s/manifests/%s".formatted(at.repository(), document.digest()))
                .with("Docker-Content-Digest", document.digest().toString())
                .answer(201);
    }

    /** DELETE. */
    void delete(Call call, Route.ManifestAt at, Writes writes) throws IOException {
        OciStore store = registry.repository(at.repository());
        writes.commit(() -> {
            try {
                switch (at.ref()) {
                    case Tag tag -> store.deleteTag(tag);
                    case Digest digest -> store.deleteManifest(digest);
                }
            } catch (Failure e) {
                throw e.kind() == Failure.Kind.NOT_FOUND
                        ? new Refusal(
                                ErrorCode.MANIFEST_UNKNOWN, "there is no %s in %s".formatted(at.ref(), at.repository()))
                        : e;
            }
            return at;
        });
        call.answer(202);
    }

    private static Document document(Call call, Route.ManifestAt at) {
        byte[] bytes = call.body().readUpTo(Document.LIMIT + 1);
        if (bytes.length > Document.LIMIT) {
            throw new Refusal(
                    413, ErrorCode.SIZE_INVALID, "a manifest may have %d bytes only".formatted(Document.LIMIT));
        }
        JsonNode manifest = Json.object(bytes, "the manifest");
        Optional<String> declared =
                Optional.ofNullable(manifest.path("mediaType").textValue());
        String type = call.header("Content-Type")
                .map(header -> header.split(";", 2)[0].strip())
                .filter(header -> !header.isEmpty())
                .or(() -> declared)
                .or(() -> Links.mediaTypeOf(bytes))
                .orElse(MediaTypes.MANIFEST);
        if (declared.isPresent() && !declared.get().equals(type)) {
            throw new Refusal(
                    ErrorCode.MANIFEST_INVALID,
                    "the manifest calls itself %s and was sent as %s".formatted(declared.get(), type));
        }
        return switch (at.ref()) {
            case Tag tag -> new Document(type, bytes);
            case Digest digest -> Document.verified(type, bytes, digest, "the manifest");
        };
    }
}
