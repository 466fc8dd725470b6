// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.RepositoryName;
import dev.ocmtoolkit.oci.WriteScope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * An archive whose content belongs to its repositories. Which has what is kept in memory, as {@link Holdings}. Thread-safe; its
 * monitor orders who gets a blob and who loses it.
 */
final class LinkedArchive implements OciRegistry {
    private final CtfArchive archive;
    private final Map<String, Holdings> known = new ConcurrentHashMap<>();

    LinkedArchive(CtfArchive archive) {
        this.archive = archive;
    }

    @Override
    public String origin() {
        return archive.origin();
    }

    @Override
    public OciStore repository(String name) {
        return new LinkedRepository(this, archive, RepositoryName.checked(name));
    }

    @Override
    public Stream<String> repositories() {
        Stream<String> written = known.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(Map.Entry::getKey);
        return Stream.concat(archive.repositories(), written).distinct().sorted();
    }

    @Override
    public WriteScope begin() {
        WriteScope scope = archive.begin();
        // The index was read anew.
        known.clear();
        return scope;
    }

    @Override
    public void close() {
        archive.close();
    }

    /** What a repository has; not remembered for one that has nothing, since anybody may ask for any name. */
    Holdings find(String repository) {
        Holdings found = known.get(repository);
        if (found != null) {
            return found;
        }
        return archive.index().manifests(repository).isEmpty() ? new Holdings(archive, repository) : make(repository);
    }

    /** What a repository has, to be added to. */
    Holdings make(String repository) {
        return known.computeIfAbsent(repository, name -> new Holdings(archive, name));
    }

    /**
     * Gives a blob to a repository, before the archive keeps it: so nobody who deletes it elsewhere takes it for content that
     * no repository has.
     *
     * @return whether the repository did not have it
     */
    synchronized boolean link(String repository, Digest blob) {
        return make(repository).addBlob(blob);
    }

    /** Gives a blob to a repository, if another one has it. */
    synchronized boolean mount(Digest blob, String from, String to) {
        if (!find(from).hasBlob(blob)) {
            return false;
        }
        make(to).addBlob(blob);
        return true;
    }

    /** Takes a blob from a repository; it is deleted when no other one has it. */
    synchronized void delete(String repository, Digest blob) {
        make(repository).removeBlob(blob);
        if (repositories().noneMatch(other -> find(other).hasBlob(blob))) {
            archive.repository(repository).deleteBlob(blob);
        }
    }
}
