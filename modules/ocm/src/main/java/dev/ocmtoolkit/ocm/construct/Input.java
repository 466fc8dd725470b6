// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import dev.ocmtoolkit.ocm.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * From what the content of an element is made.
 *
 * @param mediaType what it will be
 * @param content makes it, once
 */
public record Input(String mediaType, Body content) {
    private static final Set<String> COMMON = Set.of("type", "mediaType", "compress");

    /**
     * Reads an input specification and checks that what it names is there.
     *
     * @param spec the specification
     * @param directory against which paths are meant
     * @param owner whose input it is, for messages
     * @return the input
     * @throws Failure INVALID when it is malformed, UNSUPPORTED when its type is not known, NOT_FOUND when a file is missing
     */
    static Input read(ObjectNode spec, Path directory, String owner) {
        String type = spec.path("type").asText();
        return switch (type) {
            case "utf8", "Utf8", "UTF8" -> utf8(spec, owner);
            case "binary", "Binary" -> binary(spec, owner);
            case "file", "File" -> file(spec, directory, owner);
            case "dir", "Dir" -> dir(spec, directory, owner);
            default ->
                throw new Failure(
                                Failure.Kind.UNSUPPORTED,
                                "%s has the unknown input type \"%s\"".formatted(owner, Text.printable(type)))
                        .hint("use binary, dir, file or utf8");
        };
    }

    private static Input utf8(ObjectNode spec, String owner) {
        List<String> forms = List.of("text", "json", "formattedJson", "yaml");
        requireOnly(spec, forms, owner);
        List<String> given = forms.stream().filter(spec::hasNonNull).toList();
        if (given.size() > 1) {
            throw new Failure(Failure.Kind.INVALID, "%s has an input of more than one of %s".formatted(owner, forms));
        }
        String form = given.isEmpty() ? "text" : given.getFirst();
        String text = switch (form) {
            case "json" -> json(spec.get(form), owner, false);
            case "formattedJson" -> json(spec.get(form), owner, true);
            case "yaml" -> new String(YamlWriter.write(tree(spec.get(form), owner)), StandardCharsets.UTF_8);
            default -> spec.path(form).asText();
        };
        return of(spec, MediaTypes.OCTET_STREAM, Body.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String json(JsonNode value, String owner, boolean indented) {
        try {
            Object sorted = Json.MAPPER.treeToValue(tree(value, owner), Object.class);
            return Json.MAPPER
                    .writer()
                    .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .with(indented ? new DefaultPrettyPrinter() : new MinimalPrettyPrinter())
                    .writeValueAsString(sorted instanceof Map<?, ?> map ? new TreeMap<>(map) : sorted);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** A text stands for the YAML in it. */
    private static JsonNode tree(JsonNode value, String owner) {
        return value.isTextual() ? Yaml.read(value.textValue().getBytes(StandardCharsets.UTF_8), owner) : value;
    }

    private static Input binary(ObjectNode spec, String owner) {
        requireOnly(spec, List.of("data"), owner);
        try {
            String text = spec.path("data").asText().replaceAll("\\s", "");
            return of(spec, MediaTypes.OCTET_STREAM, Body.of(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            throw new Failure(Failure.Kind.INVALID, "%s has binary data that is no base64".formatted(owner));
        }
    }

    private static Input file(ObjectNode spec, Path directory, String owner) {
        requireOnly(spec, List.of("path"), owner);
        Path path = path(spec, directory, owner);
        if (!Files.isRegularFile(path)) {
            throw new Failure(Failure.Kind.INVALID, "%s needs a file, and %s is none".formatted(owner, path));
        }
        return of(spec, MediaTypes.OCTET_STREAM, new FileContent(path));
    }

    private static Input dir(ObjectNode spec, Path directory, String owner) {
        requireOnly(spec, List.of("path", "preserveDir", "followSymlinks", "includeFiles", "excludeFiles"), owner);
        Path path = path(spec, directory, owner);
        if (!Files.isDirectory(path)) {
            throw new Failure(Failure.Kind.INVALID, "%s needs a directory, and %s is none".formatted(owner, path));
        }
        DirectoryTar tar = new DirectoryTar(
                path,
                spec.path("preserveDir").asBoolean(),
                spec.path("followSymlinks").asBoolean(),
                texts(spec.path("includeFiles")),
                texts(spec.path("excludeFiles")));
        return spec.path("compress").asBoolean()
                ? of(spec, "application/x-tgz", tar)
                : of(spec, "application/x-tar", tar);
    }

    private static Input of(ObjectNode spec, String mediaType, Body content) {
        boolean compress = spec.path("compress").asBoolean();
        String fallback = compress && mediaType.equals(MediaTypes.OCTET_STREAM) ? "application/gzip" : mediaType;
        String given = spec.path("mediaType").asText();
        return new Input(given.isEmpty() ? fallback : given, compress ? new Gzipped(content) : content);
    }

    private static Path path(ObjectNode spec, Path directory, String owner) {
        String path = spec.path("path").asText();
        if (path.isEmpty()) {
            throw new Failure(Failure.Kind.INVALID, "%s has an input without a path".formatted(owner));
        }
        Path resolved = directory.resolve(path);
        if (!Files.exists(resolved)) {
            throw new Failure(Failure.Kind.NOT_FOUND, "%s needs %s, which is not there".formatted(owner, resolved));
        }
        return resolved;
    }

    private static void requireOnly(ObjectNode spec, List<String> fields, String owner) {
        spec.fieldNames().forEachRemaining(field -> {
            if (!COMMON.contains(field) && !fields.contains(field)) {
                throw new Failure(
                        Failure.Kind.INVALID,
                        "%s has an input with the unknown field \"%s\"".formatted(owner, Text.printable(field)));
            }
        });
    }

    private static List<String> texts(JsonNode list) {
        List<String> all = new ArrayList<>();
        list.forEach(entry -> all.add(entry.asText()));
        return all;
    }
}
