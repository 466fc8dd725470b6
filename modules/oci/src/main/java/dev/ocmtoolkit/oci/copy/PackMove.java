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
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sends content of unknown digest, in one thread, and tells what it turned out to be. Where the digest is known after all, the target is
 * asked for it first.
 */
final class PackMove {
    private final Move.Pack move;
    private final Optional<Digest> known;
    private final List<String> mountFrom;
    private final RunListener listener;
    private final Cancellation cancellation;
    private boolean told;
    private int tries;
    private long bytes;

    /** What was packed, and why it is known to be there. */
    record Packed(Descriptor blob, Evidence evidence) {}

    PackMove(
            Move.Pack move,
            Optional<Digest> known,
            List<String> mountFrom,
            RunListener listener,
            Cancellation cancellation) {
        this.move = move;
        this.known = known;
        this.mountFrom = mountFrom;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    Packed run() {
        return BlobMove.again(this::once, cancellation);
    }

    /** What it took since a moment. */
    Effort effort(long begunNanos) {
        return Effort.since(begunNanos, bytes, tries - 1);
    }

    private Packed once() {
        tries++;
        return switch (BlobMove.start(move.to(), known, move.content().length(), mountFrom)) {
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
        } finally {
            bytes += content.size;
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
