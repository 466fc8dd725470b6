// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Links;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out what in an archive needs some content, by reading its manifests: dear, and asked only before a deletion. */
final class Needs {
    private record Listed(String repository, Digest digest) {}

    private final CtfArchive archive;
    private final List<String> repositories;
    private final Optional<Listed> except;

    Needs(CtfArchive archive) {
        this(archive, archive.index().repositories(), Optional.empty());
    }

    private Needs(CtfArchive archive, List<String> repositories, Optional<Listed> except) {
        this.archive = archive;
        this.repositories = repositories;
        this.except = except;
    }

    /** The same, as if a repository did not list a manifest. */
    Needs without(String repository, Digest manifest) {
        return new Needs(archive, repositories, Optional.of(new Listed(repository, manifest)));
    }

    /** The same, as if there were no other repository. */
    Needs within(String repository) {
        return new Needs(archive, List.of(repository), except);
    }

    /** Refuses to have a blob deleted that a manifest needs. */
    void refuseDeletionOf(Digest blob) {
        Optional<Digest> by = of(blob);
        if (by.isPresent()) {
            throw new Failure(
                    Failure.Kind.CONFLICT,
                    Failure.Side.NONE,
                    "blob %s is needed by manifest %s in %s".formatted(blob, by.get(), archive.origin()),
                    "delete that manifest first",
                    null);
        }
    }

    /** A manifest that is the content or needs it, itself or through the manifests it lists; empty when none does. */
    Optional<Digest> of(Digest content) {
        Set<Digest> seen = new HashSet<>();
        Deque<Listed> open = new ArrayDeque<>();
        for (String repository : repositories) {
            for (Digest listed : archive.index().manifests(repository)) {
                open.push(new Listed(repository, listed));
            }
        }
        except.ifPresent(open::remove);
        while (!open.isEmpty()) {
            Listed next = open.pop();
            if (next.digest().equals(content)) {
                return Optional.of(content);
            }
            Optional<Document> document =
                    seen.add(next.digest()) ? archive.manifest(next.repository(), next.digest()) : Optional.empty();
            if (document.isPresent()) {
                Links links = Links.of(document.get());
                if (links.blobs().stream().map(Descriptor::digest).anyMatch(content::equals)) {
                    return Optional.of(next.digest());
                }
                links.manifests().forEach(child -> open.push(new Listed(next.repository(), child.digest())));
            }
        }
        return Optional.empty();
    }
}
