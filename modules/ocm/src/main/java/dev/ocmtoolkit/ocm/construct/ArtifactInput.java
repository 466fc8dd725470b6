// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.construct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.oci.Text;
import dev.ocmtoolkit.oci.archive.ArtifactSet;
import dev.ocmtoolkit.oci.archive.ArtifactSetContent;
import dev.ocmtoolkit.oci.copy.Closure;
import dev.ocmtoolkit.oci.memory.MemoryRegistry;
import dev.ocmtoolkit.ocm.repository.ComponentRef;
import dev.ocmtoolkit.ocm.yaml.JsonText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Artifacts that are stored with the component version, in an artifact set: images of a registry or an archive, and Helm charts. */
final class ArtifactInput {
    private static final String CONFIG = "application/vnd.cncf.helm.config.v1+json";
    private static final String CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
    private static final String PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov";

    private ArtifactInput() {}

    /**
     * An artifact, or of an index only what is for some platforms.
     *
     * @param text {@code [scheme://]host[:port]/name[:tag][@digest]}, or {@code ARCHIVE//name[:tag][@digest]}
     * @param directory against which a relative path of an archive is meant
     * @param platforms the platforms, as {@code os/architecture}; none: all
     * @param name the name under which a registry would know it, without a tag
     * @param owner whose input it is, for messages
     */
    static Input image(String text, Path directory, Set<String> platforms, String name, String owner) {
        int scheme = text.indexOf("://");
        int slashes = text.indexOf("//", scheme < 0 ? 0 : scheme + "://".length());
        Reference reference = reference(slashes < 0 ? text : "https://host/" + text.substring(slashes + 2), owner);
        return sources -> {
            try {
                OciSource from = slashes < 0
                        ? sources.repositories().artifact(reference)
                        : sources.repositories()
                                .open(ComponentRef.repository(
                                        text.substring(0, slashes), new ComponentRef.Scope(directory, Map.of())))
                                .registry()
                                .repository(reference.repository());
                return set(from, reference, platforms, name);
            } catch (Failure failure) {
                throw failure.within(owner).on(Failure.Side.SOURCE);
            }
        };
    }

    private static Reference reference(String text, String owner) {
        try {
            return Reference.parse(text);
        } catch (Failure failure) {
            throw failure.within(owner);
        }
    }

    private static Input.Content set(OciSource from, Reference reference, Set<String> platforms, String name) {
        Digest digest = from.resolve(reference.ref())
                .orElseThrow(() -> new Failure(
                        Failure.Kind.NOT_FOUND,
                        "%s is not in %s"
                                .formatted(Text.printable(reference.ref().toString()), from.location())))
                .digest();
        Closure closure = platforms.isEmpty() ? Closure.read(from, digest) : closure(from, digest, platforms);
        Document main = closure.manifests().getLast();
        return new Input.Content(
                ArtifactSet.mediaType(main.mediaType()),
                new ArtifactSetContent(from, closure.manifests(), closure.blobs(), reference.tag()),
                Optional.of(tagged(name, reference.tag().map(Tag::name).orElse(""))),
                Optional.of(main.digest()));
    }

    /** The index without what is for other platforms, and what remains. */
    private static Closure closure(OciSource from, Digest digest, Set<String> platforms) {
        Document whole = from.manifest(digest);
        if (!(Json.object(whole.bytes(), "index " + digest) instanceof ObjectNode index)
                || !(index.get("manifests") instanceof ArrayNode list)) {
            return Closure.read(from, digest);
        }
        ArrayNode chosen = index.arrayNode();
        Set<Document> manifests = new LinkedHashSet<>();
        Set<Descriptor> blobs = new LinkedHashSet<>();
        for (JsonNode entry : list) {
            JsonNode platform = entry.path("platform");
            if (platforms.contains(platform.path("os").asText() + "/"
                    + platform.path("architecture").asText())) {
                chosen.add(entry);
                Closure child =
                        Closure.read(from, Digest.parse(entry.path("digest").asText()));
                manifests.addAll(child.manifests());
                blobs.addAll(child.blobs());
            }
        }
        if (chosen.isEmpty()) {
            throw new Failure(
                    Failure.Kind.NOT_FOUND,
                    "%s in %s has nothing for %s".formatted(digest, from.location(), platforms));
        }
        index.set("manifests", chosen);
        manifests.add(new Document(whole.mediaType(), JsonText.compact(index).getBytes(StandardCharsets.UTF_8)));
        return new Closure(List.copyOf(manifests), List.copyOf(blobs));
    }

    /**
     * A chart as Helm stores charts in registries.
     *
     * @param chart the chart
     * @param name the name under which a registry would know it, without a tag
     * @param version its version there
     */
    static Input.Content chart(HelmChart chart, String name, String version) {
        OciStore store = new MemoryRegistry().repository("chart");
        Descriptor config = put(store, CONFIG, chart.config());
        List<Descriptor> layers = new ArrayList<>(List.of(put(store, CHART, chart.archive())));
        chart.provenance().ifPresent(provenance -> layers.add(put(store, PROVENANCE, provenance)));

        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.MANIFEST);
        manifest.set("config", json(config));
        ArrayNode list = manifest.putArray("layers");
        layers.forEach(layer -> list.add(json(layer)));
        Document document =
                new Document(MediaTypes.MANIFEST, JsonText.compact(manifest).getBytes(StandardCharsets.UTF_8));

        List<Descriptor> blobs = new ArrayList<>(layers);
        blobs.add(config);
        // As in Helm, since tags know no plus.
        Tag tag = new Tag(chart.version().replace('+', '_'));
        return new Input.Content(
                ArtifactSet.mediaType(MediaTypes.MANIFEST),
                new ArtifactSetContent(store, List.of(document), blobs, Optional.of(tag)),
                Optional.of(tagged(name, version)),
                Optional.of(document.digest()));
    }

    private static String tagged(String name, String version) {
        return name.contains(":") || version.isEmpty() ? name : name + ":" + version;
    }

    private static Descriptor put(OciStore store, String mediaType, byte[] content) {
        Descriptor blob = Descriptor.of(mediaType, content);
        if (store.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), List.of())
                instanceof BlobStart.Open(BlobUpload upload)) {
            try (upload) {
                upload.finish(blob.digest(), Body.of(content));
            }
        }
        return blob;
    }

    private static ObjectNode json(Descriptor blob) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("mediaType", blob.mediaType())
                .put("digest", blob.digest().toString())
                .put("size", blob.size());
    }
}
