// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.yaml.JsonText;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import dev.ocmtoolkit.ocm.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * From what the content of an element is made.
 *
 * @param mediaType what it will be
 * @param content makes it, once
 * @param referenceName the name under which a registry would know it, where it is an image
 * @param artifact the digest of the image in it, where it is one
 */
public record Input(String mediaType, Body content, Optional<String> referenceName, Optional<Digest> artifact) {
    private static final List<String> COMMON = List.of("type", "mediaType", "compress");

    /**
     * Reads an input specification and checks that what it names is there.
     *
     * @param spec the specification
     * @param directory against which paths are meant
     * @return the input
     * @throws Failure INVALID when it is malformed, UNSUPPORTED when its type is not known, NOT_FOUND when a file is missing
     */
    static Input read(Fields spec, Path directory) {
        String type = spec.text("type");
        return switch (type.endsWith("/v1") ? type.substring(0, type.length() - "/v1".length()) : type) {
            case "utf8", "Utf8", "UTF8" -> utf8(spec);
            case "binary", "Binary" -> binary(spec);
            case "file", "File" -> file(spec, directory);
            case "dir", "Dir" -> dir(spec, directory);
            case "docker", "Docker", "dockermulti", "Dockermulti", "DockerMulti" ->
                throw unsupported(spec, type, "needs a Docker daemon, which this program does not talk to")
                        .hint("push the image to a registry, and use an access of the type ociArtifact");
            case "spiff", "Spiff" ->
                throw unsupported(spec, type, "is filled by spiff, which this program does not know")
                        .hint("fill the file with spiff before, and use the input type file");
            default ->
                throw new Failure(
                                Failure.Kind.UNSUPPORTED,
                                "%s has the unknown input type \"%s\"".formatted(spec.owner(), Text.printable(type)))
                        .hint("use binary, dir, file or utf8");
        };
    }

    private static Failure unsupported(Fields spec, String type, String why) {
        return new Failure(
                Failure.Kind.UNSUPPORTED,
                "%s has an input of the type %s, which %s".formatted(spec.owner(), type, why));
    }

    private static Input utf8(Fields spec) {
        List<String> forms = List.of("text", "json", "formattedJson", "yaml");
        requireOnly(spec, forms);
        List<String> given = forms.stream().filter(spec.json()::hasNonNull).toList();
        spec.require(given.size() == 1, "needs an input with one of %s".formatted(forms));
        String form = given.getFirst();
        String text = switch (form) {
            case "json" -> JsonText.compact(maps(spec, form));
            case "formattedJson" -> JsonText.indented(maps(spec, form));
            case "yaml" -> new String(YamlWriter.write(tree(spec, form)), StandardCharsets.UTF_8);
            default -> spec.text(form);
        };
        return of(spec, MediaTypes.OCTET_STREAM, Body.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The value as maps, whose keys are sorted when they are written. */
    private static Object maps(Fields spec, String form) {
        return Json.mapper().convertValue(tree(spec, form), Object.class);
    }

    /** A text stands for the YAML in it. */
    private static JsonNode tree(Fields spec, String form) {
        JsonNode value = spec.json().get(form);
        return value.isTextual() ? Yaml.read(value.textValue().getBytes(StandardCharsets.UTF_8), spec.owner()) : value;
    }

    private static Input binary(Fields spec) {
        requireOnly(spec, List.of("data"));
        spec.require(spec.json().hasNonNull("data"), "has an input without data");
        try {
            String text = spec.text("data").replaceAll("\\s", "");
            return of(spec, MediaTypes.OCTET_STREAM, Body.of(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            throw new Failure(Failure.Kind.INVALID, "%s has binary data that is no base64".formatted(spec.owner()));
        }
    }

    private static Input file(Fields spec, Path directory) {
        requireOnly(spec, List.of("path"));
        Path path = path(spec, directory);
        spec.require(Files.isRegularFile(path), "needs a file, and %s is none".formatted(path));
        return of(spec, MediaTypes.OCTET_STREAM, new FileContent(path));
    }

    private static Input dir(Fields spec, Path directory) {
        requireOnly(spec, List.of("path", "preserveDir", "followSymlinks", "includeFiles", "excludeFiles"));
        Path path = path(spec, directory);
        spec.require(Files.isDirectory(path), "needs a directory, and %s is none".formatted(path));
        DirectoryTar tar = new DirectoryTar(
                path,
                spec.json().path("preserveDir").asBoolean(),
                spec.json().path("followSymlinks").asBoolean(),
                globs(spec, "includeFiles"),
                globs(spec, "excludeFiles"));
        return spec.json().path("compress").asBoolean()
                ? of(spec, "application/x-tgz", tar)
                : of(spec, "application/x-tar", tar);
    }

    private static Input of(Fields spec, String mediaType, Body content) {
        boolean compress = spec.json().path("compress").asBoolean();
        String fallback = compress && mediaType.equals(MediaTypes.OCTET_STREAM) ? "application/gzip" : mediaType;
        String given = spec.text("mediaType");
        return new Input(
                given.isEmpty() ? fallback : given,
                compress ? new Gzipped(content) : content,
                Optional.empty(),
                Optional.empty());
    }

    private static Path path(Fields spec, Path directory) {
        String path = spec.text("path");
        spec.require(!path.isEmpty(), "has an input without a path");
        Path resolved = directory.resolve(path);
        if (!Files.exists(resolved)) {
            throw new Failure(
                    Failure.Kind.NOT_FOUND, "%s needs %s, which is not there".formatted(spec.owner(), resolved));
        }
        return resolved;
    }

    private static void requireOnly(Fields spec, List<String> fields) {
        List<String> known = new ArrayList<>(COMMON);
        known.addAll(fields);
        spec.requireOnly(known);
    }

    private static List<PathMatcher> globs(Fields spec, String field) {
        JsonNode list = spec.json().path(field);
        spec.require(
                list.isArray() || list.isMissingNode() || list.isNull(),
                "has an input whose %s is no list".formatted(field));
        List<PathMatcher> all = new ArrayList<>();
        list.forEach(entry -> all.add(glob(entry.asText(), spec)));
        return all;
    }

    private static PathMatcher glob(String pattern, Fields spec) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "%s has an input with \"%s\", which is no pattern for file names"
                            .formatted(spec.owner(), Text.printable(pattern)));
        }
    }
}
