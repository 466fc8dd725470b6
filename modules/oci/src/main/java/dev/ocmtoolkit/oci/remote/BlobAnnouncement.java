// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.remote;

import dev.ocmtoolkit.oci.BlobStart;
import dev.ocmtoolkit.oci.Digest;
import dev.ocmtoolkit.oci.Evidence;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.RepositoryName;
import dev.ocmtoolkit.oci.http.Answer;
import dev.ocmtoolkit.oci.http.HttpCall;
import dev.ocmtoolkit.oci.http.Origin;
import dev.ocmtoolkit.oci.http.OriginHttp;
import dev.ocmtoolkit.oci.http.RemoteFailure;
import dev.ocmtoolkit.oci.http.Scope;
import dev.ocmtoolkit.oci.http.Targets;
import java.util.List;
import java.util.Optional;

/**
 * Tells a registry that a blob is to come, with one request: a mount is answered with 201 where the blob is, and with an
 * upload where it is not; from the repository itself it is the question whether the blob is there.
 */
final class BlobAnnouncement {
    private final OriginHttp http;
    private final RemoteRepository repository;

    BlobAnnouncement(OriginHttp http, RemoteRepository repository) {
        this.http = http;
        this.repository = repository;
    }

    BlobStart ofUnknown() {
        return new BlobStart.Open(
                open(call("", "upload to " + repository).needs(repository.name(), repository.push())));
    }

    BlobStart of(Digest digest, List<String> mountFrom) {
        Optional<String> other = mountFrom.stream()
                .findFirst()
                .filter(from -> !from.equals(repository.name()))
                .filter(_ -> http.origin().has(Origin.Ability.CROSS_MOUNT))
                .map(RepositoryName::checked);
        if (other.isEmpty() && !http.origin().has(Origin.Ability.SELF_MOUNT)) {
            return ask(digest);
        }
        return mount(digest, other);
    }

    private BlobStart mount(Digest digest, Optional<String> other) {
        String from = other.orElse(repository.name());
        Scope scope = other.map(name -> repository.push().plus(Scope.repository(name, "pull")))
                .orElse(repository.push());
        HttpCall call = call("?mount=" + digest + "&from=" + from, what(digest)).needs(repository.name(), scope);
        try (Answer answer = http.expect(call, 201, 202)) {
            if (answer.status() == 202) {
                return new BlobStart.Open(upload(call, answer));
            }
            return new BlobStart.Present(
                    other.<Evidence>map(Evidence.Mounted::new).orElseGet(Evidence.Seen::new));
        } catch (RemoteFailure refused) {
            return withoutMount(digest, other, refused);
        }
    }

    /** A registry may not know mounts, or not let us read the other repository: the upload itself may be allowed. */
    private BlobStart withoutMount(Digest digest, Optional<String> other, RemoteFailure refused) {
        boolean forbidden = refused.status() == 401 || refused.status() == 403;
        boolean aboutMount = switch (refused.status()) {
            case 408, 429 -> false;
            default -> refused.status() >= 400 && refused.status() < 500;
        };
        if (!aboutMount || (forbidden && other.isEmpty())) {
            throw refused;
        }
        BlobStart start = ask(digest);
        if (other.isEmpty()) {
            http.origin().lacks(Origin.Ability.SELF_MOUNT);
        } else if (!forbidden && refused.status() != 404) {
            http.origin().lacks(Origin.Ability.CROSS_MOUNT);
        }
        return start;
    }

    private BlobStart ask(Digest digest) {
        Optional<Evidence> seen = repository.hasBlob(digest);
        return seen.<BlobStart>map(BlobStart.Present::new)
                .orElseGet(() ->
                        new BlobStart.Open(open(call("", what(digest)).needs(repository.name(), repository.push()))));
    }

    private RemoteUpload open(HttpCall call) {
        try (Answer answer = http.expect(call, 202)) {
            return upload(call, answer);
        }
    }

    private RemoteUpload upload(HttpCall call, Answer answer) {
        String location = answer.header("Location")
                .orElseThrow(() -> new Failure(
                        Failure.Kind.INVALID, "%s: the server does not say where to".formatted(call.what())));
        return new RemoteUpload(http, repository, Targets.resolve(answer.uri(), location), call.what());
    }

    private HttpCall call(String query, String what) {
        return HttpCall.of("POST", http.uri(repository.path("blobs/uploads/" + query)), what);
    }

    private String what(Digest digest) {
        return "upload of blob %s to %s".formatted(digest, repository);
    }
}
