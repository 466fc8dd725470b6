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
 * A registry in a directory: a common transport archive. Thread-safe.
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
    private final Path path;
    private final IndexFile file;
    private final BlobFiles blobs;
    private final Subjects subjects = new Subjects();
    private volatile ArtifactIndex index;
    private volatile @Nullable CtfScope scope;

    private CtfArchive(Path path) {
        this.path = path;
        this.file = new IndexFile(path);
        this.blobs = new BlobFiles(path);
        this.index = file.read();
    }

    /**
     * Opens an archive.
     *
     * @param path its directory
     * @return the archive
     * @throws Failure NOT_FOUND when there is nothing or no archive there, INVALID when its index is malformed
     */
    public static CtfArchive open(Path path) {
        Path directory = path.toAbsolutePath().normalize();
        if (!Files.exists(directory)) {
            throw new Failure(Failure.Kind.NOT_FOUND, "there is no archive at %s".formatted(directory));
        }
        refuseFile(directory);
        return new CtfArchive(directory);
    }

    /**
     * Opens an archive, and makes an empty one before where there is nothing, or an empty directory.
     *
     * @param path its directory
     * @return the archive
     * @throws Failure CONFLICT when something else is there, STORAGE when it cannot be made
     */
    public static CtfArchive create(Path path) {
        Path directory = path.toAbsolutePath().normalize();
        refuseFile(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw Disk.failed("make", directory, e);
        }
        IndexFile index = new IndexFile(directory);
        if (!index.exists()) {
            refuseOtherContent(directory);
            try (ArchiveLock _ = ArchiveLock.take(directory)) {
                if (!index.exists()) {
                    index.write(new ArtifactIndex());
                }
            }
        }
        return new CtfArchive(directory);
    }

    @Override
    public String origin() {
        return Disk.origin(path);
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
        ArchiveLock lock = ArchiveLock.take(path);
        try {
            Disk.sweep(path);
            blobs.prepare();
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

    /** Closes a scope that is still open, without a commit. */
    @Override
    public void close() {
        CtfScope open = scope;
        if (open != null) {
            open.close();
        }
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
        index = file.read();
    }

    void store() {
        file.write(index);
    }

    ArtifactIndex index() {
        return index;
    }

    BlobFiles blobs() {
        return blobs;
    }

    /** The size of some content; empty when there is none, or when it is to be deleted. */
    OptionalLong size(Digest digest) {
        CtfScope open = scope;
        return open != null && open.hides(digest) ? OptionalLong.empty() : blobs.size(digest);
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
        try (InputStream in = blobs.open(digest, 0)) {
            return in.readNBytes(Document.LIMIT + 1);
        } catch (IOException e) {
            throw Disk.failed("read manifest %s in".formatted(digest), path, e);
        }
    }

    private static void refuseFile(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new Failure(
                    Failure.Kind.UNSUPPORTED, "%s is no archive: it is a file, not a directory".formatted(path));
        }
    }

    private static void refuseOtherContent(Path directory) {
        try (Stream<Path> content = Files.list(directory)) {
            if (content.map(Path::getFileName).anyMatch(name -> !isOurs(name.toString()))) {
                throw new Failure(
                        Failure.Kind.CONFLICT,
                        Failure.Side.NONE,
                        "%s is no archive: it has other content and no %s".formatted(directory, IndexFile.NAME),
                        "give an empty or a new directory",
                        null);
            }
        } catch (IOException e) {
            throw Disk.failed("read", directory, e);
        }
    }

    private static boolean isOurs(String name) {
        return name.equals(ArchiveLock.FILE) || name.startsWith(Disk.TEMPORARY);
    }
}
