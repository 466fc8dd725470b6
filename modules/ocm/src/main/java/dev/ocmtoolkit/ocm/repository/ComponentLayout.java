// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.archive.TarWriter;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.descriptor.Identity;
import dev.ocmtoolkit.ocm.yaml.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How a component version lies in an OCI repository: a pure function from its descriptor and local blobs to exact bytes, the same
 * that version 1 of the OCM tools writes (OCM specification, "Storage Backends: OCI"), but for the creator.
 *
 * <p>The first layer is the descriptor in a tar of one entry, the local blobs follow in the order of their elements, the
 * configuration points at the first layer. Where a local blob is itself a manifest, as the second generation stores images, the root
 * is an index that lists the component's manifest first and those manifests after it.
 *
 * @param descriptor what is described
 * @param descriptorTar the first layer
 * @param config the configuration
 * @param manifest the component's manifest
 * @param root what the tag points at: the manifest, or an index
 * @param contents the local blobs, in order
 */
public record ComponentLayout(
        ComponentDescriptor descriptor,
        Part descriptorTar,
        Part config,
        Document manifest,
        Document root,
        List<Descriptor> contents) {
    /** Copies the list. */
    public ComponentLayout {
        contents = List.copyOf(contents);
    }

    /** The type of the configuration. */
    public static final String CONFIG_TYPE = "application/vnd.ocm.software.component.config.v1+json";
    /** The type of the first layer. */
    public static final String DESCRIPTOR_TYPE = "application/vnd.ocm.software.component-descriptor.v2+yaml+tar";
    /** The annotation with name and version. */
    public static final String COMPONENT_VERSION = "software.ocm.componentversion";
    /** The annotation that says which element a layer belongs to. */
    public static final String ARTIFACT = "software.ocm.artifact";

    private static final String CREATOR = "software.ocm.creator";
    /** Without a version: a new version of this program writes the same bytes. */
    private static final String CREATOR_NAME = "OCM Toolkit for Java";

    private static final String FILE_NAME = "component-descriptor.yaml";
    /** 2022-01-01T00:00:00Z. */
    private static final long MODIFIED = 1_640_995_200L;

    /**
     * A small blob that was computed.
     *
     * @param blob what refers to it
     * @param bytes its content
     */
    @SuppressWarnings("ArrayRecordComponent") // small, made here, and never changed or compared
    public record Part(Descriptor blob, byte[] bytes) {}

    /**
     * Lays out a component version.
     *
     * @param descriptor what is described
     * @param localBlob type and size of a local blob, by its digest
     * @return the layout
     * @throws Failure INVALID when the result would be too large for a manifest
     */
    public static ComponentLayout of(ComponentDescriptor descriptor, Function<Digest, Descriptor> localBlob) {
        byte[] tar = tar(descriptor.encode());
        Part layer = new Part(Descriptor.of(DESCRIPTOR_TYPE, tar), tar);
        byte[] json = bytes(JsonNodeFactory.instance.objectNode().set("componentDescriptorLayer", plain(layer.blob())));
        Part config = new Part(Descriptor.of(CONFIG_TYPE, json), json);

        List<ObjectNode> layers = new ArrayList<>();
        layers.add(plain(layer.blob()));
        List<ObjectNode> manifests = new ArrayList<>();
        List<Descriptor> contents = new ArrayList<>();
        for (LocalContent content : localContent(descriptor)) {
            Descriptor blob = localBlob.apply(content.digest());
            contents.add(blob);
            ObjectNode entry = plain(blob);
            entry.putObject("annotations").put(ARTIFACT, JsonText.compact(content.elements()));
            (MediaTypes.isManifest(blob.mediaType()) ? manifests : layers).add(entry);
        }
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.MANIFEST);
        manifest.set("config", plain(config.blob()));
        manifest.putArray("layers").addAll(layers);
        annotate(manifest, descriptor);
        Document document = new Document(MediaTypes.MANIFEST, bytes(manifest));
        Document root = manifests.isEmpty() ? document : index(descriptor, document, manifests);
        return new ComponentLayout(descriptor, layer, config, document, root, contents);
    }

    private static Document index(ComponentDescriptor descriptor, Document manifest, List<ObjectNode> others) {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.put("schemaVersion", 2).put("mediaType", MediaTypes.INDEX);
        index.putArray("manifests").add(plain(manifest.descriptor())).addAll(others);
        annotate(index, descriptor);
        return new Document(MediaTypes.INDEX, bytes(index));
    }

    private static void annotate(ObjectNode manifest, ComponentDescriptor descriptor) {
        manifest.putObject("annotations")
                .put(COMPONENT_VERSION, descriptor.id().toString())
                .put(CREATOR, CREATOR_NAME);
    }

    /** {@return what carries the descriptor: its layer, the configuration and, where the root is an index, the manifest} */
    public List<Descriptor> parts() {
        List<Descriptor> parts = new ArrayList<>(List.of(config.blob(), descriptorTar.blob()));
        if (!root.equals(manifest)) {
            parts.add(manifest.descriptor());
        }
        return parts;
    }

    /**
     * The moves that write what was computed, the root with the tag last.
     *
     * @param store where to
     * @param tag under which tag
     * @return the moves, to come after those of the local blobs
     */
    public List<Move> moves(OciTarget store, Tag tag) {
        List<Move> moves = new ArrayList<>();
        for (Part part : List.of(descriptorTar, config)) {
            moves.add(new Move.PutBlob(store, part.blob(), Body.of(part.bytes())));
        }
        if (!root.equals(manifest)) {
            moves.add(new Move.PutManifest(store, manifest, Set.of()));
        }
        moves.add(new Move.PutManifest(store, root, Set.of(tag)));
        return moves;
    }

    /**
     * A blob that local accesses refer to, and the elements that do.
     *
     * @param digest the blob
     * @param elements the elements, as they stand in the annotation
     */
    private record LocalContent(Digest digest, ArrayNode elements) {}

    private static Collection<LocalContent> localContent(ComponentDescriptor descriptor) {
        Map<Digest, LocalContent> all = new LinkedHashMap<>();
        for (Element.Kind kind : List.of(Element.Kind.RESOURCE, Element.Kind.SOURCE)) {
            List<Element> elements = descriptor.elements(kind);
            for (Element element : elements) {
                if (element.access() instanceof Access.LocalBlob local) {
                    ObjectNode entry = JsonNodeFactory.instance.objectNode().put("kind", kind.word());
                    ObjectNode identity = entry.putObject("identity");
                    new TreeMap<>(Identity.of(element, elements).attributes()).forEach(identity::put);
                    for (Digest digest : local.reference()) {
                        all.computeIfAbsent(digest, d -> new LocalContent(d, JsonNodeFactory.instance.arrayNode()))
                                .elements()
                                .add(entry);
                    }
                }
            }
        }
        return all.values();
    }

    private static ObjectNode plain(Descriptor descriptor) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("mediaType", descriptor.mediaType())
                .put("digest", descriptor.digest().toString())
                .put("size", descriptor.size());
    }

    private static byte[] tar(byte[] descriptor) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(descriptor.length + 4096);
        try (TarWriter tar = new TarWriter(out)) {
            tar.begin(new TarWriter.Entry(FILE_NAME, '0', 0, descriptor.length, MODIFIED, TarWriter.Owner.NONE, ""));
            tar.write(descriptor, 0, descriptor.length);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does no I/O", e);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(JsonNode json) {
        return JsonText.compact(json).getBytes(StandardCharsets.UTF_8);
    }
}
