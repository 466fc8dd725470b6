// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * The making of an archive that may be one in place of another: then what is there stays as it is until the new one, which is built
 * beside it, is whole.
 */
public final class NewArchive implements AutoCloseable {
    private final Path place;
    private final Optional<Unfinished> building;

    private NewArchive(Path place, Optional<Unfinished> building) {
        this.place = place;
        this.building = building;
    }

    /**
     * Begins to make an archive where there may be one, which is added to then.
     *
     * @param path its directory or its file
     * @return the making; to be closed
     */
    public static NewArchive at(Path path) {
        return new NewArchive(path.toAbsolutePath().normalize(), Optional.empty());
    }

    /**
     * Begins to make an archive in place of what there may be.
     *
     * @param path its directory or its file
     * @return the making; to be closed
     * @throws Failure CONFLICT when something else than an archive is there, or somebody writes to it
     */
    public static NewArchive insteadOf(Path path) {
        Path place = path.toAbsolutePath().normalize();
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return at(place);
        }
        if (Files.isDirectory(place)) {
            if (!Files.exists(place.resolve(IndexJson.NAME))) {
                Disk.refuseOtherContent(place);
            }
            ArchiveLock.take(place).close();
        } else if (!FileMedium.isFormat(place)) {
            throw new Failure(
                    Failure.Kind.CONFLICT,
                    Failure.Side.NONE,
                    "%s is no archive, and is not replaced by one".formatted(place),
                    "give another path, or remove it",
                    null);
        }
        try {
            return new NewArchive(place, Optional.of(Unfinished.at(place)));
        } catch (IOException e) {
            throw Disk.failed("write", place, e);
        }
    }

    /** {@return where to build it} */
    public Path path() {
        return building.map(Unfinished::path).orElse(place);
    }

    /**
     * It is whole: puts it in its place.
     *
     * @throws Failure STORAGE when that fails; then what was there is there again
     */
    public void done() {
        building.ifPresent(this::replace);
    }

    private void replace(Unfinished whole) {
        if (!Files.isDirectory(place) && !Files.isDirectory(whole.path())) {
            whole.done();
            Disk.forceNames(place.resolveSibling(""));
            return;
        }
        // Nobody sweeps it: should the process be killed now, it is all there is.
        Path old = place.resolveSibling(Disk.TEMPORARY + UUID.randomUUID());
        Disk.rename(place, old);
        try {
            whole.done();
        } catch (Failure failure) {
            Disk.rename(old, place);
            throw failure;
        }
        Disk.forceNames(place.resolveSibling(""));
        Unfinished.discardAll(old);
    }

    /** Removes what was begun, unless it is done. */
    @Override
    public void close() {
        building.ifPresent(Unfinished::close);
    }
}
