// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.descriptor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import dev.ocmtoolkit.ocm.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The description of one component version (OCM specification, "Component Descriptor"). Immutable; reading checks it by
 * {@link DescriptorRules}.
 */
public final class ComponentDescriptor {
    /** The most bytes a descriptor may have, 16 MiB. */
    public static final int LIMIT = 16 * 1024 * 1024;

    private final ObjectNode root;
    private final Schema schema;
    private final ComponentId id;
    private final String provider;

    private ComponentDescriptor(ObjectNode root, Schema schema) {
        this.root = root;
        this.schema = schema;
        JsonNode meta = root.at(schema.meta());
        this.id =
                new ComponentId(meta.path("name").asText(), meta.path("version").asText());
        this.provider = providerObject().path("name").asText();
    }

    /**
     * Reads a descriptor.
     *
     * @param text YAML or JSON in UTF-8
     * @param what what it is and where it was read, for the message
     * @return the descriptor
     * @throws Failure INVALID when it is malformed or breaks a rule
     */
    public static ComponentDescriptor parse(byte[] text, String what) {
        return of(Yaml.read(text, what, LIMIT), what);
    }

    /**
     * A descriptor of a tree.
     *
     * @param tree the tree; not to be changed afterwards
     * @param what what it is, for the message
     * @return the descriptor
     * @throws Failure INVALID when it breaks a rule
     */
    public static ComponentDescriptor of(JsonNode tree, String what) {
        if (!(tree instanceof ObjectNode root)) {
            throw new Failure(Failure.Kind.INVALID, "%s is no component descriptor".formatted(what));
        }
        Schema schema = Schema.of(root, what);
        try {
            ComponentDescriptor descriptor = new ComponentDescriptor(schema.complete(root), schema);
            DescriptorRules.check(descriptor);
            return descriptor;
        } catch (Failure failure) {
            throw failure.within(what);
        }
    }

    /** {@return the descriptor in YAML, byte for byte as version 1 of the OCM tools writes the same content} */
    public byte[] encode() {
        return YamlWriter.write(root);
    }

    /** {@return the tree, not to be changed} */
    public ObjectNode json() {
        return root;
    }

    /** {@return the form in which it is stored} */
    public Schema schema() {
        return schema;
    }

    /** {@return name and version} */
    public ComponentId id() {
        return id;
    }

    /** {@return the provider's name} */
    public String provider() {
        return provider;
    }

    /** {@return the provider with its labels: a field of its own, or JSON inside of the text field that schema v2 has} */
    public JsonNode providerObject() {
        JsonNode value = root.at(schema.meta()).path("provider");
        if (!value.isTextual()) {
            return value;
        }
        String text = value.textValue();
        if (text.startsWith("{")) {
            return Json.object(text.getBytes(StandardCharsets.UTF_8), "provider of " + id);
        }
        return root.objectNode().put("name", text);
    }

    /** {@return when it was made, as it was written, if that is known} */
    public Optional<String> creationTime() {
        return Optional.ofNullable(root.at(schema.meta()).path("creationTime").textValue());
    }

    /** {@return its labels, a list or missing} */
    public JsonNode labels() {
        return root.at(schema.meta()).path("labels");
    }

    /** {@return its signatures, a list or missing} */
    public JsonNode signatures() {
        return root.path("signatures");
    }

    /** {@return its resources, in order} */
    public List<Element> resources() {
        return elements(Element.Kind.RESOURCE);
    }

    /** {@return its sources, in order} */
    public List<Element> sources() {
        return elements(Element.Kind.SOURCE);
    }

    /** {@return its references to other component versions, in order} */
    public List<Element> references() {
        return elements(Element.Kind.REFERENCE);
    }

    /**
     * Its elements of a kind.
     *
     * @param kind the kind
     * @return them, in order
     */
    public List<Element> elements(Element.Kind kind) {
        JsonNode list = root.at(schema.elements(kind));
        List<Element> all = new ArrayList<>(list.size());
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            throw new Failure(Failure.Kind.INVALID, "the %ss are no list".formatted(kind.word()));
        }
        for (JsonNode entry : list) {
            if (!(entry instanceof ObjectNode element)) {
                throw new Failure(Failure.Kind.INVALID, "%s %d is no object".formatted(kind.word(), all.size()));
            }
            all.add(new Element(kind, all.size(), element));
        }
        return all;
    }

    /**
     * The element of the same identity as one of another descriptor.
     *
     * @param identity its identity
     * @param kind its kind
     * @return the element
     */
    public Optional<Element> find(Identity identity, Element.Kind kind) {
        List<Element> all = elements(kind);
        return all.stream().filter(e -> Identity.of(e, all).equals(identity)).findFirst();
    }

    /**
     * The same descriptor with another access for an element.
     *
     * @param element which
     * @param access its access
     * @return the new descriptor
     */
    public ComponentDescriptor withAccess(Element element, Access access) {
        return with(element, "access", access.json().deepCopy());
    }

    /**
     * The same descriptor with another recorded digest for an element.
     *
     * @param element which
     * @param digest the digest of its content
     * @return the new descriptor
     */
    public ComponentDescriptor withDigest(Element element, ArtifactDigest digest) {
        return with(element, "digest", digest.json());
    }

    private ComponentDescriptor with(Element element, String field, ObjectNode value) {
        ObjectNode copy = root.deepCopy();
        ObjectNode changed =
                (ObjectNode) copy.at(schema.elements(element.kind())).get(element.index());
        changed.set(field, value);
        return new ComponentDescriptor(copy, schema);
    }

    /** {@return the specification of the repository that it was last written to, if any} */
    public Optional<ObjectNode> effectiveContext() {
        JsonNode contexts = root.at(schema.contexts());
        return contexts.isEmpty() || !(contexts.get(contexts.size() - 1) instanceof ObjectNode last)
                ? Optional.empty()
                : Optional.of(last);
    }

    /**
     * The same descriptor with one more repository context, the last and so the effective one.
     *
     * @param context the specification of the repository
     * @return the new descriptor
     */
    public ComponentDescriptor withRepositoryContext(ObjectNode context) {
        ObjectNode copy = root.deepCopy();
        copy.withArray(schema.contexts()).add(context);
        return new ComponentDescriptor(copy, schema);
    }

    /**
     * The same descriptor in a form.
     *
     * @param form the form
     * @return it, without what only the form that it had knows
     */
    public ComponentDescriptor in(Schema form) {
        return form == schema ? this : SchemaConversion.convert(this, form);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ComponentDescriptor that && root.equals(that.root);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
