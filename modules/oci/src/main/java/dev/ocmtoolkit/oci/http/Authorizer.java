// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Login;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a run's requests to one origin are authorised with (RFC 9110, section 11; Docker token and OAuth2 specifications).
 *
 * <p>A secret goes to the origin itself, and to the token service that the origin names: with TLS on both sides on whatever host,
 * since that is how registries are built, and without TLS only on the origin's own host.
 */
final class Authorizer {
    private static final int TOKEN_LIMIT = 1024 * 1024;
    private static final int USUAL_LIFE = 60;
    private static final int SKEW = 30;

    private final Origin origin;
    private final String registry;
    private final Credentials credentials;
    private final Cancellation cancellation;
    private final Sender sender;
    private final Map<String, Optional<Login>> logins = new ConcurrentHashMap<>();

    /** Sends a request once more and again as long as that helps, with exactly this authorisation. */
    interface Sender {
        Answer send(HttpCall call, Optional<String> authorization);
    }

    Authorizer(Origin origin, String registry, Credentials credentials, Cancellation cancellation, Sender sender) {
        this.origin = origin;
        this.registry = registry;
        this.credentials = credentials;
        this.cancellation = cancellation;
        this.sender = sender;
    }

    /** The logins that are known already: whoever asks for another one gets none. */
    Credentials known() {
        return (_, _, repository) -> logins.getOrDefault(repository, Optional.empty());
    }

    /** Whether something is configured for a repository, as far as the origin wanted it. */
    boolean hasLogin(String repository) {
        return logins.getOrDefault(repository, Optional.empty()).isPresent();
    }

    /** What to send along, as far as the origin is known to want something. */
    Optional<String> authorization(HttpCall call) {
        Optional<Challenge> challenge = origin.challenge();
        if (challenge.isEmpty()) {
            return Optional.empty();
        }
        Optional<Login> login = login(call.repository());
        if (challenge.get().scheme().equals("basic")) {
            return login.flatMap(Authorizer::basic);
        }
        if (login.isPresent() && login.get() instanceof Login.RegistryToken known) {
            return Optional.of("Bearer " + known.token());
        }
        return Optional.of("Bearer " + token(challenge.get(), login, call));
    }

    /** Learns from a 401 of the origin; whether the next try would send something else. */
    boolean learn(HttpCall call, Answer refused, Optional<String> used) {
        used.filter(value -> value.startsWith("Bearer "))
                .ifPresent(value -> origin.tokens().drop(value.substring("Bearer ".length())));
        Optional<Challenge> chosen = choose(Challenge.parse(refused.headers("WWW-Authenticate")), call);
        if (chosen.isEmpty()) {
            return false;
        }
        Scope needed = origin.needed(call.scope()).plus(Scope.parse(chosen.get().parameter("scope")));
        origin.learn(chosen.get(), call.scope(), needed);
        Optional<String> next = call.repeatable() ? authorization(call) : Optional.empty();
        return next.isPresent() && !next.equals(used);
    }

    private Optional<Challenge> choose(List<Challenge> offered, HttpCall call) {
        Optional<Challenge> bearer = offered.stream()
                .filter(c ->
                        c.scheme().equals("bearer") && !c.parameter("realm").isEmpty())
                .findFirst();
        Optional<Challenge> basic =
                offered.stream().filter(c -> c.scheme().equals("basic")).findFirst();
        boolean canBasic = login(call.repository()).flatMap(Authorizer::basic).isPresent();
        return bearer.isPresent() || !canBasic ? bearer : basic;
    }

    private Optional<Login> login(String repository) {
        return logins.computeIfAbsent(
                repository, name -> credentials.login(origin.address().scheme(), registry, name));
    }

    private static Optional<String> basic(Login login) {
        return switch (login) {
            case Login.Basic known -> {
                byte[] pair = (known.user() + ":" + known.password()).getBytes(StandardCharsets.UTF_8);
                yield Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
            }
            case Login.IdentityToken _, Login.RegistryToken _ -> Optional.empty();
        };
    }

    private String token(Challenge challenge, Optional<Login> login, HttpCall call) {
        URI realm = realm(challenge, login.isPresent());
        Tokens.Key key =
                new Tokens.Key(login, realm.toString(), challenge.parameter("service"), origin.needed(call.scope()));
        Instant now = origin.owner().settings().pause().now();
        return call.patience().isPresent()
                ? origin.tokens().getAlone(key, now, () -> fetch(realm, key, call, now))
                : origin.tokens().get(key, now, cancellation, () -> fetch(realm, key, call, now));
    }

    private URI realm(Challenge challenge, boolean secret) {
        URI realm = Targets.resolve(URI.create(origin.address() + "/"), challenge.parameter("realm"));
        boolean home = Address.of(realm).host().equals(origin.address().host());
        if (secret && !origin.address().isSecure() && !home) {
            throw new Failure(
                    Failure.Kind.UNAUTHORIZED,
                    Failure.Side.NONE,
                    "%s, which is asked without TLS, wants its credentials sent to another host, %s: that is refused"
                            .formatted(registry, Address.of(realm).hostPort()),
                    "use https for this registry",
                    null);
        }
        return realm;
    }

    private Tokens.Token fetch(URI realm, Tokens.Key key, HttpCall wanted, Instant now) {
        String what = "token of %s, the token service of %s, for %s"
                .formatted(Address.of(realm).hostPort(), registry, wanted.what());
        List<String> form = new ArrayList<>();
        if (!key.service().isEmpty()) {
            form.add("service=" + encoded(key.service()));
        }
        HttpCall call;
        Optional<String> authorization = Optional.empty();
        if (key.login().isPresent() && key.login().get() instanceof Login.IdentityToken identity) {
            form.add("grant_type=refresh_token&client_id=ocm-toolkit");
            form.add("scope=" + encoded(String.join(" ", key.scope().parts())));
            form.add("refresh_token=" + encoded(identity.token()));
            call = HttpCall.of("POST", realm, what)
                    .content(
                            String.join("&", form).getBytes(StandardCharsets.UTF_8),
                            "application/x-www-form-urlencoded");
        } else {
            key.scope().parts().forEach(part -> form.add("scope=" + encoded(part)));
            String separator = realm.getRawQuery() == null ? "?" : "&";
            call = HttpCall.of("GET", URI.create(realm + separator + String.join("&", form)), what);
            authorization = key.login().flatMap(Authorizer::basic);
        }
        try (Answer answer = sender.send(wanted.patience().map(call::within).orElse(call), authorization)) {
            if (answer.status() != 200) {
                throw refusal(
                        RemoteFailure.of(call, answer, registry, key.login().isPresent()));
            }
            return token(answer, what, now);
        } catch (IOException e) {
            throw Breaks.failure(call, e);
        }
    }

    /** Never the registry's own answer: a token service that is not found does not say that an artifact is missing. */
    private static Failure refusal(RemoteFailure said) {
        Failure.Kind kind = switch (said.kind()) {
            case FORBIDDEN, UNAVAILABLE -> said.kind();
            default -> Failure.Kind.UNAUTHORIZED;
        };
        return new Failure(kind, Failure.Side.NONE, said.sentence(), said.wayOut(), said);
    }

    private static Tokens.Token token(Answer answer, String what, Instant now) throws IOException {
        byte[] text = answer.bytes(TOKEN_LIMIT)
                .orElseThrow(() -> new Failure(Failure.Kind.INVALID, "%s is larger than 1 MiB".formatted(what)));
        JsonNode json = Json.object(text, what);
        String value = json.path("token").asText("");
        value = value.isEmpty() ? json.path("access_token").asText("") : value;
        if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new Failure(Failure.Kind.INVALID, "%s: the answer holds no token".formatted(what));
        }
        int life = Math.clamp(json.path("expires_in").asInt(USUAL_LIFE), 1, 24 * 60 * 60);
        return new Tokens.Token(value, now.plus(Duration.ofSeconds(life - Math.min(SKEW, life / 4))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
