// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An archive that is one file, a tar or a tgz. What is written goes to a draft beside it, which takes its place when it is committed:
 * new content first, as it comes, then what stays of the old file, then the index.
 */
final class FileMedium implements Medium {
    private final Path path;
    private final ArchiveFormat asked;
    private volatile Optional<Packed> packed;
    private volatile Optional<Draft> draft = Optional.empty();

    /** What is at a path. */
    FileMedium(Path path) {
        this.path = path;
        this.packed = Optional.of(read(OpenFile.of(path)));
        this.asked = ArchiveFormat.TGZ;
    }

    /** An archive that is yet to be made, with the first commit; another writer may make it before, of whichever form. */
    FileMedium(Path path, ArchiveFormat format) {
        this.path = path;
        this.packed = Optional.empty();
        this.asked = format;
    }

    private static Packed read(OpenFile file) {
        try {
            return switch (formatOf(file)) {
                case TAR -> TarFile.open(file);
                case TGZ -> {
                    Optional<Packed> ours = TgzFile.open(file).map(tgz -> tgz);
                    yield ours.isPresent() ? ours.get() : ForeignTgz.open(file);
                }
                case DIRECTORY -> throw new IllegalStateException("a file is no directory");
            };
        } catch (Failure e) {
            file.close();
            throw e;
        }
    }

    private static ArchiveFormat formatOf(OpenFile file) {
        byte[] start;
        try (InputStream in = file.all()) {
            start = in.readNBytes(TarScan.BLOCK);
        } catch (IOException e) {
            throw file.damaged(e);
        }
        return format(start)
                .orElseThrow(() -> new Failure(
                                Failure.Kind.UNSUPPORTED,
                                "%s is no archive: it is neither a tar nor a tgz".formatted(file.origin()))
                        .hint("name a transport archive"));
    }

    /** Whether a file begins as a tar or a tgz does. */
    static boolean isFormat(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return format(in.readNBytes(TarScan.BLOCK)).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<ArchiveFormat> format(byte[] start) {
        if (start.length > 2 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
            return Optional.of(ArchiveFormat.TGZ);
        }
        boolean tar = start.length == TarScan.BLOCK
                && new String(Arrays.copyOfRange(start, 257, 262), StandardCharsets.US_ASCII).equals("ustar");
        return tar ? Optional.of(ArchiveFormat.TAR) : Optional.empty();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public ArtifactIndex index() {
        return packed.map(Packed::index).orElseGet(ArtifactIndex::new);
    }

    @Override
    public Optional<byte[]> description() {
        return packed.flatMap(Packed::description);
    }

    @Override
    public OptionalLong size(Digest digest) {
        OptionalLong written = draft.map(d -> d.size(digest)).orElse(OptionalLong.empty());
        return written.isPresent() ? written : packed.map(p -> p.size(digest)).orElse(OptionalLong.empty());
    }

    @Override
    public InputStream open(Digest digest, long offset) {
        Optional<Draft> written = draft.filter(d -> d.size(digest).isPresent());
        try {
            return written.isPresent()
                    ? written.get().open(digest, offset)
                    : packed.orElseThrow().open(digest, offset);
        } catch (IOException e) {
            throw Disk.failed("read", path, e);
        }
    }

    @Override
    public ArchiveLock lock() {
        Path place = place();
        try {
            Files.createDirectories(place.resolveSibling(""));
        } catch (IOException e) {
            throw Disk.failed("make", place.resolveSibling(""), e);
        }
        return ArchiveLock.takeBeside(place);
    }

    /** Where the file is: a link to it stays one. */
    private Path place() {
        try {
            return Files.exists(path) ? path.toRealPath() : path;
        } catch (IOException e) {
            throw Disk.failed("read", path, e);
        }
    }

    @Override
    public void prepare() {
        Disk.sweepBeside(place());
        Optional<OpenFile.Stamp> now = OpenFile.Stamp.of(path);
        if (!now.equals(packed.map(old -> old.file().stamp()))) {
            Packed fresh = read(OpenFile.of(path));
            packed.ifPresent(Packed::close);
            packed = Optional.of(fresh);
        }
    }

    @Override
    public synchronized Slot slot(Optional<Digest> digest, OptionalLong size) {
        Draft begun = draft();
        return digest.isPresent() && size.isPresent()
                ? begun.slot(digest.get(), size.getAsLong())
                : new SpoolSlot(new TemporaryFile(Disk.temporary(place())), begun);
    }

    private Draft draft() {
        if (draft.isEmpty()) {
            Path place = place();
            Path temporary = Disk.temporary(place);
            draft = Optional.of(
                    format() == ArchiveFormat.TAR ? new TarDraft(temporary) : new TgzDraft(temporary, place));
        }
        return draft.get();
    }

    private ArchiveFormat format() {
        return packed.map(old -> old instanceof TarFile ? ArchiveFormat.TAR : ArchiveFormat.TGZ)
                .orElse(asked);
    }

    @Override
    public synchronized void commit(ArtifactIndex index, boolean changed, Set<Digest> removed) {
        if (!changed && removed.isEmpty() && draft.isEmpty() && packed.isPresent()) {
            return;
        }
        Draft next = draft();
        try {
            removed.forEach(next::remove);
            for (Digest digest : packed.map(Packed::digests).orElse(Set.of())) {
                if (!removed.contains(digest) && next.size(digest).isEmpty()) {
                    next.retain(packed.orElseThrow(), digest);
                }
            }
            Packed finished = next.finish(index, place());
            packed.ifPresent(Packed::close);
            packed = Optional.of(finished);
            draft = Optional.empty();
        } catch (IOException e) {
            rollback();
            throw Disk.failed("write", path, e);
        } catch (Failure e) {
            rollback();
            throw e;
        }
    }

    @Override
    public synchronized void rollback() {
        draft.ifPresent(Draft::close);
        draft = Optional.empty();
    }

    @Override
    public void close() {
        rollback();
        packed.ifPresent(Packed::close);
    }
}
