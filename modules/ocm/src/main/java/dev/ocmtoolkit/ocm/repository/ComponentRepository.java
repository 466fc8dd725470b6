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
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.ocm.descriptor.ComponentDescriptor;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.version.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A repository of component versions: what lies where in a registry, and the reading of it (OCM specification, "Storage
 * Backends: OCI"). Safe for use by several threads.
 *
 * @param spec which repository
 * @param registry the registry or archive it lies in; closed by who opened it
 * @param cache what was read before
 */
public record ComponentRepository(RepositorySpec spec, OciRegistry registry, ContentCache cache) {
    private static final String PREFIX = "component-descriptors/";
    private static final int CONFIG_LIMIT = 64 * 1024;

    /**
     * A repository of which nothing is kept.
     *
     * @param spec which repository
     * @param registry the registry or archive it lies in
     */
    public ComponentRepository(RepositorySpec spec, OciRegistry registry) {
        this(spec, registry, ContentCache.NONE);
    }

    /**
     * The OCI repository that holds the versions of a component.
     *
     * @param component the component's name
     * @return its repository
     */
    public OciStore store(String component) {
        return registry.repository(path(repository(component)));
    }

    /**
     * The name of the repository that holds the versions of a component, without a sub path.
     *
     * @param component the component's name
     * @return the name
     */
    public static String repository(String component) {
        return PREFIX + component;
    }

    /**
     * The name of a repository beside those of the components, under the same sub path.
     *
     * @param name its name
     * @return its full name
     */
    public String path(String name) {
        return spec instanceof RepositorySpec.Registry r && !r.subPath().isEmpty() ? r.subPath() + "/" + name : name;
    }

    /**
     * The tag of a version: tags know no {@code +}.
     *
     * @param version the version
     * @return its tag
     */
    public static Tag tag(String version) {
        return new Tag(version.replace("+", ".build-"));
    }

    private static String version(String tag) {
        int build = tag.lastIndexOf(".build-");
        return build < 0 ? tag : tag.substring(0, build) + "+" + tag.substring(build + ".build-".length());
    }

    /**
     * The names of all components, where the repository can tell: archives can.
     *
     * @return the names, in order
     * @throws Failure UNSUPPORTED when it cannot
     */
    public List<String> components() {
        if (spec instanceof RepositorySpec.Registry) {
            throw new Failure(Failure.Kind.UNSUPPORTED, "registry %s does not list its components".formatted(spec))
                    .hint("name the component, as in %s//NAME".formatted(spec));
        }
        try (Stream<String> names = registry.repositories()) {
            return names.filter(name -> name.startsWith(PREFIX))
                    .map(name -> name.substring(PREFIX.length()))
                    .filter(ComponentId::isName)
                    .sorted()
                    .toList();
        }
    }

    /**
     * The versions of a component.
     *
     * @param component its name
     * @return the versions, ascending; tags that are no versions are left out
     * @throws Failure NOT_FOUND when there is no such component
     */
    public List<String> versions(String component) {
        List<String> versions = listed(component);
        if (versions.isEmpty()) {
            throw new Failure(Failure.Kind.NOT_FOUND, "component \"%s\" not found in %s".formatted(component, spec));
        }
        return versions;
    }

    /**
     * Every version of every component, where the repository can tell.
     *
     * @return the component versions, by component in order of its name, then ascending
     * @throws Failure UNSUPPORTED when it cannot
     */
    public List<ComponentId> all() {
        return components().stream()
                .flatMap(name -> listed(name).stream().map(version -> new ComponentId(name, version)))
                .toList();
    }

    private List<String> listed(String component) {
        try (Stream<String> tags = store(component).tags()) {
            return tags.map(ComponentRepository::version)
                    .filter(version -> Version.parse(version).isPresent() && ComponentId.isVersion(version))
                    .sorted(Comparator.comparing(
                            version -> Version.parse(version).orElseThrow()))
                    .toList();
        } catch (Failure failure) {
            if (failure.kind() == Failure.Kind.NOT_FOUND) {
                return List.of();
            }
            throw failure;
        }
    }

    /**
     * Reads a component version.
     *
     * @param id which
     * @return it, empty when it is not there
     * @throws Failure when it is there and cannot be read
     */
    public Optional<ComponentVersion> find(ComponentId id) {
        OciStore store = store(id.name());
        return cache.find(store, tag(id.version())).map(root -> read(id, store, root));
    }

    /**
     * Reads a component version that has to be there.
     *
     * @param id which
     * @return it
     * @throws Failure NOT_FOUND when it is not there
     */
    public ComponentVersion get(ComponentId id) {
        return find(id).orElseThrow(() ->
                new Failure(Failure.Kind.NOT_FOUND, "component version \"%s\" not found in %s".formatted(id, spec)));
    }

    /**
     * Reads a component version whose root was asked for already.
     *
     * @param id which
     * @param root what its tag stands for
     * @return it
     * @throws Failure NOT_FOUND when it is not there any more
     */
    public ComponentVersion get(ComponentId id, Descriptor root) {
        OciStore store = store(id.name());
        return read(id, store, cache.manifest(store, root.digest()));
    }

    private ComponentVersion read(ComponentId id, OciStore store, Document root) {
        List<Descriptor> parts = new ArrayList<>();
        List<Descriptor> contents = new ArrayList<>();
        Document document = root;
        if (MediaTypes.isIndex(root.mediaType())) {
            List<Descriptor> manifests = new ArrayList<>(Index.parse(root).manifests());
            Descriptor own = componentManifest(manifests, id);
            manifests.remove(own);
            parts.add(own);
            contents.addAll(manifests);
            document = cache.manifest(store, own.digest());
        }
        Manifest manifest = Manifest.parse(document);
        Descriptor layer = descriptorLayer(manifest, store, id);
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

    private static Descriptor componentManifest(List<Descriptor> manifests, ComponentId id) {
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
    private Descriptor descriptorLayer(Manifest manifest, OciStore store, ComponentId id) {
        if (!manifest.layers().isEmpty() && isDescriptor(manifest.layers().getFirst())) {
            return manifest.layers().getFirst();
        }
        Descriptor config = manifest.config().orElseThrow(() -> noComponent(store, id));
        if (!config.mediaType().contains("component")) {
            throw noComponent(store, id);
        }
        JsonNode json =
                Json.object(cache.blob(store, config, CONFIG_LIMIT), "configuration of component version " + id);
        String digest = json.path("componentDescriptorLayer").path("digest").asText();
        return manifest.layers().stream()
                .filter(layer -> layer.digest().equals(Digest.parse(digest)))
                .findFirst()
                .orElseThrow(() -> noComponent(store, id));
    }

    private static boolean isDescriptor(Descriptor layer) {
        return layer.mediaType().contains(".component-descriptor.");
    }

    private static Failure noComponent(OciStore store, ComponentId id) {
        return new Failure(
                Failure.Kind.INVALID,
                "what %s holds under the tag %s is no component version"
                        .formatted(store.location(), tag(id.version())));
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
