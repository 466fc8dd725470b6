// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.transfer;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.Tag;
import dev.ocmtoolkit.ocm.access.RemoteAccess;
import dev.ocmtoolkit.ocm.descriptor.Access;
import dev.ocmtoolkit.ocm.descriptor.ComponentId;
import dev.ocmtoolkit.ocm.repository.ComponentRepository;
import dev.ocmtoolkit.ocm.repository.RepositorySpec;
import java.util.Optional;

/**
 * The name under which an artifact travels: without a host, so that it gets the same one in each registry.
 *
 * @param repository the repository, without a sub path
 * @param tag the tag
 * @param digest the digest that the name says
 */
record ArtifactName(String repository, Optional<Tag> tag, Optional<Digest> digest) {

    /** The name of an artifact; under the source's own sub path it is the one that it had before it came there. */
    static ArtifactName of(Reference reference, RepositorySpec source) {
        return new ArtifactName(withoutSubPath(reference, source), reference.tag(), reference.digest());
    }

    private static String withoutSubPath(Reference reference, RepositorySpec source) {
        String name = reference.repository();
        return source instanceof RepositorySpec.Registry r
                        && r.hostPort().equals(reference.hostPort())
                        && !r.subPath().isEmpty()
                        && name.startsWith(r.subPath() + "/")
                ? name.substring(r.subPath().length() + 1)
                : name;
    }

    /** The name of an artifact that has none: it lies beside the component version that needs it, without a tag. */
    static ArtifactName ofOwner(ComponentId id) {
        return new ArtifactName(ComponentRepository.repository(id.name()), Optional.empty(), Optional.empty());
    }

    /**
     * Reads the name that stands in a local blob.
     *
     * @param referenceName {@code repository[:tag][@digest]}
     * @return the name, empty when no repository can have it
     */
    static Optional<ArtifactName> read(String referenceName) {
        try {
            Reference reference = Reference.parse("https://host/" + referenceName);
            return Optional.of(new ArtifactName(reference.repository(), reference.tag(), reference.digest()));
        } catch (Failure failure) {
            return Optional.empty();
        }
    }

    /**
     * The name under which the content of an access is known, as it is printed. What cannot be read is no obstacle where it only stays
     * what it is.
     */
    static Optional<String> hint(Access access, RepositorySpec source) {
        return switch (access) {
            case Access.LocalBlob local -> local.referenceName();
            case Access.OciArtifact artifact -> {
                try {
                    yield Optional.of(of(Reference.parse(artifact.imageReference()), source)
                            .toString());
                } catch (Failure failure) {
                    yield Optional.empty();
                }
            }
            case Access.None none -> Optional.empty();
            case Access.Opaque opaque -> RemoteAccess.hint(opaque);
        };
    }

    /**
     * The tag that the artifact gets at the target: none in a repository of component versions, whose tags are theirs. What a source
     * calls an artifact must not put it in the place of a component version.
     */
    Optional<Tag> tagAtTarget() {
        return ("/" + repository).contains("/" + ComponentRepository.repository("")) ? Optional.empty() : tag;
    }

    /** {@return repository and tag} */
    @Override
    public String toString() {
        return repository + tag.map(t -> ":" + t).orElse("");
    }
}
