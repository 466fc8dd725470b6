// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.access;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.http.Address;
import dev.ocmtoolkit.oci.http.Answer;
import dev.ocmtoolkit.oci.http.HttpCall;
import dev.ocmtoolkit.oci.http.OriginHttp;
import dev.ocmtoolkit.oci.http.Origins;
import dev.ocmtoolkit.ocm.credentials.ConfiguredCredentials;
import dev.ocmtoolkit.ocm.credentials.ConsumerIdentity;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Requests to servers that are no registries, with what is configured for them. Credentials go to the server that they are configured
 * for, and nowhere else. Safe for use by several threads.
 */
public final class Web {
    /** What tells where a request ends and who gets it, which an access has no say in; as in HTTP clients of Go. */
    private static final Set<String> FRAMING =
            Set.of("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

    private final Origins origins;
    private final ConfiguredCredentials credentials;
    private final Cancellation cancellation;

    /**
     * Requests for a run.
     *
     * @param origins the connections of the process
     * @param credentials what the run identifies itself with
     * @param cancellation ends the run's requests
     */
    public Web(Origins origins, ConfiguredCredentials credentials, Cancellation cancellation) {
        this.origins = origins;
        this.credentials = credentials;
        this.cancellation = cancellation;
    }

    Environment environment() {
        return credentials.environment();
    }

    /**
     * Asks.
     *
     * @param request what for
     * @return the answer, with status 200; to be closed
     * @throws Failure NOT_FOUND and others by the server's answer, UNREACHABLE when there is none
     */
    Answer open(Request request) {
        try {
            return http(request).expect(call(request), 200);
        } catch (Failure failure) {
            throw hinted(failure, request);
        }
    }

    /**
     * Reads something small.
     *
     * @param request what
     * @param limit the most bytes that are accepted
     * @return its content
     * @throws Failure as {@link #open}, INVALID when it is larger
     */
    byte[] read(Request request, int limit) {
        try {
            return http(request).fetch(call(request), limit).bytes();
        } catch (Failure failure) {
            throw hinted(failure, request);
        }
    }

    HttpCall call(Request request) {
        HttpCall call = HttpCall.of(request.method(), request.uri(), request.what());
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            if (!FRAMING.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                call = call.header(header.getKey(), header.getValue());
            }
        }
        if (request.body().isPresent()) {
            call = call.content(
                    request.body().get(), request.headers().getOrDefault("Content-Type", "application/octet-stream"));
        }
        Optional<String> authorization = authorization(request.consumer());
        return authorization.isPresent() ? call.header("Authorization", authorization.get()) : call;
    }

    private OriginHttp http(Request request) {
        return OriginHttp.plain(origins.origin(Address.of(request.uri())), request.redirects(), cancellation);
    }

    private Optional<String> authorization(ConsumerIdentity consumer) {
        Map<String, String> properties = credentials.properties(consumer).orElse(Map.of());
        Optional<String> token = Stream.of("identityToken", "token")
                .map(name -> properties.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst();
        String user = properties.getOrDefault("username", "");
        String password = properties.getOrDefault("password", "");
        return token.map(value -> "Bearer " + value)
                .or(() -> user.isEmpty() && password.isEmpty() ? Optional.empty() : Optional.of(basic(user, password)));
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static Failure hinted(Failure failure, Request request) {
        return switch (failure.kind()) {
            case UNAUTHORIZED, FORBIDDEN ->
                failure.hint("configure credentials for the consumer %s in .ocmconfig".formatted(request.consumer()));
            case NOT_FOUND -> failure.hint("check the access, or transfer without copying its content");
            default -> failure;
        };
    }
}
