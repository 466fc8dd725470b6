// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Links;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.RepositoryName;
import dev.ocmtoolkit.oci.WriteScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A registry in a directory or a file: a common transport archive. Thread-safe.
 *
 * <p>It shows what the index said when it was opened, or when its own write scope began, and then what that scope writes.
 * Others see nothing of that before {@link WriteScope#commit}, except complete blobs, to which nothing refers yet. A scope
 * may be committed again and again; what was written after the last commit goes when it is closed.
 *
 * <p>As in every such archive, content belongs to the archive and not to one repository: a blob, and a manifest that is asked
 * for by its digest, is found from every repository. What is deleted is therefore gone at once only if no manifest that is
 * listed anywhere in the archive needs it; a blob that is needed is not deleted at all. {@link #perRepository} shows the
 * archive as a registry is, where content belongs to repositories.
 */
public final class CtfArchive implements OciRegistry {
    private final Medium medium;
    private final Subjects subjects = new Subjects();
    private volatile ArtifactIndex index;
    private volatile @Nullable CtfScope scope;

    private CtfArchive(Medium medium) {
        this.medium = medium;
        this.index = medium.index();
    }

    /**
     * Opens an archive, of whichever form it is.
     *
     * @param path its directory or its file
     * @return the archive
     * @throws Failure NOT_FOUND when there is nothing or no archive there, UNSUPPORTED when it is a file of another kind, INVALID or
     *     CORRUPT when it is malformed
     */
    public static CtfArchive open(Path path) {
        return opened(medium(path));
    }

    /**
     * Opens an archive, or a component archive for reading.
     *
     * @param path its directory or its file
     * @param described makes the view of a component archive
     * @return the archive
     * @throws Failure as for an archive, and what the description throws
     */
    public static CtfArchive open(Path path, Description described) {
        Medium medium = medium(path);
        try {
            Optional<byte[]> file = medium.description();
            return new CtfArchive(
                    file.isEmpty() ? medium : new DescribedMedium(medium, described.view(file.get(), medium::size)));
        } catch (Failure e) {
            medium.close();
            throw e;
        }
    }

    private static Medium medium(Path path) {
        Path at = path.toAbsolutePath().normalize();
        if (!Files.exists(at)) {
            throw new Failure(Failure.Kind.NOT_FOUND, "there is no archive at %s".formatted(at));
        }
        return Files.isDirectory(at) ? new DirectoryMedium(at) : new FileMedium(at);
    }

    /**
     * Whether a path looks like that of an archive: a directory with an index or a component descriptor, a tar, or what is compressed by gzip.
     *
     * @param path the path
     * @return whether it does; opening it tells whether it is one
     */
    public static boolean isAt(Path path) {
        return Files.isRegularFile(path)
                ? FileMedium.isFormat(path)
                : Files.isRegularFile(path.resolve(IndexJson.NAME))
                        || Files.isRegularFile(path.resolve(Description.FILE));
    }

    /**
     * Opens an archive to write to, or begins a new one of the form that its name asks for.
     *
     * @param path its directory or its file
     * @return the archive
     * @throws Failure as {@link #create(Path, ArchiveFormat)}
     */
    public static CtfArchive create(Path path) {
        return create(path, ArchiveFormat.of(path));
    }

    /**
     * Opens an archive to write to, or begins a new one where there is nothing, or an empty directory: until its first commit it is an
     * empty one for the caller, and not there for others.
     *
     * @param path its directory or its file
     * @param format the form of a new archive; one that exists keeps its own
     * @return the archive
     * @throws Failure CONFLICT when a directory with something else is there, UNSUPPORTED when a file of another kind is, STORAGE
     *     when it cannot be made
     */
    public static CtfArchive create(Path path, ArchiveFormat format) {
        Path at = path.toAbsolutePath().normalize();
        if (Files.isRegularFile(at)) {
            return open(at);
        }
        if (format != ArchiveFormat.DIRECTORY && !Files.exists(at)) {
            return new CtfArchive(new FileMedium(at, format));
        }
        return opened(DirectoryMedium.orNew(at));
    }

    private static CtfArchive opened(Medium medium) {
        try {
            return new CtfArchive(medium);
        } catch (Failure e) {
            medium.close();
            throw e;
        }
    }

    @Override
    public String origin() {
        return Disk.origin(medium.path());
    }

    @Override
    public OciStore repository(String name) {
        return new CtfRepository(this, RepositoryName.checked(name));
    }

    @Override
    public Stream<String> repositories() {
        return index.repositories().stream();
    }

    @Override
    public WriteScope begin() {
        ArchiveLock lock = medium.lock();
        try {
            medium.prepare();
            reload();
            CtfScope begun = new CtfScope(this, lock);
            scope = begun;
            return begun;
        } catch (Failure e) {
            lock.close();
            throw e;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>A repository has what its listed manifests consist of, and what was sent or mounted to it through the returned view. A
     * blob that no manifest needs is not known to a later view, and has to be sent again.
     */
    @Override
    public OciRegistry perRepository() {
        return new LinkedArchive(this);
    }

    /** Closes a scope that is still open, without a commit, and the file. */
    @Override
    public void close() {
        CtfScope open = scope;
        if (open != null) {
            open.close();
        }
        medium.close();
    }

    /** {@return the scope that is open} */
    CtfScope writing() {
        CtfScope open = scope;
        if (open == null) {
            throw new Failure(Failure.Kind.UNSUPPORTED, "archive %s is open for reading only".formatted(origin()));
        }
        return open;
    }

    void ended() {
        scope = null;
    }

    void reload() {
        index = medium.index();
    }

    ArtifactIndex index() {
        return index;
    }

    Medium medium() {
        return medium;
    }

    /** The size of some content; empty when there is none, or when it is to be deleted. */
    OptionalLong size(Digest digest) {
        CtfScope open = scope;
        return open != null && open.hides(digest) ? OptionalLong.empty() : medium.size(digest);
    }

    /** The type of a manifest; empty when the content is none. */
    Optional<String> mediaType(String repository, Digest digest) {
        Optional<String> listed = index.mediaType(repository, digest);
        if (listed.isPresent()) {
            return listed;
        }
        OptionalLong size = size(digest);
        return size.isPresent() && size.getAsLong() <= Document.LIMIT
                ? Links.mediaTypeOf(content(digest))
                : Optional.empty();
    }

    /** The manifest with a digest, verified; empty when there is none. */
    Optional<Document> manifest(String repository, Digest digest) {
        OptionalLong size = size(digest);
        if (size.isEmpty()) {
            return Optional.empty();
        }
        if (size.getAsLong() > Document.LIMIT) {
            throw new Failure(
                    Failure.Kind.INVALID,
                    "manifest %s in %s has %d bytes: more than %d are not accepted"
                            .formatted(digest, origin(), size.getAsLong(), Document.LIMIT));
        }
        return mediaType(repository, digest)
                .map(type -> Document.verified(type, content(digest), digest, "manifest in " + origin()));
    }

    /** The manifest that a listed one refers to as its subject, remembered; empty also when it is missing. */
    Optional<Digest> subject(String repository, Digest manifest) {
        return subjects.of(manifest, () -> manifest(repository, manifest));
    }

    private byte[] content(Digest digest) {
        try (InputStream in = medium.open(digest, 0)) {
            return in.readNBytes(Document.LIMIT + 1);
        } catch (IOException e) {
            throw Disk.failed("read manifest %s in".formatted(digest), medium.path(), e);
        }
    }
}
