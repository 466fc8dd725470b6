// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.copy;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Failure.Side;
import dev.ocmtoolkit.oci.OciTarget;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Moves one blob, in one thread, with one buffer: source, hash, target. What fails on the way and may go better the second time
 * is begun anew; what is corrupt is not.
 */
final class BlobMove {
    private static final int BUFFER = 256 * 1024;
    private static final int TRIES = 3;
    private static final ThreadLocal<byte[]> BUFFERS = ThreadLocal.withInitial(() -> new byte[BUFFER]);

    private final RunListener listener;
    private final Cancellation cancellation;

    BlobMove(RunListener listener, Cancellation cancellation) {
        this.listener = listener;
        this.cancellation = cancellation;
    }

    Evidence copy(Move.CopyBlob move, List<String> mountFrom) {
        return again(new Copy(move, mountFrom)::once);
    }

    private <T> T again(Supplier<T> once) {
        for (int left = TRIES - 1; ; left--) {
            cancellation.check();
            try {
                return once.get();
            } catch (Failure failure) {
                if (left == 0 || failure.kind() != Failure.Kind.UNREACHABLE) {
                    throw failure;
                }
            }
        }
    }

    Evidence put(Move.PutBlob move) {
        return switch (start(move.to(), move.blob(), List.of())) {
            case BlobStart.Present(Evidence evidence) -> evidence;
            case BlobStart.Open(BlobUpload upload) -> {
                try (upload) {
                    listener.sending(move.blob().size());
                    Evidence evidence = send(upload, move.blob().digest(), move.content());
                    listener.progress(move.blob().size());
                    yield evidence;
                }
            }
        };
    }

    /**
     * Sends content of unknown size and tells what it turned out to be.
     *
     * @param known its digest, if that is known before
     * @param mountFrom repositories of the target's origin that have it
     */
    Packed pack(Move.Pack move, Optional<Digest> known, List<String> mountFrom) {
        return again(new Packing(move, known, mountFrom)::once);
    }

    /** What was packed, and why it is known to be there. */
    record Packed(Descriptor blob, Evidence evidence) {}

    private static BlobStart start(OciTarget to, Descriptor blob, List<String> mountFrom) {
        return start(to, Optional.of(blob.digest()), OptionalLong.of(blob.size()), mountFrom);
    }

    private static BlobStart start(OciTarget to, Optional<Digest> digest, OptionalLong size, List<String> mountFrom) {
        try {
            return to.startBlob(digest, size, mountFrom);
        } catch (Failure failure) {
            throw failure.on(Side.TARGET);
        }
    }

    private static Evidence send(BlobUpload upload, Digest digest, Body body) {
        try {
            return upload.finish(digest, body);
        } catch (Failure failure) {
            throw failure.on(Side.TARGET);
        }
    }

    /** One blob on its way, told of once however often it is begun. */
    private final class Copy {
        private final Move.CopyBlob move;
        private final List<String> mountFrom;
        private boolean told;

        Copy(Move.CopyBlob move, List<String> mountFrom) {
            this.move = move;
            this.mountFrom = mountFrom;
        }

        Evidence once() {
            return switch (start(move.to(), move.blob(), mountFrom)) {
                case BlobStart.Present(Evidence evidence) -> evidence;
                case BlobStart.Open(BlobUpload upload) -> {
                    try (upload;
                            VerifiedReader reader = open()) {
                        yield send(upload, new Verified(reader, move.blob().size()));
                    }
                }
            };
        }

        private VerifiedReader open() {
            try {
                return new VerifiedReader(move.from(), move.blob());
            } catch (Failure failure) {
                throw failure.on(Side.SOURCE);
            }
        }

        private Evidence send(BlobUpload upload, Verified body) {
            if (!told) {
                listener.sending(move.blob().size());
                told = true;
            }
            try {
                return BlobMove.send(upload, move.blob().digest(), body);
            } catch (Failure failure) {
                listener.progress(-body.sent);
                throw failure;
            }
        }
    }

    /** What a verified reader reads; the last buffer comes only after the digest was found right. */
    private final class Verified implements Body {
        private final VerifiedReader reader;
        private final long size;
        private long sent;

        Verified(VerifiedReader reader, long size) {
            this.reader = reader;
            this.size = size;
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(size);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            byte[] buffer = BUFFERS.get();
            for (int n = read(buffer); n >= 0; n = read(buffer)) {
                cancellation.check();
                out.write(buffer, 0, n);
                sent += n;
                listener.progress(n);
            }
        }

        private int read(byte[] buffer) {
            try {
                return reader.read(buffer, 0, buffer.length);
            } catch (Failure failure) {
                throw failure.on(Side.SOURCE);
            }
        }
    }

    /** Content on its way that becomes known on the way. */
    private final class Packing {
        private final Move.Pack move;
        private final Optional<Digest> known;
        private final List<String> mountFrom;
        private boolean told;

        Packing(Move.Pack move, Optional<Digest> known, List<String> mountFrom) {
            this.move = move;
            this.known = known;
            this.mountFrom = mountFrom;
        }

        Packed once() {
            return switch (start(move.to(), known, move.content().length(), mountFrom)) {
                case BlobStart.Present(Evidence evidence) -> new Packed(present(), evidence);
                case BlobStart.Open(BlobUpload upload) -> {
                    try (upload) {
                        yield send(upload);
                    }
                }
            };
        }

        private Descriptor present() {
            Digest digest = known.orElseThrow();
            return move.to()
                    .blob(digest)
                    .map(there -> new Descriptor(move.mediaType(), digest, there.size()))
                    .orElseThrow(() -> new Failure(
                            Failure.Kind.INVALID,
                            Side.TARGET,
                            "%s says of blob %s that it is there and that it is not"
                                    .formatted(move.to().location(), digest),
                            "try again",
                            null));
        }

        private Packed send(BlobUpload upload) {
            if (!told) {
                move.content().length().ifPresent(listener::sending);
                told = true;
            }
            Hashing content =
                    new Hashing(move.content(), known.map(Digest::algorithm).orElse("sha256"));
            try {
                upload.append(content);
                Descriptor packed = content.descriptor(move.mediaType());
                requireExpected(packed.digest());
                return new Packed(packed, BlobMove.send(upload, packed.digest(), Body.empty()));
            } catch (Failure failure) {
                listener.progress(-content.size);
                throw failure.on(Side.TARGET);
            }
        }

        private void requireExpected(Digest actual) {
            if (move.expected().filter(expected -> !expected.equals(actual)).isPresent()) {
                throw new Failure(
                        Failure.Kind.CORRUPT,
                        Side.SOURCE,
                        "the content of %s has the digest %s, and its recorded digest is %s"
                                .formatted(move.name(), actual, move.expected().get()),
                        "restore it there, or transfer from another source",
                        null);
            }
        }
    }

    /** A body that is hashed and counted on its way. */
    private final class Hashing implements Body {
        private final Body content;
        private final String algorithm;
        private final MessageDigest hash;
        private long size;

        Hashing(Body content, String algorithm) {
            this.content = content;
            this.algorithm = algorithm;
            this.hash = Digest.newHash(algorithm);
        }

        @Override
        public OptionalLong length() {
            return content.length();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try {
                content.writeTo(counted(out));
            } catch (Failure failure) {
                throw failure.on(Side.SOURCE);
            }
        }

        private OutputStream counted(OutputStream out) {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    cancellation.check();
                    hash.update(bytes, from, length);
                    out.write(bytes, from, length);
                    size += length;
                    listener.progress(length);
                }
            };
        }

        Descriptor descriptor(String mediaType) {
            return new Descriptor(mediaType, Digest.ofHash(algorithm, hash.digest()), size);
        }
    }
}
