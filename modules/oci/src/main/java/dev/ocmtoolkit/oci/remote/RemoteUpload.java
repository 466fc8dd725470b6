// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import dev.ocmtoolkit.oci.BlobUpload;
import dev.ocmtoolkit.oci.Body;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.MediaTypes;
import dev.ocmtoolkit.oci.http.Answer;
import dev.ocmtoolkit.oci.http.HttpCall;
import dev.ocmtoolkit.oci.http.OriginHttp;
import dev.ocmtoolkit.oci.http.RemoteFailure;
import dev.ocmtoolkit.oci.http.Targets;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An upload session. Its address may change with every answer and is never rebuilt; where it is on another host, that host learns
 * nothing of who we are.
 */
final class RemoteUpload implements BlobUpload {
    private static final Duration LAST_WORD = Duration.ofSeconds(2);
    /** As registries write it, with and without the unit; Quay answers {@code 0--1} to an empty upload. */
    private static final Pattern RANGE = Pattern.compile("(?:bytes[= ])?0-(-?[0-9]{1,18})");

    private final OriginHttp http;
    private final RemoteRepository repository;
    private final String what;
    private URI location;
    private long sent;
    private boolean finished;

    RemoteUpload(OriginHttp http, RemoteRepository repository, URI location, String what) {
        this.http = http;
        this.repository = repository;
        this.location = location;
        this.what = what;
    }

    /** One request carries all: what is faster on every registry, and all that some take. */
    @Override
    public long piece(long remaining) {
        return remaining;
    }

    @Override
    public void append(Body body) {
        if (body.length().orElse(-1) == 0) {
            return;
        }
        SentBody content = new SentBody(body);
        HttpCall call = withRange(call("PATCH", location), body).body(content);
        // Some registries answer 201 or 204 to a piece; all mean the same.
        try (Answer answer = http.expect(call, 200, 201, 202, 204)) {
            sent += content.count();
            answer.header("Location").ifPresent(next -> location = Targets.resolve(answer.uri(), next));
        }
    }

    @Override
    public Evidence finish(Digest digest, Body rest) {
        if (rest.length().isEmpty()) {
            append(rest);
            return commit(digest, Body.empty());
        }
        return commit(digest, rest);
    }

    private Evidence commit(Digest digest, Body rest) {
        SentBody content = new SentBody(rest);
        HttpCall call =
                withRange(call("PUT", withDigest(location, digest)), rest).body(content);
        Evidence evidence;
        try (Answer answer = http.send(call)) {
            evidence =
                    answer.status() == 201 ? accepted(answer, digest) : settled(digest, content, refusal(call, answer));
        } catch (Failure broken) {
            if (finished || broken.kind() != Failure.Kind.UNREACHABLE) {
                throw broken;
            }
            evidence = settled(digest, content, broken);
        }
        finished = true;
        return evidence;
    }

    private Evidence accepted(Answer answer, Digest digest) {
        finished = true;
        Optional<Digest> told = ManifestAnswer.told(answer)
                .filter(other -> other.algorithm().equals(digest.algorithm()) && !other.equals(digest));
        if (told.isPresent()) {
            throw new Failure(Failure.Kind.CORRUPT, "%s: the server stored it as %s".formatted(what, told.get()));
        }
        return new Evidence.Accepted();
    }

    private Failure refusal(HttpCall call, Answer answer) {
        RemoteFailure refused = http.failure(call, answer);
        return refused.code().equals("DIGEST_INVALID")
                ? new Failure(Failure.Kind.CORRUPT, Failure.Side.NONE, refused.sentence(), refused.wayOut(), refused)
                : refused;
    }

    /**
     * All was sent and the answer is lost, or is none that says what became of it: the registry may have the blob. Another
     * attempt with the same session would only hear that the session is gone.
     */
    private Evidence settled(Digest digest, SentBody content, Failure otherwise) {
        boolean unclear = switch (otherwise.kind()) {
            case UNREACHABLE, UNAVAILABLE, NOT_FOUND -> true;
            default -> otherwise instanceof RemoteFailure remote && remote.status() < 300;
        };
        if (unclear && content.isWhole()) {
            try {
                Optional<Evidence> seen = repository.hasBlob(digest);
                if (seen.isPresent()) {
                    return seen.get();
                }
            } catch (Failure e) {
                otherwise.addSuppressed(e);
            }
        }
        throw otherwise;
    }

    @Override
    public OptionalLong resync() {
        HttpCall call = call("GET", location);
        try (Answer answer = http.send(call)) {
            if (answer.status() != 204 && answer.status() != 200) {
                return OptionalLong.empty();
            }
            answer.header("Location").ifPresent(next -> location = Targets.resolve(answer.uri(), next));
            Matcher range = RANGE.matcher(answer.header("Range").orElse(""));
            if (!range.matches()) {
                return OptionalLong.empty();
            }
            // A fresh upload and one of a single byte look alike, "0-0": then nothing counts as there.
            long last = Long.parseLong(range.group(1));
            sent = last <= 0 ? 0 : last + 1;
            return OptionalLong.of(sent);
        }
    }

    @Override
    public void close() {
        if (finished) {
            return;
        }
        finished = true;
        try {
            http.afterAll().send(call("DELETE", location).within(LAST_WORD)).close();
        } catch (Failure e) {
            // The registry throws it away by itself some day.
        }
    }

    private HttpCall call(String method, URI target) {
        HttpCall call = HttpCall.of(method, target, what).needs(repository.name(), repository.push());
        return method.equals("PUT") || method.equals("PATCH")
                ? call.header("Content-Type", MediaTypes.OCTET_STREAM)
                : call;
    }

    /** Said only of real pieces: some registries take a whole blob with a range for a piece of one. */
    private HttpCall withRange(HttpCall call, Body body) {
        long length = body.length().orElse(0);
        boolean piece = length > 0 && (sent > 0 || call.method().equals("PATCH"));
        return piece ? call.header("Content-Range", sent + "-" + (sent + length - 1)) : call;
    }

    private static URI withDigest(URI location, Digest digest) {
        String separator = location.getRawQuery() == null ? "?" : "&";
        return URI.create(location + separator + "digest=" + digest);
    }
}
