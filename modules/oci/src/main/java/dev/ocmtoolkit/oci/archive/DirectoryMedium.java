// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** An archive that is a directory: the index, and below {@code blobs/} a file for each content, named by its digest. */
final class DirectoryMedium implements Medium {
    private final Path path;
    private final Path index;
    private final Path blobs;
    private final Set<Digest> added = ConcurrentHashMap.newKeySet();
    private volatile boolean isNew;
    private boolean madeDirectory;

    /** What is at a path. */
    DirectoryMedium(Path path) {
        this.path = path;
        this.index = path.resolve(IndexJson.NAME);
        this.blobs = path.resolve("blobs");
    }

    /** What is at a path; an empty archive, which is there with the first commit, where there is nothing, or an empty directory. */
    static DirectoryMedium orNew(Path path) {
        DirectoryMedium medium = new DirectoryMedium(path);
        if (!medium.hasIndex()) {
            if (Disk.directory(path)) {
                Disk.refuseOtherContent(path);
            }
            medium.isNew = true;
        }
        return medium;
    }

    private boolean hasIndex() {
        return Disk.file(index).isPresent();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public ArtifactIndex index() {
        if (isNew && !hasIndex()) {
            return new ArtifactIndex();
        }
        long size = Disk.file(index)
                .orElseThrow(() -> IndexJson.missing(path.toString()))
                .size();
        try (InputStream in = Files.newInputStream(index, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return IndexJson.read(in, size, Disk.origin(path));
        } catch (IOException e) {
            throw Disk.failed("read", index, e);
        }
    }

    @Override
    public Optional<byte[]> description() {
        Path file = path.resolve(Description.FILE);
        if (!Disk.directory(path) || hasIndex() || Disk.file(file).isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(in.readNBytes(Description.LIMIT + 1));
        } catch (IOException e) {
            throw Disk.failed("read", file, e);
        }
    }

    @Override
    public OptionalLong size(Digest digest) {
        if (!Disk.directory(blobs)) {
            return OptionalLong.empty();
        }
        return Disk.file(file(digest))
                .map(BasicFileAttributes::size)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    @Override
    public InputStream open(Digest digest, long offset) {
        Path file = file(digest);
        try {
            InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            try {
                in.skip(offset);
                return in;
            } catch (IOException e) {
                in.close();
                throw e;
            }
        } catch (IOException e) {
            throw Disk.failed("read", file, e);
        }
    }

    @Override
    public ArchiveLock lock() {
        if (isNew && !Disk.directory(path)) {
            try {
                Files.createDirectories(path);
            } catch (IOException e) {
                throw Disk.failed("make", path, e);
            }
            madeDirectory = true;
        }
        return ArchiveLock.take(path);
    }

    @Override
    public void prepare() {
        Disk.sweep(path);
        if (!Disk.directory(blobs)) {
            try {
                Files.createDirectory(blobs);
            } catch (IOException e) {
                throw Disk.failed("make", blobs, e);
            }
        }
        Disk.sweep(blobs);
    }

    @Override
    public Slot slot(Optional<Digest> digest, OptionalLong size) {
        return new FileSlot(new TemporaryFile(blobs.resolve(Disk.TEMPORARY + UUID.randomUUID())));
    }

    /** The content is forced to the medium before it gets its name, the names before the index, which is replaced last. */
    @Override
    public void commit(ArtifactIndex content, boolean changed, Set<Digest> removed) {
        Disk.forceNames(blobs);
        if (changed || isNew) {
            write(content);
            isNew = false;
        }
        added.clear();
        discard(removed);
    }

    @Override
    public void rollback() {
        discard(added);
        added.clear();
        if (isNew && !hasIndex()) {
            discardNew();
        }
    }

    /** Of an archive that was never committed nothing is left, but for what a killed writer left. */
    private void discardNew() {
        Disk.sweep(blobs);
        Disk.sweep(path);
        Disk.discard(blobs);
        if (Disk.look(blobs).isEmpty()) {
            Disk.discard(path.resolve(ArchiveLock.FILE));
        }
        if (madeDirectory) {
            Disk.discard(path);
        }
    }

    private void discard(Collection<Digest> digests) {
        digests.forEach(digest -> Disk.discard(file(digest)));
    }

    private void write(ArtifactIndex content) {
        Path temporary = path.resolve(Disk.TEMPORARY + IndexJson.NAME);
        try {
            try (OutputStream out = new BufferedOutputStream(open(temporary))) {
                IndexJson.write(content, out);
            }
            if (Files.size(temporary) > IndexJson.LIMIT) {
                throw IndexJson.tooLarge(Disk.origin(path));
            }
        } catch (IOException e) {
            throw Disk.failed("write", temporary, e);
        }
        Disk.force(temporary);
        Disk.rename(temporary, index);
        Disk.forceNames(path);
    }

    private static OutputStream open(Path temporary) throws IOException {
        return Files.newOutputStream(
                temporary,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    private Path file(Digest digest) {
        return path.resolve(Contents.name(digest));
    }

    @Override
    public void close() {
        // Nothing is held open.
    }

    /** Content in a file of its own, which gets its name when it is kept. */
    private final class FileSlot implements Slot {
        private final TemporaryFile file;
        private Optional<Digest> digest = Optional.empty();

        FileSlot(TemporaryFile file) {
            this.file = file;
        }

        @Override
        public void write(long at, byte[] bytes, int from, int length) throws IOException {
            file.write(at, bytes, from, length);
        }

        @Override
        public boolean isResumable() {
            return file.channel().isOpen();
        }

        @Override
        public InputStream content(long size) {
            return new ChannelInput(file.channel(), 0, size);
        }

        @Override
        public void complete(Digest found, long size) throws IOException {
            file.complete(size);
            digest = Optional.of(found);
        }

        @Override
        public void keep() {
            Digest name = digest.orElseThrow();
            boolean isNew = size(name).isEmpty();
            file.place(file(name));
            if (isNew) {
                added.add(name);
            }
        }

        @Override
        public Failure failed(IOException cause) {
            return file.failed(cause);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
