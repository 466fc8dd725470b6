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
        for (int left = TRIES - 1; ; left--) {
            cancellation.check();
            try {
                return copyOnce(move, mountFrom);
            } catch (Failure failure) {
                if (left == 0 || failure.kind() != Failure.Kind.UNREACHABLE) {
                    throw failure;
                }
            }
        }
    }

    private Evidence copyOnce(Move.CopyBlob move, List<String> mountFrom) {
        Descriptor blob = move.blob();
        return switch (start(move.to(), blob, mountFrom)) {
            case BlobStart.Present(Evidence evidence) -> evidence;
            case BlobStart.Open(BlobUpload upload) -> {
                try (upload;
                        VerifiedReader reader = open(move)) {
                    listener.sending(blob);
                    yield send(upload, blob.digest(), new Verified(reader, blob.size()));
                }
            }
        };
    }

    Evidence put(Move.PutBlob move) {
        return switch (start(move.to(), move.blob(), List.of())) {
            case BlobStart.Present(Evidence evidence) -> evidence;
            case BlobStart.Open(BlobUpload upload) -> {
                try (upload) {
                    listener.sending(move.blob());
                    Evidence evidence = send(upload, move.blob().digest(), move.content());
                    listener.progress(move.blob().size());
                    yield evidence;
                }
            }
        };
    }

    /** Sends content of unknown digest and tells what it turned out to be. */
    Descriptor pack(Move.Pack move) {
        cancellation.check();
        BlobStart start;
        try {
            start = move.to().startBlob(Optional.empty(), move.content().length(), List.of());
        } catch (Failure failure) {
            throw failure.on(Side.TARGET);
        }
        if (!(start instanceof BlobStart.Open(BlobUpload upload))) {
            throw new IllegalStateException("a blob without a digest cannot be present");
        }
        try (upload) {
            Hashing content = new Hashing(move.content());
            upload.append(content);
            Descriptor packed = content.descriptor(move.mediaType());
            upload.finish(packed.digest(), Body.empty());
            return packed;
        } catch (Failure failure) {
            throw failure.on(Side.TARGET);
        }
    }

    private static BlobStart start(OciTarget to, Descriptor blob, List<String> mountFrom) {
        try {
            return to.startBlob(Optional.of(blob.digest()), OptionalLong.of(blob.size()), mountFrom);
        } catch (Failure failure) {
            throw failure.on(Side.TARGET);
        }
    }

    private static VerifiedReader open(Move.CopyBlob move) {
        try {
            return new VerifiedReader(move.from(), move.blob());
        } catch (Failure failure) {
            throw failure.on(Side.SOURCE);
        }
    }

    private static Evidence send(BlobUpload upload, Digest digest, Body body) {
        try {
            return upload.finish(digest, body);
        } catch (Failure failure) {
            throw failure.on(Side.TARGET);
        }
    }

    /** What a verified reader reads; the last buffer comes only after the digest was found right. */
    private final class Verified implements Body {
        private final VerifiedReader reader;
        private final long size;

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
            long sent = 0;
            try {
                for (int n = read(buffer); n >= 0; n = read(buffer)) {
                    cancellation.check();
                    out.write(buffer, 0, n);
                    sent += n;
                    listener.progress(n);
                }
            } catch (IOException | Failure e) {
                listener.progress(-sent);
                throw e;
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

    /** A body that is hashed and counted on its way. */
    private final class Hashing implements Body {
        private final Body content;
        private final MessageDigest hash = Digest.newHash("sha256");
        private long size;

        Hashing(Body content) {
            this.content = content;
        }

        @Override
        public OptionalLong length() {
            return content.length();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            content.writeTo(new OutputStream() {
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
            });
        }

        Descriptor descriptor(String mediaType) {
            return new Descriptor(mediaType, Digest.ofHash("sha256", hash.digest()), size);
        }
    }
}
