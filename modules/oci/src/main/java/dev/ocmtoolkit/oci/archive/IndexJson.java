// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.RepositoryName;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * {@code artifact-index.json} (OCM specification, common transport format): compact JSON without a line end, sorted by
 * repository, then by tag or {@code @digest}.
 */
final class IndexJson {
    static final String NAME = "artifact-index.json";
    /** The most bytes an index may have. */
    static final long LIMIT = 64L * 1024 * 1024;

    private final String where;

    private IndexJson(String where) {
        this.where = where;
    }

    /**
     * Reads an index.
     *
     * @param in its content; left open
     * @param size its length in bytes
     * @param archive how messages name the archive
     * @throws IOException when it cannot be read
     * @throws Failure INVALID when it is malformed or too large
     */
    static ArtifactIndex read(InputStream in, long size, String archive) throws IOException {
        IndexJson index = new IndexJson(archive + "/" + NAME);
        if (size > LIMIT) {
            throw index.invalid("has %d bytes: more than %d are not accepted".formatted(size, LIMIT));
        }
        try (JsonParser json = Json.FACTORY.createParser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
            return index.parse(json);
        } catch (JsonProcessingException e) {
            throw index.invalid("is malformed JSON: " + Text.printable(e.getOriginalMessage()));
        }
    }

    /** Writes an index; the stream is left open. */
    static void write(ArtifactIndex index, OutputStream out) throws IOException {
        JsonGenerator json = Json.FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        generate(index, json);
        json.close();
    }

    static Failure missing(String archive) {
        return new Failure(Failure.Kind.NOT_FOUND, "%s is no archive: it has no %s".formatted(archive, NAME));
    }

    /** The bytes of an index, for an archive that messages name so. */
    static byte[] bytes(ArtifactIndex index, String archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(index, out);
        if (out.size() > LIMIT) {
            throw tooLarge(archive);
        }
        return out.toByteArray();
    }

    static Failure tooLarge(String archive) {
        return new IndexJson(archive + "/" + NAME)
                .invalid("would have more than the %d bytes that are accepted".formatted(LIMIT));
    }

    private ArtifactIndex parse(JsonParser json) throws IOException {
        ArtifactIndex index = new ArtifactIndex();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw invalid("is no JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "schemaVersion" -> checkVersion(json);
                case "artifacts" -> parseArtifacts(json, value, index);
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw invalid("goes on after its end");
        }
        return index;
    }

    private void checkVersion(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getIntValue() != 1) {
            throw new Failure(
                    Failure.Kind.UNSUPPORTED,
                    "%s has the schema version %s: only 1 is known".formatted(where, Text.printable(json.getText())));
        }
    }

    private void parseArtifacts(JsonParser json, JsonToken value, ArtifactIndex index) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw invalid("has no list of artifacts");
        }
        for (int number = 1; json.nextToken() != JsonToken.END_ARRAY; number++) {
            JsonNode entry = Json.value(json);
            try {
                index.put(entry(entry));
            } catch (Failure e) {
                throw invalid("has a bad entry, number %d: %s".formatted(number, e.sentence()));
            }
        }
    }

    private static ArtifactIndex.Entry entry(JsonNode entry) {
        return new ArtifactIndex.Entry(
                RepositoryName.checked(entry.path("repository").asText()),
                text(entry, "tag").map(Tag::new),
                Digest.parse(entry.path("digest").asText()),
                text(entry, "mediaType"));
    }

    private static Optional<String> text(JsonNode entry, String field) {
        return Optional.ofNullable(entry.path(field).textValue()).filter(value -> !value.isEmpty());
    }

    private static void generate(ArtifactIndex index, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("schemaVersion", 1);
        json.writeArrayFieldStart("artifacts");
        for (ArtifactIndex.Entry entry : index.entries()) {
            json.writeStartObject();
            json.writeStringField("repository", entry.repository());
            if (entry.tag().isPresent()) {
                json.writeStringField("tag", entry.tag().get().name());
            }
            json.writeStringField("digest", entry.digest().toString());
            if (entry.mediaType().isPresent()) {
                json.writeStringField("mediaType", entry.mediaType().get());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private Failure invalid(String how) {
        return new Failure(Failure.Kind.INVALID, "%s %s".formatted(where, how));
    }
}
