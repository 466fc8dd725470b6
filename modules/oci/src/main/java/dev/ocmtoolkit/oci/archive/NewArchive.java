// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The making of an archive that may be one in place of another: then what is there stays as it is until the new one, which is built
 * beside it, is whole.
 */
public final class NewArchive implements AutoCloseable {
    private final Path place;
    private final Path building;
    private boolean done;

    private NewArchive(Path place, Path building) {
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
        Path place = path.toAbsolutePath().normalize();
        return new NewArchive(place, place);
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
        return new NewArchive(place, place.resolveSibling(Disk.TEMPORARY + UUID.randomUUID()));
    }

    /** {@return where to build it} */
    public Path path() {
        return building;
    }

    /**
     * It is whole: puts it in its place.
     *
     * @throws Failure STORAGE when that fails; then what was there is there again
     */
    public void done() {
        if (!building.equals(place) && !Files.isDirectory(place) && !Files.isDirectory(building)) {
            Disk.rename(building, place);
            Disk.forceNames(place.resolveSibling(""));
        } else if (!building.equals(place)) {
            Path old = place.resolveSibling(Disk.TEMPORARY + UUID.randomUUID());
            Disk.rename(place, old);
            try {
                Disk.rename(building, place);
            } catch (Failure failure) {
                Disk.rename(old, place);
                throw failure;
            }
            Disk.forceNames(place.resolveSibling(""));
            discardAll(old);
        }
        done = true;
    }

    /** Removes what was begun, unless it is done. */
    @Override
    public void close() {
        if (!done && !building.equals(place)) {
            discardAll(building);
        }
    }

    private static void discardAll(Path path) {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            deepestFirst.forEach(Disk::discard);
        } catch (IOException e) {
            // Best effort: leftovers take space and nothing else.
        }
    }
}
