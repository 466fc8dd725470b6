// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.http.Answer;
import dev.ocmtoolkit.oci.http.Breaks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Content that a web server sends. */
final class Download implements Content {
    /** What is longer than 256 GiB is an endless stream rather than content. */
    private static final long LIMIT = 256L * 1024 * 1024 * 1024;

    private static final int BUFFER = 64 * 1024;

    private final Web web;
    private final Supplier<Found> where;
    private final Optional<String> mediaType;
    private @Nullable Found found;
    private @Nullable String told;

    /**
     * What to ask for.
     *
     * @param request the request
     * @param checksum the digest that the server's own index gives for it
     */
    record Found(Request request, Optional<Digest> checksum) {
        Found(Request request) {
            this(request, Optional.empty());
        }
    }

    /**
     * Content.
     *
     * @param web asks for it
     * @param where finds what to ask for, when it is needed
     * @param mediaType what it is; empty: what the server says
     */
    Download(Web web, Supplier<Found> where, Optional<String> mediaType) {
        this.web = web;
        this.where = where;
        this.mediaType = mediaType;
    }

    private Found found() {
        if (found == null) {
            found = where.get();
        }
        return found;
    }

    @Override
    public String mediaType() {
        if (mediaType.isPresent()) {
            return mediaType.get();
        }
        if (told == null) {
            try (Answer answer = web.open(found().request())) {
                told = type(answer);
            }
        }
        return told;
    }

    private static String type(Answer answer) {
        return answer.header("Content-Type")
                .map(value -> value.split(";", 2)[0].strip())
                .filter(value -> !value.isEmpty())
                .orElse(MediaTypes.OCTET_STREAM);
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.empty();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Request request = found().request();
        MessageDigest hash = Digest.newHash(algorithm());
        try (Answer answer = web.open(request)) {
            told = type(answer);
            InputStream in = answer.body();
            byte[] buffer = new byte[BUFFER];
            long left = LIMIT;
            for (int n = read(in, buffer, request); n >= 0; n = read(in, buffer, request)) {
                left -= n;
                if (left < 0) {
                    throw new Failure(
                            Failure.Kind.INVALID,
                            "%s: more than %d bytes are not accepted".formatted(request.what(), LIMIT));
                }
                hash.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        }
        requireChecksum(Digest.ofHash(algorithm(), hash.digest()));
    }

    private String algorithm() {
        return found().checksum().map(Digest::algorithm).orElse("sha256");
    }

    private int read(InputStream in, byte[] buffer, Request request) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw Breaks.failure(web.call(request), e);
        }
    }

    private void requireChecksum(Digest actual) {
        if (found().checksum().filter(checksum -> !checksum.equals(actual)).isPresent()) {
            throw new Failure(
                    Failure.Kind.CORRUPT,
                    Failure.Side.NONE,
                    "%s does not match the digest in the server's index: the content has %s"
                            .formatted(found().request().what(), actual),
                    "restore it there, or transfer from another source",
                    null);
        }
    }
}
