// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.Ref;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.http.Answer;
import dev.ocmtoolkit.oci.http.Content;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What registries say of a manifest: its bytes, its type, its digest; believed only where they agree. */
final class ManifestAnswer {
    private static final Set<String> SAYS_NOTHING =
            Set.of("", "application/json", "text/plain", "application/octet-stream", "binary/octet-stream");

    private ManifestAnswer() {}

    static Document document(Content content, Ref ref, String what) {
        byte[] bytes = content.bytes();
        String mediaType = mediaType(content, what);
        return switch (ref) {
            case Digest digest -> Document.verified(mediaType, bytes, digest, what);
            case Tag _ -> {
                checkDigest(content.head(), bytes, what);
                yield new Document(mediaType, bytes);
            }
        };
    }

    /** What HEAD tells, if that is all that is needed to know. */
    static Optional<Descriptor> head(Answer answer, Ref ref) {
        String mediaType = contentType(answer);
        Optional<Digest> digest = switch (ref) {
            case Digest asked -> Optional.of(asked);
            case Tag _ -> told(answer);
        };
        if (digest.isEmpty() || answer.length().isEmpty() || SAYS_NOTHING.contains(mediaType)) {
            return Optional.empty();
        }
        return Optional.of(
                new Descriptor(mediaType, digest.get(), answer.length().getAsLong()));
    }

    /** Some registries answer a digest of another algorithm than was used: so it is computed anew. */
    static void checkDigest(Answer answer, byte[] bytes, String what) {
        Optional<Digest> told = told(answer);
        if (told.isPresent()) {
            Digest actual = Digest.of(told.get().algorithm(), bytes);
            if (!actual.equals(told.get())) {
                throw new Failure(
                        Failure.Kind.CORRUPT,
                        "%s: the server calls it %s, but its digest is %s".formatted(what, told.get(), actual));
            }
        }
    }

    /** The digest in the header; one of an algorithm that is not known here cannot be compared. */
    static Optional<Digest> told(Answer answer) {
        return answer.header("Docker-Content-Digest")
                .filter(value -> value.startsWith("sha256:") || value.startsWith("sha512:"))
                .map(Digest::parse);
    }

    private static String mediaType(Content content, String what) {
        String told = contentType(content.head());
        if (told.startsWith("text/html")) {
            String start = new String(content.bytes(), StandardCharsets.UTF_8);
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s: the server answers with a web page: %s"
                            .formatted(what, Text.printable(start.substring(0, Math.min(200, start.length())))));
        }
        if (!SAYS_NOTHING.contains(told)) {
            return told;
        }
        JsonNode json = Json.object(content.bytes(), what);
        String fallback = json.has("manifests") ? MediaTypes.INDEX : MediaTypes.MANIFEST;
        return json.path("mediaType").asText(fallback);
    }

    private static String contentType(Answer answer) {
        return answer.header("Content-Type")
                .map(value -> value.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))
                .orElse("");
    }
}
