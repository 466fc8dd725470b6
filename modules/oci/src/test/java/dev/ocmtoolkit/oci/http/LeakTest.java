// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Login;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry that wants its user's secret somewhere else: each way is tried, none succeeds. */
class LeakTest {
    private static final Scope PULL = Scope.repository("a", "pull");
    private static final Credentials ME = (_, _, _) -> Optional.of(new Login.Basic("me", "pw"));

    private final Origins origins = new Origins(HttpSettings.of(Map.of()).withPause(new RecordedPause()));
    private final ScriptedServer registry = new ScriptedServer();
    private final ScriptedServer foreign = new ScriptedServer();
    private final OriginHttp http = new OriginHttp(
            origins.origin(Address.parse("http", registry.hostPort())), registry.hostPort(), ME, new Cancellation());

    @AfterEach
    void close() {
        origins.close();
        registry.close();
        foreign.close();
    }

    private HttpCall call() {
        return HttpCall.of("GET", http.uri("/v2/a"), "thing").needs("a", PULL);
    }

    private void loggedInThenRedirected() {
        registry.on("GET", "/v2/a", request -> {
            if (request.header("Authorization").isEmpty()) {
                request.answer(401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), "");
            } else {
                request.answer(307, Map.of("Location", "http://" + foreign.hostPort() + "/blob"), "");
            }
        });
    }

    @Test
    void aRedirectDoesNotCarryIt() {
        loggedInThenRedirected();
        foreign.on("GET", "/blob", 200, Map.of(), "content");
        http.fetch(call(), 100);
        assertThat(registry.log().getLast().header("Authorization")).isNotEmpty();
        assertThat(foreign.log()).hasSize(1);
        assertThat(foreign.log().getFirst().header("Authorization")).isEmpty();
        assertThat(foreign.log().getFirst().header("Cookie")).isEmpty();
    }

    @Test
    void aChallengeOfAForeignHostGetsNothing() {
        loggedInThenRedirected();
        for (String challenge : new String[] {
            "Basic realm=\"x\"", "Bearer realm=\"http://" + foreign.hostPort() + "/token\",service=\"s\""
        }) {
            foreign.on("GET", "/blob", 401, Map.of("WWW-Authenticate", challenge), "");
            assertThatThrownBy(() -> http.fetch(call(), 100))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining(foreign.hostPort());
        }
        assertThat(foreign.lines()).containsOnly("GET /blob 401");
        assertThat(foreign.log())
                .allMatch(request -> request.header("Authorization").isEmpty());
    }

    @Test
    void aForeignTokenServiceOfARegistryWithoutTlsGetsNothing() {
        String realm = "http://localhost:" + foreign.port() + "/token";
        registry.on(
                "GET", "/v2/a", 401, Map.of("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"s\""), "");
        foreign.on("GET", "/token.*", 200, Map.of(), "{\"token\":\"t\"}");
        assertThatThrownBy(() -> http.fetch(call(), 100))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.UNAUTHORIZED))
                .hasMessageContaining("localhost:" + foreign.port());
        assertThat(foreign.log()).isEmpty();
    }

    @Test
    void aTokenServiceThatRedirectsIsNotFollowed() {
        String realm = "http://" + registry.hostPort() + "/token";
        registry.on("GET", "/v2/a", 401, Map.of("WWW-Authenticate", "Bearer realm=\"" + realm + "\""), "");
        registry.on("GET", "/token.*", 302, Map.of("Location", "http://" + foreign.hostPort() + "/"), "");
        assertThatThrownBy(() -> http.fetch(call(), 100)).isInstanceOf(Failure.class);
        assertThat(foreign.log()).isEmpty();
    }

    @Test
    void aRequestToAnotherHostHasNone() {
        loggedInThenRedirected();
        foreign.on("GET", "/blob", 200, Map.of(), "");
        http.fetch(call(), 100);
        foreign.on("PUT", "/upload", 201, Map.of(), "");
        http.send(HttpCall.of("PUT", URI.create("http://" + foreign.hostPort() + "/upload"), "upload")
                        .needs("a", PULL)
                        .content(new byte[3], "a/b"))
                .close();
        assertThat(foreign.log()).hasSize(2);
        assertThat(foreign.log())
                .allMatch(request -> request.header("Authorization").isEmpty());
    }
}
