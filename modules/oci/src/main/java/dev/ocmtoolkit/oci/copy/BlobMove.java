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
    /** One for each lane. */
    static final ThreadLocal<byte[]> BUFFERS = ThreadLocal.withInitial(() -> new byte[BUFFER]);

    private final RunListener listener;
    private final Cancellation cancellation;

    BlobMove(RunListener listener, Cancellation cancellation) {
        this.listener = listener;
        this.cancellation = cancellation;
    }

    /** Why a blob is known to be there, and what it took. */
    record Moved(Evidence evidence, Effort effort) {}

    Moved copy(Move.CopyBlob move, List<String> mountFrom) {
        Copy copy = new Copy(move, mountFrom);
        long begun = System.nanoTime();
        Evidence evidence = again(copy::once, cancellation);
        return new Moved(evidence, Effort.since(begun, copy.bytes, copy.tries - 1));
    }

    /** Does something once, and again where it broke on the way and may go better the next time. */
    static <T> T again(Supplier<T> once, Cancellation cancellation) {
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

    Moved put(Move.PutBlob move) {
        long begun = System.nanoTime();
        return switch (start(move.to(), move.blob(), List.of())) {
            case BlobStart.Present(Evidence evidence) -> new Moved(evidence, Effort.since(begun, 0, 0));
            case BlobStart.Open(BlobUpload upload) -> {
                try (upload) {
                    listener.sending(move.blob().size());
                    Evidence evidence = send(upload, move.blob().digest(), move.content());
                    listener.progress(move.blob().size());
                    yield new Moved(evidence, Effort.since(begun, move.blob().size(), 0));
                }
            }
        };
    }

    private static BlobStart start(OciTarget to, Descriptor blob, List<String> mountFrom) {
        return start(to, Optional.of(blob.digest()), OptionalLong.of(blob.size()), mountFrom);
    }

    static BlobStart start(OciTarget to, Optional<Digest> digest, OptionalLong size, List<String> mountFrom) {
        try {
            return to.startBlob(digest, size, mountFrom);
        } catch (Failure failure) {
            throw failure.on(Side.TARGET);
        }
    }

    static Evidence send(BlobUpload upload, Digest digest, Body body) {
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
        private int tries;
        private long bytes;

        Copy(Move.CopyBlob move, List<String> mountFrom) {
            this.move = move;
            this.mountFrom = mountFrom;
        }

        Evidence once() {
            tries++;
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
            } finally {
                bytes += body.sent;
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
}
