// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import dev.ocmtoolkit.oci.Descriptor;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.VerifiedReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Blobs: end-2 and end-10 of the distribution specification. */
final class BlobEndpoints {
    private static final int BUFFER = 64 * 1024;

    private final OciRegistry registry;

    BlobEndpoints(OciRegistry registry) {
        this.registry = registry;
    }

    /** GET and HEAD. */
    void get(Call call, Route.BlobAt at) throws IOException {
        OciStore store = registry.repository(at.repository());
        Descriptor blob = store.blob(at.digest())
                .orElseThrow(() -> new Refusal(
                        ErrorCode.BLOB_UNKNOWN, "there is no blob %s in %s".formatted(at.digest(), at.repository())));
        call.with("Accept-Ranges", "bytes")
                .with("Docker-Content-Digest", blob.digest().toString())
                .with("Content-Type", blob.mediaType());
        Optional<ByteRange> range = call.header("Range").flatMap(header -> ByteRange.parse(header, blob.size()));
        if (call.isHead()) {
            call.answer(200, blob.size(), out -> {});
        } else if (range.isEmpty()) {
            whole(call, store, blob);
        } else if (range.get().isSatisfiable()) {
            part(call, store, blob, range.get());
        } else {
            call.with("Content-Range", "bytes */" + blob.size())
                    .refuse(new Refusal(
                            416, ErrorCode.SIZE_INVALID, "the blob has %d bytes only".formatted(blob.size())));
        }
    }

    /** DELETE. */
    void delete(Call call, Route.BlobAt at, Writes writes) throws IOException {
        writes.commit(() -> {
            registry.repository(at.repository()).deleteBlob(at.digest());
            return at;
        });
        call.answer(202);
    }

    /** Sends a blob whose last bytes go out only when its digest was found right; else the answer stays incomplete. */
    private static void whole(Call call, OciStore store, Descriptor blob) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (VerifiedReader reader = new VerifiedReader(store, blob)) {
            int n = reader.read(buffer, 0, buffer.length);
            call.answer(200, blob.size(), out -> {
                for (int more = n; more > 0; more = reader.read(buffer, 0, buffer.length)) {
                    out.write(buffer, 0, more);
                }
            });
        }
    }

    private static void part(Call call, OciStore store, Descriptor blob, ByteRange range) throws IOException {
        call.with("Content-Range", "bytes %d-%d/%d".formatted(range.first(), range.last(), blob.size()));
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = store.openBlob(blob, range.first())) {
            call.answer(206, range.length(), out -> {
                for (long left = range.length(); left > 0; ) {
                    int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (n < 0) {
                        throw new Failure(Failure.Kind.CORRUPT, "blob %s is truncated".formatted(blob.digest()));
                    }
                    out.write(buffer, 0, n);
                    left -= n;
                }
            });
        }
    }
}
