// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.archive;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Document;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciSource;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the tar of an artifact set from its begin on, and puts its blobs aside. */
final class SetReader implements AutoCloseable {
    private static final Set<String> INDEX = Set.of("index.json", "artifact-descriptor.json");
    private static final String BLOBS = "blobs/";
    private static final int BUFFER = 64 * 1024;
    /** Layers are compressed already: what grows far beyond this was made to fill disks. */
    private static final int GROWTH = 200;

    private static final long ALWAYS_ALLOWED = 64L * 1024 * 1024;

    private record Place(long offset, long size) {}

    private final OciSource from;
    private final Descriptor blob;
    private final Cancellation cancellation;
    private final Scratch scratch = new Scratch(Scratch.IN_MEMORY);
    private final Map<Digest, Place> places = new HashMap<>();
    private byte @Nullable [] index;

    SetReader(OciSource from, Descriptor blob, Cancellation cancellation) {
        this.from = from;
        this.blob = blob;
        this.cancellation = cancellation;
    }

    /** Reads on to the index. */
    void readIndex() {
        read(false);
    }

    /** Reads everything, and the blob to its verified end. */
    void readAll() {
        read(true);
    }

    private void read(boolean all) {
        try (VerifiedReader reader = new VerifiedReader(from, blob)) {
            InputStream raw = new BufferedInputStream(new Checked(reader), BUFFER);
            Bounded plain = new Bounded(isGzip(raw) ? new GZIPInputStream(raw, BUFFER) : raw);
            TarScan scan = new TarScan(plain, ArtifactSet.what(from, blob));
            for (Optional<TarScan.Entry> entry = scan.next(); entry.isPresent(); entry = scan.next()) {
                take(entry.get(), scan, all);
            }
            plain.transferTo(OutputStream.nullOutputStream());
            raw.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    Failure.Side.NONE,
                    "%s is a damaged tar or gzip".formatted(ArtifactSet.what(from, blob)),
                    "transfer from another source",
                    e);
        }
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip;
    }

    private void take(TarScan.Entry entry, TarScan scan, boolean all) throws IOException {
        if (INDEX.contains(entry.name())) {
            if (entry.size() > Document.LIMIT) {
                throw tooLarge("an index of more than %d bytes".formatted(Document.LIMIT));
            }
            index = scan.content(entry).readAllBytes();
        } else if (all && entry.name().startsWith(BLOBS)) {
            Optional<Digest> digest = digest(entry.name().substring(BLOBS.length()));
            if (digest.isPresent()) {
                putAside(digest.get(), scan.content(entry));
            }
        }
    }

    /** From {@code sha256.HEX} or {@code sha256/HEX}; what else may lie there is nothing of ours. */
    private static Optional<Digest> digest(String name) {
        try {
            return Optional.of(Digest.parse(name.replaceFirst("[./]", ":")));
        } catch (Failure failure) {
            return Optional.empty();
        }
    }

    private void putAside(Digest digest, InputStream content) throws IOException {
        long offset = scratch.size();
        byte[] buffer = new byte[BUFFER];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            scratch.write(buffer, 0, n);
        }
        places.putIfAbsent(digest, new Place(offset, scratch.size() - offset));
    }

    Optional<byte[]> index() {
        return Optional.ofNullable(index);
    }

    OptionalLong size(Digest digest) {
        Place place = places.get(digest);
        return place == null ? OptionalLong.empty() : OptionalLong.of(place.size());
    }

    InputStream open(Digest digest) {
        Place place = places.get(digest);
        if (place == null) {
            throw new Failure(
                    Failure.Kind.NOT_FOUND, "blob %s is not in %s".formatted(digest, ArtifactSet.what(from, blob)));
        }
        return scratch.open(place.offset(), place.size());
    }

    byte[] small(Digest digest, int limit) {
        try (InputStream in = open(digest)) {
            if (size(digest).orElse(0) > limit) {
                throw tooLarge("a manifest of more than %d bytes".formatted(limit));
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new Failure(
                    Failure.Kind.STORAGE,
                    Failure.Side.NONE,
                    "%s cannot be read back from its temporary file".formatted(ArtifactSet.what(from, blob)),
                    "try again",
                    e);
        }
    }

    private Failure tooLarge(String what) {
        return new Failure(
                Failure.Kind.INVALID, "%s has %s, which is not accepted".formatted(ArtifactSet.what(from, blob), what));
    }

    @Override
    public void close() {
        scratch.close();
    }

    /** The verified bytes as a stream. */
    private final class Checked extends InputStream {
        private final VerifiedReader reader;

        Checked(VerifiedReader reader) {
            this.reader = reader;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            cancellation.check();
            return length == 0 ? 0 : reader.read(bytes, offset, length);
        }
    }

    /** What comes out of gzip, as long as it is not absurdly more than what goes in. */
    private final class Bounded extends InputStream {
        private final InputStream in;
        private long left = ALWAYS_ALLOWED + GROWTH * blob.size();

        Bounded(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            left -= Math.max(n, 0);
            if (left < 0) {
                throw tooLarge("content that unpacks to more than %d times its size".formatted(GROWTH));
            }
            return n;
        }
    }
}
