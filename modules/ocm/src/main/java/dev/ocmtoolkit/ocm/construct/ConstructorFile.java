// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.ocm.construct.ComponentSpec.ElementSpec;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Identity;
import dev.ocmtoolkit.ocm.yaml.Dialect;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A constructor file: YAML documents, each with one component or a list {@code components} (OCM, "Component Constructor"). Fields that
 * are not known are refused: they would be lost.
 */
public final class ConstructorFile {
    private static final int LIMIT = 16 * 1024 * 1024;
    private static final Set<String> COMPONENT_FIELDS = Set.of(
            "meta",
            "name",
            "version",
            "provider",
            "labels",
            "creationTime",
            "resources",
            "sources",
            "references",
            "componentReferences");
    private static final Set<String> ELEMENT_FIELDS = Set.of(
            "name",
            "version",
            "extraIdentity",
            "labels",
            "type",
            "relation",
            "srcRefs",
            "options",
            "access",
            "input",
            "componentName",
            "digest");

    private final Path directory;
    private final String name;
    private final ConstructListener listener;

    private ConstructorFile(Path directory, String name, ConstructListener listener) {
        this.directory = directory;
        this.name = name;
        this.listener = listener;
    }

    /**
     * Reads a file.
     *
     * @param file the file; paths in it are meant against its directory
     * @param name its name for messages
     * @param listener is told documents and components
     * @return what it asks for, in order
     * @throws Failure NOT_FOUND when it is missing, INVALID when it is malformed, with the line where that is known
     */
    public static List<ComponentSpec> read(Path file, String name, ConstructListener listener) {
        listener.reading(name);
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        ConstructorFile constructor = new ConstructorFile(parent == null ? absolute : parent, name, listener);
        return constructor.documents(Yaml.documents(text(file, name), name, LIMIT, Dialect.TRUE_AND_FALSE));
    }

    private static byte[] text(Path file, String name) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(LIMIT + 1);
            if (text.length > LIMIT) {
                throw new Failure(Failure.Kind.INVALID, "%s is larger than %d bytes".formatted(name, LIMIT));
            }
            return text;
        } catch (NoSuchFileException e) {
            throw new Failure(Failure.Kind.NOT_FOUND, "there is no file %s".formatted(name));
        } catch (IOException e) {
            throw FileContent.unreadable(file, e);
        }
    }

    private List<ComponentSpec> documents(List<JsonNode> documents) {
        List<ComponentSpec> all = new ArrayList<>();
        Set<ComponentId> seen = new HashSet<>();
        int number = 0;
        for (JsonNode document : documents) {
            listener.document(++number);
            int index = 0;
            for (JsonNode component : components(document)) {
                listener.component(++index);
                ComponentSpec spec = component(component, "%s[%d][%d]".formatted(name, number, index));
                require(seen.add(spec.id()), spec.where(), "asks for %s a second time".formatted(spec.id()));
                all.add(spec);
            }
        }
        return all;
    }

    private Iterable<JsonNode> components(JsonNode document) {
        if (document.path("components") instanceof ArrayNode list) {
            require(document.size() == 1, name, "has other fields beside components");
            return list;
        }
        return List.of(document.size() == 1 && document.has("component") ? document.get("component") : document);
    }

    private ComponentSpec component(JsonNode json, String where) {
        require(json.isObject(), where, "is no component");
        requireOnly(json, COMPONENT_FIELDS, where);
        require(!json.path("name").asText().isEmpty(), where, "has no name");
        require(!json.path("version").asText().isEmpty(), where, "has no version");
        require(
                !(json.has("references") && json.has("componentReferences")),
                where,
                "has both references and componentReferences");
        ComponentId id = at(
                where,
                () -> new ComponentId(
                        json.path("name").asText(), json.path("version").asText()));
        List<ElementSpec> elements = new ArrayList<>();
        elements.addAll(elements(json.path("sources"), Element.Kind.SOURCE, id, where));
        elements.addAll(elements(json.path("resources"), Element.Kind.RESOURCE, id, where));
        JsonNode references = json.has("references") ? json.get("references") : json.path("componentReferences");
        elements.addAll(elements(references, Element.Kind.REFERENCE, id, where));
        return new ComponentSpec(where, id, provider(json.path("provider"), where), json.path("labels"), elements);
    }

    private static ObjectNode provider(JsonNode provider, String where) {
        if (provider.isTextual()) {
            return JsonNodeFactory.instance.objectNode().put("name", provider.textValue());
        }
        require(provider.isObject() && !provider.path("name").asText().isEmpty(), where, "has no provider with a name");
        return (ObjectNode) provider;
    }

    private List<ElementSpec> elements(JsonNode list, Element.Kind kind, ComponentId id, String where) {
        List<ElementSpec> all = new ArrayList<>();
        Set<String> identities = new HashSet<>();
        for (JsonNode json : list) {
            require(json.isObject(), where, "has a %s that is no object".formatted(kind.word()));
            String owner = "%s: %s \"%s\""
                    .formatted(
                            where, kind.word(), Text.printable(json.path("name").asText()));
            ElementSpec spec = element((ObjectNode) json, kind, id, owner);
            require(identities.add(identity(spec)), owner, "has the identity of another: %s".formatted(identity(spec)));
            all.add(spec);
        }
        return all;
    }

    private ElementSpec element(ObjectNode json, Element.Kind kind, ComponentId id, String owner) {
        requireOnly(json, ELEMENT_FIELDS, owner);
        ObjectNode element = json.deepCopy();
        element.remove(List.of("access", "input", "options", "digest"));
        boolean given = !json.path("version").asText().isEmpty();
        if (kind != Element.Kind.REFERENCE) {
            require(json.has("access") || json.has("input"), owner, "has neither access nor input");
            require(!(json.has("access") && json.has("input")), owner, "has both access and input");
        }
        boolean local = json.has("input");
        if (kind == Element.Kind.RESOURCE && element.path("relation").asText().isEmpty()) {
            element.put("relation", local ? "local" : "external");
        }
        if (!given) {
            boolean external = kind == Element.Kind.RESOURCE
                    && element.path("relation").asText().equals("external");
            require(!external, owner, "is external and has no version");
            element.put("version", id.version());
        }
        return new ElementSpec(
                kind,
                element,
                given,
                json.get("input") instanceof ObjectNode input
                        ? Optional.of(Input.read(input, directory, owner))
                        : Optional.empty(),
                json.get("access") instanceof ObjectNode access ? Optional.of(access(access, owner)) : Optional.empty(),
                json.path("options").path("skipDigestGeneration").asBoolean());
    }

    private static ObjectNode access(ObjectNode access, String owner) {
        String type = access.path("type").asText();
        require(!type.isEmpty(), owner, "has an access without a type");
        require(
                !type.startsWith("localBlob") && !type.startsWith("LocalBlob"),
                owner,
                "has a local access, which only an input can make");
        return access;
    }

    /** Name, version if given, and extra identity, as they stand in messages. */
    static String identity(ElementSpec spec) {
        TreeMap<String, String> attributes = new TreeMap<>();
        spec.json()
                .path("extraIdentity")
                .properties()
                .forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
        attributes.put("name", spec.json().path("name").asText());
        if (spec.versionGiven()) {
            attributes.put("version", spec.json().path("version").asText());
        }
        return new Identity(attributes).toString();
    }

    private static void requireOnly(JsonNode json, Set<String> fields, String where) {
        json.fieldNames()
                .forEachRemaining(field -> require(
                        fields.contains(field),
                        where,
                        "has the unknown field \"%s\"".formatted(Text.printable(field))));
    }

    private static void require(boolean fulfilled, String where, String rule) {
        if (!fulfilled) {
            throw new Failure(Failure.Kind.INVALID, where + " " + rule);
        }
    }

    private static <T> T at(String where, Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw new Failure(
                    failure.kind(), failure.side(), where + ": " + failure.sentence(), failure.wayOut(), failure);
        }
    }
}
