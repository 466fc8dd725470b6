// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.server;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.OciRegistry;
import dev.ocmtoolkit.oci.OciStore;
import dev.ocmtoolkit.oci.RepositoryName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Uploads and mounts: end-4, end-5, end-6, end-11, end-13 and end-14 of the distribution specification. */
final class UploadEndpoints {
    private static final Pattern CONTENT_RANGE = Pattern.compile("(?:bytes )?(\\d{1,18})-(\\d{1,18})(?:/.*)?");

    private final OciRegistry registry;
    private final Writes writes;
    private final UploadSessions sessions;

    UploadEndpoints(OciRegistry registry, Writes writes, UploadSessions sessions) {
        this.registry = registry;
        this.writes = writes;
        this.sessions = sessions;
    }

    /** POST: a whole blob, a mount, or the beginning of a session. */
    void begin(Call call, Route.Uploads at) throws IOException {
        OciStore store = registry.repository(at.repository());
        Optional<Digest> whole = call.query("digest").map(Route::digest);
        if (whole.isPresent()) {
            receive(call, store, whole.get());
            return;
        }
        Optional<Digest> mount = call.query("mount").map(Route::digest);
        List<String> from =
                mount.map(digest -> holders(store, digest, call.query("from"))).orElse(List.of());
        switch (store.startBlob(mount, OptionalLong.empty(), from)) {
            case BlobStart.Present present -> created(call, at.repository(), mount.orElseThrow());
            case BlobStart.Open open -> {
                try (UploadSessions.Session session = sessions.open(at.repository(), open.upload())) {
                    tell(call, session);
                }
                call.answer(202);
            }
        }
    }

    // A session is given back before the answer is sent: the client's next request may be here at once.

    /** PATCH: the next piece. */
    void append(Call call, Route.UploadAt at) throws IOException {
        try (UploadSessions.Session session = sessions.use(at.repository(), at.id())) {
            checkOrder(call, session);
            try {
                session.upload().append(call.body());
            } catch (Failure e) {
                session.sync();
                throw e;
            }
            session.advance(call.body().count());
            tell(call, session);
        }
        call.answer(202);
    }

    /** PUT: the last piece, or nothing, and the digest. */
    void finish(Call call, Route.UploadAt at) throws IOException {
        Digest digest = Route.digest(call.query("digest").orElse(""));
        try (UploadSessions.Session session = sessions.use(at.repository(), at.id())) {
            checkOrder(call, session);
            try {
                session.upload().finish(digest, call.body());
            } catch (Failure e) {
                if (e.kind() == Failure.Kind.UNREACHABLE) {
                    session.sync();
                } else {
                    session.end();
                }
                throw e;
            }
            session.end();
        }
        writes.commit(() -> digest);
        created(call, at.repository(), digest);
    }

    /** GET: how far it is. */
    void state(Call call, Route.UploadAt at) throws IOException {
        try (UploadSessions.Session session = sessions.use(at.repository(), at.id())) {
            tell(call, session);
        }
        call.answer(204);
    }

    /** DELETE: forget it. */
    void cancel(Call call, Route.UploadAt at) throws IOException {
        try (UploadSessions.Session session = sessions.use(at.repository(), at.id())) {
            session.end();
        }
        call.answer(204);
    }

    private void receive(Call call, OciStore store, Digest digest) throws IOException {
        switch (store.startBlob(Optional.empty(), call.body().length(), List.of())) {
            case BlobStart.Present present ->
                throw new IllegalStateException("no digest was named, and still the registry has the blob");
            case BlobStart.Open open -> {
                try (BlobUpload upload = open.upload()) {
                    Body body = call.body();
                    upload.finish(digest, body);
                    writes.commit(() -> digest);
                }
            }
        }
        created(call, store.location().repository(), digest);
    }

    /** The repository that was named, or the first that has the blob where none was; a bad name has none. */
    private List<String> holders(OciStore store, Digest digest, Optional<String> from) {
        if (from.isPresent()) {
            return isName(from.get()) ? List.of(from.get()) : List.of();
        }
        if (store.hasBlob(digest).isPresent()) {
            return List.of();
        }
        try (Stream<String> all = registry.repositories()) {
            return all.filter(name -> registry.repository(name).hasBlob(digest).isPresent())
                    .findFirst()
                    .map(List::of)
                    .orElse(List.of());
        }
    }

    private static boolean isName(String text) {
        try {
            RepositoryName.checked(text);
            return true;
        } catch (Failure e) {
            return false;
        }
    }

    /** Refuses a piece that does not begin where the upload is, or is not as long as it says. */
    private static void checkOrder(Call call, UploadSessions.Session session) {
        Optional<String> range = call.header("Content-Range");
        if (range.isPresent()
                && !fits(range.get(), session.offset(), call.body().length())) {
            tell(call, session);
            throw new Refusal(
                    416,
                    ErrorCode.BLOB_UPLOAD_INVALID,
                    "the upload is at byte %d, and the piece does not go on from there".formatted(session.offset()));
        }
    }

    private static boolean fits(String range, long offset, OptionalLong length) {
        Matcher parts = CONTENT_RANGE.matcher(range.strip());
        if (!parts.matches() || Long.parseLong(parts.group(1)) != offset) {
            return false;
        }
        long announced = Long.parseLong(parts.group(2)) - offset + 1;
        return announced >= 0 && (length.isEmpty() || length.getAsLong() == announced);
    }

    private static void tell(Call call, UploadSessions.Session session) {
        call.with("Location", "/v2/%s/blobs/uploads/%s".formatted(session.repository(), session.id()))
                .with("Range", "0-" + Math.max(0, session.offset() - 1))
                .with("Docker-Upload-UUID", session.id());
    }

    private static void created(Call call, String repository, Digest digest) throws IOException {
        call.with("Location", "/v2/%s/blobs/%s".formatted(repository, digest))
                .with("Docker-Content-Digest", digest.toString())
                .answer(201);
    }
}
