// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.version.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A repository of component versions: what lies where in a registry, and the reading of it (OCM specification, "Storage
 * Backends: OCI"). Safe for use by several threads.
 *
 * @param spec which repository
 * @param registry the registry or archive it lies in; closed by who opened it
 * @param cache what was read before
 */
public record ComponentRepository(RepositorySpec spec, OciRegistry registry, ContentCache cache) {
    static final String PREFIX = "component-descriptors/";

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
        if (spec instanceof RepositorySpec.Registry remote) {
            throw new Failure(Failure.Kind.UNSUPPORTED, "registry %s does not list its components".formatted(spec))
                    .hint("name the component, as in " + ComponentRef.example(remote));
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
        return cache.find(store, tag(id.version())).map(root -> new VersionReader(id, store, cache).read(root));
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
        return new VersionReader(id, store, cache).read(cache.manifest(store, root.digest()));
    }
}
