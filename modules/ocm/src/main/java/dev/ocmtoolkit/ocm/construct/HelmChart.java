// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.yaml.JsonText;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A packed Helm chart, as Helm keeps it in registries: its description as JSON, the archive, and its provenance, if there is any.
 *
 * @param metadata what {@code Chart.yaml} says, in the order and with the fields that Helm knows
 * @param archive the chart as a tgz
 * @param provenance the content of the file beside it that ends with {@code .prov}
 */
@SuppressWarnings("ArrayRecordComponent") // made here, and never changed or compared
record HelmChart(ObjectNode metadata, byte[] archive, Optional<byte[]> provenance) {
    /** The most bytes that a chart may have, 64 MiB; also the most in which its description is looked for, decompressed. */
    static final int LIMIT = 64 * 1024 * 1024;

    private static final String CHART = "Chart.yaml";
    private static final int METADATA_LIMIT = 1024 * 1024;
    private static final List<String> FIELDS = List.of(
            "name",
            "home",
            "sources",
            "version",
            "description",
            "keywords",
            "maintainers",
            "icon",
            "apiVersion",
            "condition",
            "tags",
            "appVersion",
            "deprecated",
            "annotations",
            "kubeVersion",
            "dependencies",
            "type");
    private static final List<String> MAINTAINER = List.of("name", "email", "url");
    private static final List<String> DEPENDENCY =
            List.of("name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias");

    /**
     * Reads a chart.
     *
     * @param path a directory with a chart, or a packed one
     * @param owner whose input it is, for messages
     * @throws Failure INVALID when it is none
     */
    static HelmChart read(Path path, String owner) {
        try {
            byte[] archive = Files.isDirectory(path) ? ChartDirectory.pack(path, owner) : packed(path, owner);
            Path provenance = path.resolveSibling(path.getFileName() + ".prov");
            return new HelmChart(
                    metadata(archive, path.toString(), owner),
                    archive,
                    Files.isRegularFile(provenance) ? Optional.of(Files.readAllBytes(provenance)) : Optional.empty());
        } catch (IOException e) {
            throw FileContent.unreadable(path, e);
        }
    }

    /** A packed chart that was read from somewhere, without provenance. */
    static HelmChart of(byte[] archive, String where, String owner) {
        return new HelmChart(metadata(archive, where, owner), archive, Optional.empty());
    }

    String name() {
        return metadata.path("name").asText();
    }

    String version() {
        return metadata.path("version").asText();
    }

    /** {@return what the registry has as the configuration of the chart} */
    byte[] config() {
        return JsonText.compact(metadata).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed(Path path, String owner) throws IOException {
        if (Files.size(path) > LIMIT) {
            throw invalid(path.toString(), owner, "is larger than %d bytes".formatted(LIMIT));
        }
        return Files.readAllBytes(path);
    }

    private static ObjectNode metadata(byte[] archive, String path, String owner) {
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(archive));
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new ByteArrayInputStream(gzip.readNBytes(LIMIT)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().matches("(\\./)?[^/]+/" + CHART)) {
                    byte[] text = tar.readNBytes(METADATA_LIMIT + 1);
                    return known(Yaml.read(text, "%s in %s".formatted(CHART, path), METADATA_LIMIT), path, owner);
                }
            }
        } catch (IOException e) {
            throw invalid(path, owner, "is no Helm chart, which is a tar in gzip");
        }
        throw invalid(path, owner, "is no Helm chart: it has no " + CHART);
    }

    /** Helm drops what it does not know, and what is empty. */
    private static ObjectNode known(JsonNode chart, String path, String owner) {
        if (!(chart instanceof ObjectNode given)
                || !given.path("name").isTextual()
                || given.path("version").asText().isEmpty()) {
            throw invalid(path, owner, "has a %s without a name and a version".formatted(CHART));
        }
        ObjectNode known = pick(given, FIELDS);
        for (String list : List.of("maintainers", "dependencies")) {
            if (known.get(list) instanceof ArrayNode entries) {
                ArrayNode picked = known.putArray(list);
                List<String> fields = list.equals("maintainers") ? MAINTAINER : DEPENDENCY;
                entries.forEach(entry -> {
                    if (entry instanceof ObjectNode object) {
                        picked.add(pick(object, fields));
                    }
                });
            }
        }
        if (known.get("annotations") instanceof ObjectNode annotations) {
            known.set("annotations", sorted(annotations));
        }
        return known;
    }

    private static ObjectNode pick(ObjectNode from, List<String> fields) {
        ObjectNode picked = from.objectNode();
        for (String field : fields) {
            JsonNode value = from.path(field);
            boolean empty = value.isMissingNode()
                    || value.isNull()
                    || (value.isContainerNode() && value.isEmpty())
                    || (value.isTextual() && value.textValue().isEmpty())
                    || (value.isBoolean() && !value.booleanValue());
            if (!empty) {
                picked.set(field, value);
            }
        }
        return picked;
    }

    private static ObjectNode sorted(ObjectNode object) {
        ObjectNode sorted = object.objectNode();
        object.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> sorted.set(entry.getKey(), entry.getValue()));
        return sorted;
    }

    static Failure invalid(String path, String owner, String how) {
        return new Failure(Failure.Kind.INVALID, "%s needs a Helm chart, and %s %s".formatted(owner, path, how));
    }
}
