// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.Reference;
import dev.ocmtoolkit.oci.archive.ArchiveFormat;
import dev.ocmtoolkit.oci.archive.CtfArchive;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.oci.remote.RemoteRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Opens repositories, each registry and each archive once: the only factory. Safe for use by several threads; opened for a run and
 * closed after it.
 */
public final class Repositories implements AutoCloseable {
    private final Origins origins;
    private final Credentials credentials;
    private final Cancellation cancellation;
    private final ContentCache cache;
    private final Map<String, OciRegistry> remotes = new HashMap<>();
    private final Map<Path, CtfArchive> archives = new HashMap<>();

    /**
     * Opens repositories for a run that looks once.
     *
     * @param origins the connections of the process; not closed here
     * @param credentials what the run identifies itself with
     * @param cancellation ends the run's requests
     */
    public Repositories(Origins origins, Credentials credentials, Cancellation cancellation) {
        this(origins, credentials, cancellation, ContentCache.NONE);
    }

    /**
     * Opens repositories for one of many runs.
     *
     * @param origins the connections of the process; not closed here
     * @param credentials what the run identifies itself with
     * @param cancellation ends the run's requests
     * @param cache what other runs read from registries; archives are read anew each time
     */
    public Repositories(Origins origins, Credentials credentials, Cancellation cancellation, ContentCache cache) {
        this.origins = origins;
        this.credentials = credentials;
        this.cancellation = cancellation;
        this.cache = cache;
    }

    /**
     * Opens a repository that exists; nothing is asked of a registry.
     *
     * @param spec which
     * @return the repository
     * @throws dev.ocmtoolkit.oci.Failure NOT_FOUND when there is no such archive, INVALID when it is none
     */
    public ComponentRepository open(RepositorySpec spec) {
        return switch (spec) {
            case RepositorySpec.Registry registry -> remote(registry);
            case RepositorySpec.Archive archive ->
                archive(archive, path -> CtfArchive.open(path, new ComponentArchive(archive.name())));
        };
    }

    /**
     * Opens a repository to write to; an archive that does not exist is an empty one, and is made with the first commit.
     *
     * @param spec which
     * @return the repository
     * @throws dev.ocmtoolkit.oci.Failure INVALID when something else is at the archive's path, STORAGE when it cannot be made
     */
    public ComponentRepository create(RepositorySpec spec) {
        return switch (spec) {
            case RepositorySpec.Registry registry -> remote(registry);
            case RepositorySpec.Archive archive ->
                archive(
                        archive,
                        path -> CtfArchive.create(path, archive.format().orElseGet(() -> ArchiveFormat.of(path))));
        };
    }

    /**
     * Sees whether a repository can be used: whether an archive can be opened, or a registry answers and does not refuse the credentials.
     *
     * @param spec which
     * @throws dev.ocmtoolkit.oci.Failure why it cannot
     */
    public void probe(RepositorySpec spec) {
        switch (spec) {
            case RepositorySpec.Registry r ->
                new RemoteRegistry(origins, r.scheme(), r.hostPort(), credentials, cancellation).probe(r.subPath());
            case RepositorySpec.Archive a -> open(a);
        }
    }

    /**
     * The OCI repository that a reference to an artifact names.
     *
     * @param reference the reference
     * @return the repository
     */
    public OciStore artifact(Reference reference) {
        return remote(reference.scheme(), reference.hostPort()).repository(reference.repository());
    }

    private synchronized OciRegistry remote(String scheme, String hostPort) {
        return remotes.computeIfAbsent(
                scheme + "://" + hostPort,
                key -> new RemoteRegistry(origins, scheme, hostPort, credentials, cancellation));
    }

    private ComponentRepository remote(RepositorySpec.Registry spec) {
        return new ComponentRepository(spec, remote(spec.scheme(), spec.hostPort()), cache);
    }

    private synchronized ComponentRepository archive(RepositorySpec.Archive spec, Function<Path, CtfArchive> open) {
        return new ComponentRepository(
                spec, archives.computeIfAbsent(spec.path().toAbsolutePath().normalize(), open));
    }

    /** Closes what was opened. */
    @Override
    public synchronized void close() {
        remotes.values().forEach(OciRegistry::close);
        archives.values().forEach(OciRegistry::close);
    }
}
