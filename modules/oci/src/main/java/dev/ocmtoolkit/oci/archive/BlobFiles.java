// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.UUID;

/** The files below {@code blobs/}: each holds the content with the digest that it is named by. */
final class BlobFiles {
    private final Path directory;

    BlobFiles(Path archive) {
        this.directory = archive.resolve("blobs");
    }

    /** The size of the file of a digest; empty when there is none. */
    OptionalLong size(Digest digest) {
        if (!Disk.directory(directory)) {
            return OptionalLong.empty();
        }
        return Disk.file(path(digest))
                .map(BasicFileAttributes::size)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** Opens the file of a digest, which is there. */
    InputStream open(Digest digest, long offset) {
        Path file = path(digest);
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

    /** Makes the directory if needed, and removes what a killed writer left. */
    void prepare() {
        if (!Disk.directory(directory)) {
            try {
                Files.createDirectory(directory);
            } catch (IOException e) {
                throw Disk.failed("make", directory, e);
            }
        }
        Disk.sweep(directory);
    }

    Path temporary() {
        return directory.resolve(Disk.TEMPORARY + UUID.randomUUID());
    }

    FileChannel create(Path temporary) {
        try {
            return FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw Disk.failed("write", temporary, e);
        }
    }

    /** Gives a temporary file, whose digest was found right and whose content is on the medium, its name. */
    void keep(Path temporary, Digest digest) {
        Disk.rename(temporary, path(digest));
    }

    /** Forces the names of what was kept to the medium; the content was before it got its name. */
    void forceNames() {
        Disk.forceNames(directory);
    }

    void discard(Collection<Digest> digests) {
        for (Digest digest : digests) {
            Disk.discard(path(digest));
        }
    }

    private Path path(Digest digest) {
        return directory.resolve(digest.algorithm() + "." + digest.hex());
    }
}
