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

/** An archive that is one file, a tar or a tgz. */
final class FileMedium implements Medium {
    private final Path path;
    private Packed packed;

    FileMedium(Path path) {
        this.path = path;
        this.packed = read(OpenFile.of(path));
    }

    private static Packed read(OpenFile file) {
        try {
            return switch (format(file)) {
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

    private static ArchiveFormat format(OpenFile file) {
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
        return packed.index();
    }

    @Override
    public OptionalLong size(Digest digest) {
        return packed.size(digest);
    }

    @Override
    public InputStream open(Digest digest, long offset) {
        return packed.open(digest, offset);
    }

    @Override
    public ArchiveLock lock() {
        throw new Failure(Failure.Kind.UNSUPPORTED, "archive %s cannot be written".formatted(Disk.origin(path)));
    }

    @Override
    public void prepare() {
        throw new IllegalStateException();
    }

    @Override
    public Slot slot(Optional<Digest> digest, OptionalLong size) {
        throw new IllegalStateException();
    }

    @Override
    public void commit(ArtifactIndex index, boolean changed, Set<Digest> removed) {
        throw new IllegalStateException();
    }

    @Override
    public void rollback() {
        throw new IllegalStateException();
    }

    @Override
    public void close() {
        packed.close();
    }
}
