// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.controller.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.controller.api.Group;
import dev.ocmtoolkit.controller.core.Kind;
import dev.ocmtoolkit.controller.core.ObjectId;
import dev.ocmtoolkit.controller.core.RawObject;
import dev.ocmtoolkit.controller.core.Sentence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.yaml.Dialect;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a manifest file says: the objects that could be read, with the defaults of their kind, and what is wrong with the rest.
 *
 * @param objects the objects, in order
 * @param problems what is wrong
 * @param isWhole whether the file could be read as YAML at all; if not, nothing can be said about what is missing in it
 */
record ManifestFile(List<RawObject> objects, List<Problem> problems, boolean isWhole) {
    /** The most bytes that a file may have, 4 MiB. */
    static final int LIMIT = 4 * 1024 * 1024;

    private static final Set<String> DATA = Set.of("Secret", "ConfigMap");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    /** Kubernetes allows 253 characters in a name; with the namespace before it, that would be too long for the name of a file. */
    private static final int LONGEST_NAME = 150;

    private static final int LONGEST_NAMESPACE = 63;

    static ManifestFile read(byte[] bytes, String file) {
        List<RawObject> objects = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<JsonNode> documents;
        try {
            documents = Yaml.documents(bytes, file, LIMIT, Dialect.YAML_1_1);
        } catch (Failure malformed) {
            return new ManifestFile(List.of(), List.of(new Problem(file, Sentence.of(malformed))), false);
        }
        for (JsonNode document : documents) {
            if (document.isNull()) {
                continue;
            }
            try {
                objects.add(object(document));
            } catch (Failure wrong) {
                problems.add(new Problem(file, file + ": " + Sentence.of(wrong)));
            }
        }
        return new ManifestFile(List.copyOf(objects), List.copyOf(problems), true);
    }

    private static RawObject object(JsonNode document) {
        String kind = document.path("kind").asText();
        if (!document.isObject() || kind.isEmpty()) {
            throw invalid("a document is no manifest: it has no kind");
        }
        String apiVersion = document.path("apiVersion").asText();
        Optional<Kind<?, ?>> known = Kinds.ofManifest(kind);
        boolean isData = DATA.contains(kind) && apiVersion.equals("v1");
        if (!isData && !(known.isPresent() && apiVersion.equals(Group.API_VERSION))) {
            throw invalid("kind %s of %s is not handled here"
                    .formatted(
                            Text.printable(kind), Text.printable(apiVersion.isEmpty() ? "no apiVersion" : apiVersion)));
        }
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", apiVersion)
                .put("kind", kind);
        object.set("metadata", metadata(document.path("metadata"), kind));
        if (isData) {
            object.set("data", data(document, kind));
        } else {
            JsonNode spec = document.path("spec");
            object.set("spec", spec.isObject() ? spec.deepCopy() : JsonNodeFactory.instance.objectNode());
            known.orElseThrow().fillIn(object);
        }
        return new RawObject(object);
    }

    private static ObjectNode metadata(JsonNode given, String kind) {
        ObjectNode metadata = JsonNodeFactory.instance
                .objectNode()
                .put("name", name(given.path("name"), kind, LONGEST_NAME))
                .put(
                        "namespace",
                        given.hasNonNull("namespace")
                                ? name(given.path("namespace"), kind, LONGEST_NAMESPACE)
                                : "default");
        for (String map : List.of("labels", "annotations")) {
            if (given.path(map).isObject() && !given.path(map).isEmpty()) {
                metadata.set(map, given.path(map).deepCopy());
            }
        }
        return metadata;
    }

    /** A name is part of a file's name in the state, so nothing else may pass. */
    private static String name(JsonNode name, String kind, int longest) {
        String text = name.asText();
        if (!name.isTextual() || text.length() > longest || !NAME.matcher(text).matches()) {
            throw invalid(
                    "a %s has the name or namespace \"%s\": up to %d letters in lower case, digits, - and . are allowed"
                            .formatted(kind, Text.printable(text), longest));
        }
        return text;
    }

    /** As the API server keeps it: what is given as text in a Secret becomes base64. */
    private static ObjectNode data(JsonNode document, String kind) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        document.path("data").properties().forEach(e -> data.set(e.getKey(), e.getValue()));
        if (kind.equals("Secret")) {
            for (Map.Entry<String, JsonNode> entry : document.path("stringData").properties()) {
                byte[] text = entry.getValue().asText().getBytes(StandardCharsets.UTF_8);
                data.put(entry.getKey(), Base64.getEncoder().encodeToString(text));
            }
        }
        return data;
    }

    static boolean isData(ObjectId id) {
        return DATA.contains(id.kind());
    }

    private static Failure invalid(String sentence) {
        return new Failure(Failure.Kind.INVALID, sentence);
    }
}
