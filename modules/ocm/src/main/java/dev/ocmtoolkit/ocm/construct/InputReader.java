// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.access.Content;
import dev.ocmtoolkit.ocm.access.RemoteAccess;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * Reads the input specifications of one element.
 *
 * @param directory against which paths are meant
 * @param component the component that the element belongs to
 * @param element the element's name
 */
record InputReader(Path directory, ComponentId component, String element) {
    private static final List<String> COMMON = List.of("type", "mediaType", "compress");

    /**
     * Reads an input specification and checks that what it names is there, if it is a file.
     *
     * @param spec the specification
     * @return the input
     * @throws Failure INVALID when it is malformed, UNSUPPORTED when its type is not known, NOT_FOUND when a file is missing
     */
    Input read(Fields spec) {
        String type = spec.text("type");
        return switch (type.endsWith("/v1") ? type.substring(0, type.length() - "/v1".length()) : type) {
            case "utf8", "Utf8", "UTF8" -> utf8(spec);
            case "binary", "Binary" -> binary(spec);
            case "file", "File" -> file(spec);
            case "dir", "Dir" -> dir(spec);
            case "helm", "Helm" -> helm(spec);
            case "ociArtifact", "OciArtifact", "OCIArtifact", "ociImage", "OciImage", "OCIImage" -> image(spec);
            case "wget", "Wget" ->
                web(spec, "wget", List.of("url", "URL", "header", "verb", "body", "noRedirect", "noredirect"));
            case "npm", "Npm", "NPM" -> web(spec, "npm", List.of("registry", "package", "version"));
            case "maven", "Maven" ->
                web(spec, "maven", List.of("repoUrl", "groupId", "artifactId", "version", "classifier", "extension"));
            case "docker", "Docker", "dockermulti", "Dockermulti", "DockerMulti" ->
                throw unsupported(spec, type, "needs a Docker daemon, which this program does not talk to")
                        .hint("push the image to a registry, and use the input type ociArtifact");
            case "spiff", "Spiff" ->
                throw unsupported(spec, type, "is filled by spiff, which this program does not know")
                        .hint("fill the file with spiff before, and use the input type file");
            case "git", "Git" ->
                throw unsupported(spec, type, "needs git, which this program does not know")
                        .hint("check out what is meant, and use the input type dir");
            default ->
                throw new Failure(
                                Failure.Kind.UNSUPPORTED,
                                "%s has the unknown input type \"%s\"".formatted(spec.owner(), Text.printable(type)))
                        .hint("use binary, dir, file, helm, maven, npm, ociArtifact, utf8 or wget");
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

    private Input file(Fields spec) {
        requireOnly(spec, List.of("path"));
        Path path = path(spec);
        spec.require(Files.isRegularFile(path), "needs a file, and %s is none".formatted(path));
        return of(spec, MediaTypes.OCTET_STREAM, new FileContent(path));
    }

    private Input dir(Fields spec) {
        requireOnly(spec, List.of("path", "preserveDir", "followSymlinks", "includeFiles", "excludeFiles"));
        Path path = path(spec);
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

    private static Input of(Fields spec, String mediaType, Body body) {
        boolean compress = spec.json().path("compress").asBoolean();
        String fallback = compress && mediaType.equals(MediaTypes.OCTET_STREAM) ? "application/gzip" : mediaType;
        String given = spec.text("mediaType");
        Input.Content content = new Input.Content(
                given.isEmpty() ? fallback : given,
                compress ? new Gzipped(body) : body,
                Optional.empty(),
                Optional.empty());
        return sources -> content;
    }

    private Input helm(Fields spec) {
        spec.requireOnly(List.of("type", "path", "version", "repository", "helmRepository"));
        String repository = spec.text("helmRepository");
        String version = spec.text("version");
        if (!repository.isEmpty()) {
            spec.require(!spec.text("path").isEmpty(), "has an input without a path, the name of the chart");
            spec.require(!version.isEmpty(), "has an input without the version of the chart in its repository");
            RemoteAccess access = new RemoteAccess.Helm(repository, spec.text("path"), version);
            return sources -> {
                Bounded archive = new Bounded(HelmChart.LIMIT, spec.owner());
                archive.take(sources.contents().of(access, spec.owner()));
                HelmChart chart = HelmChart.of(archive.bytes(), repository, spec.owner());
                return ArtifactInput.chart(chart, name(spec, chart.name()), version);
            };
        }
        HelmChart chart = HelmChart.read(path(spec), spec.owner());
        Input.Content content =
                ArtifactInput.chart(chart, name(spec, chart.name()), version.isEmpty() ? chart.version() : version);
        return sources -> content;
    }

    private Input image(Fields spec) {
        spec.requireOnly(List.of("type", "path", "repository", "platforms"));
        String path = spec.text("path");
        spec.require(!path.isEmpty(), "has an input without a path, the name of the artifact");
        Set<String> platforms = new LinkedHashSet<>();
        for (JsonNode platform : spec.json().path("platforms")) {
            platforms.add(platform.asText());
        }
        return ArtifactInput.image(path, directory, platforms, name(spec, element), spec.owner());
    }

    /** The name under which a registry would know an artifact: below that of the component, unless it begins with a slash. */
    private String name(Fields spec, String otherwise) {
        String repository = spec.text("repository");
        if (repository.startsWith("/")) {
            return repository.substring(1);
        }
        return component.name() + "/" + (repository.isEmpty() ? otherwise : repository);
    }

    /** Inputs that say where their content is as accesses do. */
    private static Input web(Fields spec, String type, List<String> fields) {
        requireOnly(spec, fields);
        ObjectNode json = spec.json().deepCopy().put("type", type);
        if (json.path("body").isTextual()) {
            json.put(
                    "body",
                    Base64.getEncoder()
                            .encodeToString(json.path("body").textValue().getBytes(StandardCharsets.UTF_8)));
        }
        RemoteAccess access = RemoteAccess.read(Access.read(json, spec.owner()), spec.owner());
        return sources -> {
            Content content = sources.contents().of(access, spec.owner());
            return new Input.Content(content.mediaType(), content, Optional.empty(), Optional.empty());
        };
    }

    private Path path(Fields spec) {
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
