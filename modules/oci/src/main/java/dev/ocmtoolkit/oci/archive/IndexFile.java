// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.RepositoryName;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.Text;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * {@code artifact-index.json} (OCM specification, common transport format): compact JSON without a line end, sorted by
 * repository, then by tag or {@code @digest}.
 */
final class IndexFile {
    static final String NAME = "artifact-index.json";
    /** The most bytes an index may have. */
    static final long LIMIT = 64L * 1024 * 1024;

    private static final ObjectReader ENTRY =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path archive;
    private final Path file;

    IndexFile(Path archive) {
        this.archive = archive;
        this.file = archive.resolve(NAME);
    }

    boolean exists() {
        return Disk.file(file).isPresent();
    }

    /**
     * Reads the index.
     *
     * @throws Failure INVALID when it is malformed or too large, NOT_FOUND when there is none
     */
    ArtifactIndex read() {
        long size = Disk.file(file)
                .orElseThrow(() ->
                        new Failure(Failure.Kind.NOT_FOUND, "%s is no archive: it has no %s".formatted(archive, NAME)))
                .size();
        if (size > LIMIT) {
            throw invalid("has %d bytes: more than %d are not accepted".formatted(size, LIMIT));
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                JsonParser json = Json.MAPPER.getFactory().createParser(in)) {
            return parse(json);
        } catch (JsonProcessingException e) {
            throw invalid("is malformed JSON: " + Text.printable(e.getOriginalMessage()));
        } catch (IOException e) {
            throw Disk.failed("read", file, e);
        }
    }

    /** Replaces the index, all or nothing; done when it is on the medium. */
    void write(ArtifactIndex index) {
        Path temporary = archive.resolve(Disk.TEMPORARY + NAME);
        try {
            try (OutputStream out = new BufferedOutputStream(open(temporary));
                    JsonGenerator json = Json.MAPPER.getFactory().createGenerator(out)) {
                generate(index, json);
            }
            if (Files.size(temporary) > LIMIT) {
                throw invalid("would have more than the %d bytes that are accepted".formatted(LIMIT));
            }
        } catch (IOException e) {
            throw Disk.failed("write", temporary, e);
        }
        Disk.force(temporary);
        Disk.rename(temporary, file);
        Disk.forceNames(archive);
    }

    private static OutputStream open(Path temporary) throws IOException {
        return Files.newOutputStream(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
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
                    "%s has the schema version %s: only 1 is known"
                            .formatted(Disk.origin(file), Text.printable(json.getText())));
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
            JsonNode entry = ENTRY.readTree(json);
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
        return new Failure(Failure.Kind.INVALID, "%s %s".formatted(Disk.origin(file), how));
    }
}
