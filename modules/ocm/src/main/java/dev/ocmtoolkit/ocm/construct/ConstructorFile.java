// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.ocm.construct.ComponentSpec.ElementSpec;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Schema;
import dev.ocmtoolkit.ocm.yaml.Dialect;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A constructor file: a template of YAML documents, each with one component or a list {@code components} (OCM, "Component
 * Constructor"). Fields that are not known are refused: they would be lost.
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

    private final Path directory;
    private final String name;
    private final ConstructOptions options;
    private final ConstructListener listener;

    private ConstructorFile(Path directory, String name, ConstructOptions options, ConstructListener listener) {
        this.directory = directory;
        this.name = name;
        this.options = options;
        this.listener = listener;
    }

    /**
     * Reads a file.
     *
     * @param file the file; paths in it are meant against its directory
     * @param name its name for messages
     * @param options how
     * @param listener is told documents and components
     * @return what it asks for, in order
     * @throws Failure NOT_FOUND when it is missing, INVALID when it is malformed, with the line where that is known
     */
    public static List<ComponentSpec> read(
            Path file, String name, ConstructOptions options, ConstructListener listener) {
        listener.reading(name);
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        String template = Yaml.text(bytes(file, name), name);
        byte[] text =
                options.templater().fill(template, options.settings(), name).getBytes(UTF_8);
        return new ConstructorFile(parent == null ? absolute : parent, name, options, listener)
                .documents(Yaml.documents(text, name, LIMIT, Dialect.TRUE_AND_FALSE));
    }

    private static byte[] bytes(Path file, String name) {
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
        int number = 0;
        for (JsonNode document : documents) {
            listener.document(++number);
            int index = 0;
            for (JsonNode component : components(document)) {
                listener.component(++index);
                String where = "%s[%d][%d]".formatted(name, number, index);
                all.add(component(Fields.of(component, where, "is no component")));
            }
        }
        return all;
    }

    private Iterable<JsonNode> components(JsonNode document) {
        if (document.path("components") instanceof ArrayNode list) {
            new Fields((ObjectNode) document, name).require(document.size() == 1, "has other fields beside components");
            return list;
        }
        return List.of(document.size() == 1 && document.has("component") ? document.get("component") : document);
    }

    private ComponentSpec component(Fields component) {
        component.requireOnly(COMPONENT_FIELDS);
        String given = component.text("version");
        String version = given.isEmpty() ? options.version().orElse("") : given;
        component.require(!component.text("name").isEmpty(), "has no name");
        component.require(!version.isEmpty(), "has no version");
        component.require(
                !(component.json().has("references") && component.json().has("componentReferences")),
                "has both references and componentReferences");
        ComponentId id = within(component, () -> new ComponentId(component.text("name"), version));
        ElementReader reader = new ElementReader(directory, id, component.owner(), options.skipDigests());
        List<ElementSpec> elements = new ArrayList<>();
        elements.addAll(reader.read(component.json().path("sources"), Element.Kind.SOURCE));
        elements.addAll(reader.read(component.json().path("resources"), Element.Kind.RESOURCE));
        elements.addAll(reader.read(component.json().path("references"), Element.Kind.REFERENCE));
        elements.addAll(reader.read(component.json().path("componentReferences"), Element.Kind.REFERENCE));
        return new ComponentSpec(
                component.owner(),
                id,
                schema(component),
                provider(component),
                component.json().path("labels"),
                elements,
                component.json());
    }

    private Schema schema(Fields component) {
        String asked =
                component.json().path("meta").path("configuredSchemaVersion").asText();
        return asked.isEmpty() ? options.schema() : within(component, () -> Schema.named(asked));
    }

    private static <T> T within(Fields component, Supplier<T> action) {
        try {
            return action.get();
        } catch (Failure failure) {
            throw failure.within(component.owner());
        }
    }

    private static ObjectNode provider(Fields component) {
        JsonNode provider = component.json().path("provider");
        if (provider.isTextual()) {
            return JsonNodeFactory.instance.objectNode().put("name", provider.textValue());
        }
        String rule = "has no provider with a name";
        Fields fields = Fields.of(provider, component.owner(), rule);
        fields.require(!fields.text("name").isEmpty(), rule);
        return fields.json();
    }
}
