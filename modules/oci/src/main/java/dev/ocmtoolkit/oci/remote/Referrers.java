// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Index;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.http.Content;
import dev.ocmtoolkit.oci.http.HttpCall;
import dev.ocmtoolkit.oci.http.Origin;
import dev.ocmtoolkit.oci.http.OriginHttp;
import dev.ocmtoolkit.oci.http.RemoteFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Which manifests refer to which: the registry's own list, or, where it has none, an index under a tag made of the subject's
 * digest, which the clients keep (distribution specification, "Referrers tag schema").
 */
final class Referrers {
    private static final int TRIES = 5;
    private static final int HEX_IN_TAG = 64;

    private final OriginHttp http;
    private final RemoteRepository repository;

    Referrers(OriginHttp http, RemoteRepository repository) {
        this.http = http;
        this.repository = repository;
    }

    static Optional<Digest> subject(Document document) {
        if (!new String(document.bytes(), StandardCharsets.UTF_8).contains("\"subject\"")) {
            return Optional.empty();
        }
        JsonNode subject = Json.object(document.bytes(), "manifest " + document.digest())
                .path("subject")
                .path("digest");
        return subject.isTextual() ? Optional.of(Digest.parse(subject.textValue())) : Optional.empty();
    }

    Stream<Descriptor> of(Digest subject) {
        if (!http.origin().has(Origin.Ability.REFERRERS)) {
            return tagged(subject);
        }
        HttpCall call = HttpCall.of(
                        "GET",
                        http.uri(repository.path("referrers/" + subject)),
                        "referrers of %s in %s".formatted(subject, repository))
                .needs(repository.name(), repository.pull())
                .header("Accept", MediaTypes.INDEX);
        Iterator<Descriptor> listed = Pages.stream(http, call, content -> entries(content, call.what()))
                .iterator();
        try {
            // Whether there is such a list is known only by its first page.
            boolean any = listed.hasNext();
            return any ? stream(listed) : Stream.empty();
        } catch (Failure e) {
            boolean unknown = switch (e.kind()) {
                case NOT_FOUND, UNSUPPORTED -> true;
                case INVALID -> e instanceof RemoteFailure;
                default -> false;
            };
            if (!unknown) {
                throw e;
            }
            if (isAboutTheRegistry(e)) {
                http.origin().lacks(Origin.Ability.REFERRERS);
            }
            return tagged(subject);
        }
    }

    /** With a code of its own, NAME_UNKNOWN above all, the answer is about this repository or this subject. */
    private static boolean isAboutTheRegistry(Failure e) {
        return switch (e.kind()) {
            case UNSUPPORTED -> true;
            case NOT_FOUND -> e instanceof RemoteFailure said && said.code().isEmpty();
            default -> false;
        };
    }

    /** Enters a manifest into the list of its subject, and looks whether the entry stayed: others may write as well. */
    void keep(Document referrer, Digest subject) {
        Tag tag = tag(subject);
        synchronized (http.origin().referrersLock()) {
            for (int tries = 0; tries <= TRIES; tries++) {
                if (tries > 1) {
                    http.makeWay(tries);
                }
                ObjectNode index =
                        repository.find(tag).map(found -> list(found, tag)).orElseGet(Referrers::empty);
                ArrayNode manifests = index.withArray("manifests");
                for (JsonNode entry : manifests) {
                    if (entry.path("digest").asText().equals(referrer.digest().toString())) {
                        return;
                    }
                }
                manifests.add(entry(referrer));
                repository.put(new Document(MediaTypes.INDEX, bytes(index)), tag);
            }
        }
        throw new Failure(
                Failure.Kind.CONFLICT,
                Failure.Side.NONE,
                "the list of referrers %s of %s is written by somebody else all the time".formatted(tag, repository),
                "try again",
                null);
    }

    private Stream<Descriptor> tagged(Digest subject) {
        return repository
                .find(tag(subject))
                .filter(document -> document.mediaType().equals(MediaTypes.INDEX))
                .map(document -> Index.parse(document).manifests().stream())
                .orElseGet(Stream::empty);
    }

    private static Tag tag(Digest subject) {
        return new Tag(subject.algorithm()
                + "-"
                + subject.hex().substring(0, Math.min(HEX_IN_TAG, subject.hex().length())));
    }

    private static ObjectNode parse(Document document) {
        return (ObjectNode) Json.object(document.bytes(), "list of referrers " + document.digest());
    }

    /** Something else under this tag is somebody else's: written over, it would be lost. */
    private ObjectNode list(Document found, Tag tag) {
        ObjectNode index = parse(found);
        if (index.path("manifests").isNull()) {
            index.putArray("manifests");
        }
        if (!found.mediaType().equals(MediaTypes.INDEX)
                || !index.path("manifests").isArray()) {
            throw new Failure(
                    Failure.Kind.CONFLICT,
                    Failure.Side.NONE,
                    "tag %s of %s should list referrers, but is something else".formatted(tag, repository),
                    "give what is there another tag, and remove this one",
                    null);
        }
        return index;
    }

    private static ObjectNode empty() {
        return Json.mapper().createObjectNode().put("schemaVersion", 2).put("mediaType", MediaTypes.INDEX);
    }

    private static ObjectNode entry(Document referrer) {
        ObjectNode entry = Json.mapper()
                .createObjectNode()
                .put("mediaType", referrer.mediaType())
                .put("digest", referrer.digest().toString())
                .put("size", referrer.size());
        JsonNode manifest = parse(referrer);
        String config = manifest.path("config").path("mediaType").asText("");
        String artifactType = manifest.path("artifactType").asText(config);
        if (!artifactType.isEmpty()) {
            entry.put("artifactType", artifactType);
        }
        if (manifest.path("annotations").isObject()) {
            entry.set("annotations", manifest.get("annotations"));
        }
        return entry;
    }

    private static byte[] bytes(ObjectNode index) {
        try {
            return Json.mapper().writeValueAsBytes(index);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of nodes can always be written", e);
        }
    }

    private static List<Descriptor> entries(Content content, String what) {
        if (content.head().header("Content-Type").orElse("").startsWith("text/html")) {
            throw new Failure(Failure.Kind.UNSUPPORTED, "%s: the server answers with a web page".formatted(what));
        }
        List<Descriptor> entries = new ArrayList<>();
        for (JsonNode entry : Json.object(content.bytes(), what).path("manifests")) {
            entries.add(Json.descriptor(entry, what));
        }
        return entries;
    }

    private static Stream<Descriptor> stream(Iterator<Descriptor> listed) {
        Iterable<Descriptor> all = () -> listed;
        return StreamSupport.stream(all.spliterator(), false);
    }
}
