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
import java.util.Optional;
import java.util.Set;

/**
 * What belongs to one repository of an archive: what its listed manifests consist of, which is read when it is first asked for, and
 * what came since. It says nothing of whether the archive has it. Thread-safe by its own monitor.
 */
final class Holdings {
    private final CtfArchive archive;
    private final String repository;
    private final Set<Digest> manifests = new HashSet<>();
    private final Set<Digest> blobs = new HashSet<>();
    private boolean derived;

    Holdings(CtfArchive archive, String repository) {
        this.archive = archive;
        this.repository = repository;
    }

    synchronized boolean hasManifest(Digest digest) {
        derive();
        return manifests.contains(digest);
    }

    synchronized boolean hasBlob(Digest digest) {
        derive();
        return blobs.contains(digest);
    }

    synchronized boolean isEmpty() {
        derive();
        return manifests.isEmpty() && blobs.isEmpty();
    }

    /** Adds a blob; tells whether it was new. */
    synchronized boolean addBlob(Digest digest) {
        derive();
        return blobs.add(digest);
    }

    synchronized void addManifest(Digest digest) {
        Deque<Digest> open = new ArrayDeque<>();
        open.push(digest);
        while (!open.isEmpty()) {
            Digest next = open.pop();
            if (manifests.add(next)) {
                read(next).map(Links::of).ifPresent(links -> {
                    links.blobs().stream().map(Descriptor::digest).forEach(blobs::add);
                    links.manifests().stream().map(Descriptor::digest).forEach(open::push);
                });
            }
        }
    }

    synchronized void removeBlob(Digest digest) {
        derive();
        blobs.remove(digest);
    }

    synchronized void removeManifest(Digest digest) {
        derive();
        manifests.remove(digest);
    }

    private void derive() {
        if (!derived) {
            archive.index().manifests(repository).forEach(this::addManifest);
            derived = true;
        }
    }

    /** A damaged manifest keeps nobody from the rest of the repository; who asks for it is told what is wrong. */
    private Optional<Document> read(Digest manifest) {
        try {
            return archive.manifest(repository, manifest);
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.CORRUPT || e.kind() == Failure.Kind.INVALID) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
