// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Index;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Manifest;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads what lies under the tag of a component version, in every form that was ever written (OCM specification, "Storage Backends: OCI").
 *
 * @param id which component version
 * @param store where
 * @param cache what was read before
 */
record VersionReader(ComponentId id, OciStore store, ContentCache cache) {
    private static final int CONFIG_LIMIT = 64 * 1024;

    /**
     * Reads.
     *
     * @param root the manifest, or the index, that its tag stands for
     * @return the component version
     * @throws Failure CORRUPT or INVALID when it is none, what reading its parts throws
     */
    ComponentVersion read(Document root) {
        List<Descriptor> parts = new ArrayList<>();
        List<Descriptor> contents = new ArrayList<>();
        Document document = root;
        if (MediaTypes.isIndex(root.mediaType())) {
            List<Descriptor> manifests = new ArrayList<>(Index.parse(root).manifests());
            Descriptor own = componentManifest(manifests);
            manifests.remove(own);
            parts.add(own);
            contents.addAll(manifests);
            document = cache.manifest(store, own.digest());
        }
        Manifest manifest = Manifest.parse(document);
        Descriptor layer = descriptorLayer(manifest);
        manifest.config().ifPresent(parts::add);
        parts.add(layer);
        manifest.layers().stream()
                .filter(other -> !other.digest().equals(layer.digest()))
                .forEach(contents::add);
        String what = "component descriptor of %s in %s".formatted(id, store.location());
        byte[] text = text(layer, cache.blob(store, layer, ComponentDescriptor.LIMIT), what);
        ComponentDescriptor descriptor = ComponentDescriptor.parse(text, what);
        if (!descriptor.id().equals(id)) {
            throw new Failure(Failure.Kind.CORRUPT, "%s is that of %s".formatted(what, descriptor.id()));
        }
        return new ComponentVersion(descriptor, root, parts, contents, store);
    }

    private Descriptor componentManifest(List<Descriptor> manifests) {
        List<Descriptor> marked = manifests.stream()
                .filter(m -> "true".equals(m.annotations().get("software.ocm.descriptor"))
                        || id.toString().equals(m.annotations().get(ComponentLayout.COMPONENT_VERSION)))
                .toList();
        if (marked.size() > 1 || manifests.isEmpty()) {
            throw new Failure(
                    Failure.Kind.CORRUPT, "the index of %s lists %d component manifests".formatted(id, marked.size()));
        }
        return marked.isEmpty() ? manifests.getFirst() : marked.getFirst();
    }

    /** The first layer by all that was ever written; where its type says nothing, the configuration tells. */
    private Descriptor descriptorLayer(Manifest manifest) {
        if (!manifest.layers().isEmpty() && isDescriptor(manifest.layers().getFirst())) {
            return manifest.layers().getFirst();
        }
        Descriptor config = manifest.config().orElseThrow(() -> noComponent());
        if (!config.mediaType().contains("component")) {
            throw noComponent();
        }
        JsonNode json =
                Json.object(cache.blob(store, config, CONFIG_LIMIT), "configuration of component version " + id);
        String digest = json.path("componentDescriptorLayer").path("digest").asText();
        return manifest.layers().stream()
                .filter(layer -> layer.digest().equals(Digest.parse(digest)))
                .findFirst()
                .orElseThrow(() -> noComponent());
    }

    private static boolean isDescriptor(Descriptor layer) {
        return layer.mediaType().contains(".component-descriptor.");
    }

    private Failure noComponent() {
        return new Failure(
                Failure.Kind.INVALID,
                "what %s holds under the tag %s is no component version"
                        .formatted(store.location(), ComponentRepository.tag(id.version())));
    }

    private static byte[] text(Descriptor layer, byte[] content, String what) {
        if (!layer.mediaType().endsWith("+tar") && !layer.mediaType().endsWith("/tar")) {
            return content;
        }
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(content))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().replaceFirst("^/", "").equals("component-descriptor.yaml")) {
                    // Bounded again: a sparse entry is larger than what carries it.
                    return tar.readNBytes(ComponentDescriptor.LIMIT + 1);
                }
            }
        } catch (IOException e) {
            throw new Failure(Failure.Kind.CORRUPT, Failure.Side.NONE, what + " is a damaged tar", null, e);
        }
        throw new Failure(Failure.Kind.CORRUPT, "%s has no component-descriptor.yaml".formatted(what));
    }
}
