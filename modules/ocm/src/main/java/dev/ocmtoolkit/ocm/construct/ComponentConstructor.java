// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.copy.CopyEngine;
import dev.ocmtoolkit.oci.copy.CopyReport;
import dev.ocmtoolkit.oci.copy.Move;
import dev.ocmtoolkit.oci.copy.Unit;
import dev.ocmtoolkit.oci.copy.UnitKey;
import dev.ocmtoolkit.ocm.construct.ComponentSpec.ElementSpec;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ArtifactDigest;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.Element;
import dev.ocmtoolkit.ocm.repository.ComponentLayout;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.Repositories;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds component versions: packs their content into a repository, and then their descriptors, which need the digests. All or none of
 * them get there. Safe for use by several threads.
 */
public final class ComponentConstructor {
    private final CopyEngine engine;
    private final Repositories repositories;
    private final Instant created;

    /**
     * Builds with these means.
     *
     * @param engine what moves content
     * @param repositories where artifacts are looked up whose digest is recorded
     * @param created the creation time that is recorded, in whole seconds
     */
    public ComponentConstructor(CopyEngine engine, Repositories repositories, Instant created) {
        this.engine = engine;
        this.repositories = repositories;
        this.created = created.truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Builds component versions; those that are there already are replaced.
     *
     * @param specs which
     * @param target where to
     * @param listener is told how it goes
     * @param cancellation stops it
     * @throws Failure when anything fails; then the target is as it was
     */
    public void run(
            List<ComponentSpec> specs,
            ComponentRepository target,
            ConstructListener listener,
            Cancellation cancellation) {
        CopyReport report = engine.run(
                specs.stream().map(spec -> unit(spec, target, listener)).iterator(),
                target.registry(),
                CopyEngine.Commit.ALL_OR_NOTHING,
                listener,
                cancellation);
        for (Failure failure : report.failures().values()) {
            throw failure;
        }
    }

    private Unit unit(ComponentSpec spec, ComponentRepository target, ConstructListener listener) {
        listener.adding(spec.id());
        OciStore store = target.store(spec.id().name());
        Tag tag = ComponentRepository.tag(spec.id().version());
        List<Move> moves = new ArrayList<>();
        Map<ElementSpec, Digest> artifacts = new HashMap<>();
        for (ElementSpec element : spec.elements()) {
            listener.adding(element);
            element.input()
                    .ifPresent(input ->
                            moves.add(new Move.Pack(name(spec, element), store, input.mediaType(), input.content())));
            artifactDigest(spec, element, artifacts);
        }
        moves.add(new Move.Assemble(packed -> assemble(spec, packed, artifacts, store, tag)));
        return new Unit(new UnitKey(store.location(), tag), Set.of(), moves);
    }

    private static String name(ComponentSpec spec, ElementSpec element) {
        return element.kind() + " " + spec.elements().indexOf(element);
    }

    private void artifactDigest(ComponentSpec spec, ElementSpec element, Map<ElementSpec, Digest> artifacts) {
        if (element.kind() != Element.Kind.RESOURCE || element.skipDigest()) {
            return;
        }
        String owner = "%s: resource \"%s\""
                .formatted(spec.where(), element.json().path("name").asText());
        element.access()
                .map(access -> Access.read(access, owner))
                .filter(Access.OciArtifact.class::isInstance)
                .map(Access.OciArtifact.class::cast)
                .ifPresent(artifact -> artifacts.put(element, resolve(artifact.imageReference(), owner)));
    }

    private Digest resolve(String imageReference, String owner) {
        Reference reference = Reference.parse(imageReference);
        try {
            return repositories
                    .artifact(reference)
                    .resolve(reference.ref())
                    .map(Descriptor::digest)
                    .orElseThrow(() -> new Failure(
                            Failure.Kind.NOT_FOUND,
                            "%s refers to %s, which is not there".formatted(owner, imageReference)));
        } catch (Failure failure) {
            throw failure.on(Failure.Side.SOURCE);
        }
    }

    private List<Move> assemble(
            ComponentSpec spec,
            Map<String, Descriptor> packed,
            Map<ElementSpec, Digest> artifacts,
            OciStore store,
            Tag tag) {
        Map<Digest, Descriptor> blobs = new HashMap<>();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("meta").put("schemaVersion", "v2");
        ObjectNode component = root.putObject("component");
        component
                .put("name", spec.id().name())
                .put("version", spec.id().version())
                .put("provider", provider(spec.provider()))
                .put("creationTime", created.toString());
        if (!spec.labels().isEmpty()) {
            component.set("labels", spec.labels());
        }
        component.putArray("repositoryContexts");
        ArrayNode resources = component.putArray("resources");
        ArrayNode sources = component.putArray("sources");
        ArrayNode references = component.putArray("componentReferences");
        for (ElementSpec element : spec.elements()) {
            ObjectNode json = element.json().deepCopy();
            Descriptor blob = packed.get(name(spec, element));
            if (blob != null) {
                blobs.putIfAbsent(blob.digest(), blob);
                json.set(
                        "access",
                        Access.localBlob(blob.digest(), blob.mediaType()).json());
            }
            element.access().ifPresent(access -> json.set("access", access));
            recordDigest(element, json, blob, artifacts.get(element));
            switch (element.kind()) {
                case RESOURCE -> resources.add(json);
                case SOURCE -> sources.add(json);
                case REFERENCE -> references.add(json);
            }
        }
        distinguishByVersion(resources);
        ComponentDescriptor descriptor = ComponentDescriptor.of(root, spec.where());
        return ComponentLayout.of(descriptor, digest -> Objects.requireNonNull(blobs.get(digest)))
                .moves(store, tag);
    }

    private static void recordDigest(
            ElementSpec element, ObjectNode json, @Nullable Descriptor blob, @Nullable Digest artifact) {
        if (element.kind() != Element.Kind.RESOURCE || element.skipDigest()) {
            return;
        }
        if (blob != null) {
            json.set(
                    "digest",
                    ArtifactDigest.of(ArtifactDigest.GENERIC_BLOB, blob.digest())
                            .json());
        } else if (artifact != null) {
            json.set(
                    "digest",
                    ArtifactDigest.of(ArtifactDigest.OCI_ARTIFACT, artifact).json());
        }
    }

    /** Resources that only their version tells apart have it in their extra identity, as both generations of the tools expect. */
    private static void distinguishByVersion(ArrayNode resources) {
        Map<String, List<ObjectNode>> alike = new HashMap<>();
        for (JsonNode resource : resources) {
            ObjectNode identity = resource.path("extraIdentity") instanceof ObjectNode extra
                    ? extra.deepCopy()
                    : JsonNodeFactory.instance.objectNode();
            identity.remove("version");
            alike.computeIfAbsent(resource.path("name").asText() + identity, k -> new ArrayList<>())
                    .add((ObjectNode) resource);
        }
        alike.values().stream()
                .filter(group -> group.size() > 1)
                .forEach(group -> group.forEach(resource -> resource.withObject("extraIdentity")
                        .put("version", resource.path("version").asText())));
    }

    /** Schema v2 has a text here: the name, or JSON where there are labels. */
    private static String provider(ObjectNode provider) {
        if (provider.path("labels").isEmpty()) {
            return provider.path("name").asText();
        }
        ObjectNode ordered = JsonNodeFactory.instance
                .objectNode()
                .put("name", provider.path("name").asText());
        ArrayNode labels = ordered.putArray("labels");
        for (JsonNode label : provider.path("labels")) {
            ObjectNode copy = labels.addObject();
            for (String field : List.of("name", "value", "version", "signing", "merge")) {
                if (label.has(field)) {
                    copy.set(field, label.get(field));
                }
            }
        }
        try {
            return Json.MAPPER.writeValueAsString(ordered);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
