// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.oci.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Cancellation;
import dev.ocmtoolkit.oci.Credentials;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Login;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationTest {
    private static final String ME = "Basic bWU6cHc=";
    private static final Scope PULL = Scope.repository("a", "pull");
    private static final Scope PUSH = Scope.repository("a", "pull", "push");

    private final RecordedPause pause = new RecordedPause();
    private final Origins origins = new Origins(HttpSettings.of(Map.of()).withPause(pause));
    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void close() {
        origins.close();
        server.close();
    }

    private OriginHttp http(Login... login) {
        Credentials credentials = (_, _, _) -> login.length == 0 ? Optional.empty() : Optional.of(login[0]);
        return new OriginHttp(
                origins.origin(Address.parse("http", server.hostPort())),
                server.hostPort(),
                credentials,
                new Cancellation());
    }

    private static HttpCall call(OriginHttp http, Scope scope) {
        return HttpCall.of(
                        "GET",
                        http.uri("/v2/a"),
                        "thing of " + http.origin().address().hostPort() + "/a")
                .needs("a", scope);
    }

    private void wantsBearer(String scope, String... accepted) {
        String challenge = "Bearer realm=\"http://" + server.hostPort() + "/token\",service=\"reg\"" + scope;
        server.on("GET", "/v2/a", request -> {
            boolean fine = List.of(accepted).contains(request.header("Authorization"));
            request.answer(fine ? 200 : 401, Map.of("WWW-Authenticate", challenge), "ok");
        });
    }

    private List<String> tokenLines() {
        return server.lines().stream().filter(line -> line.contains("/token")).toList();
    }

    @Test
    void basicIsSentOnlyOnceItIsAskedForAndFromThenOnAtOnce() {
        server.on("GET", "/v2/a", request -> {
            boolean fine = request.header("Authorization").equals(ME);
            request.answer(fine ? 200 : 401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), "ok");
        });
        OriginHttp http = http(new Login.Basic("me", "pw"));
        http.expect(call(http, PULL), 200).close();
        http.expect(call(http, PULL), 200).close();
        assertThat(server.log()).extracting(r -> r.header("Authorization")).containsExactly("", ME, ME);
    }

    @Test
    void tokenIsFetchedOncePerScopeAndUsedBeforeAnyChallenge() {
        wantsBearer(",scope=\"repository:a:pull repository:b:pull\"", "Bearer t1");
        server.on("GET", "/token.*", 200, Map.of(), "{\"token\":\"t1\",\"expires_in\":300}");
        OriginHttp http = http(new Login.Basic("me", "pw"));
        http.expect(call(http, PULL), 200).close();
        http.expect(call(http, PULL), 200).close();
        http(new Login.Basic("me", "pw")).expect(call(http, PULL), 200).close();
        assertThat(tokenLines())
                .containsExactly("GET /token?service=reg&scope=repository%3Aa%3Apull&scope=repository%3Ab%3Apull 200");
        assertThat(server.log()).hasSize(5);
        assertThat(server.log().get(1).header("Authorization")).isEqualTo(ME);

        http.expect(call(http, PUSH), 200).close();
        assertThat(tokenLines()).last().isEqualTo("GET /token?service=reg&scope=repository%3Aa%3Apull%2Cpush 200");
        assertThat(server.log()).hasSize(7);
    }

    @Test
    void tokenOfAnotherUserIsNotUsed() {
        wantsBearer("", "Bearer t1");
        server.on("GET", "/token.*", 200, Map.of(), "{\"access_token\":\"t1\"}");
        OriginHttp http = http(new Login.Basic("me", "pw"));
        http.expect(call(http, PULL), 200).close();
        http(new Login.Basic("other", "pw")).expect(call(http, PULL), 200).close();
        http().expect(call(http, PULL), 200).close();
        assertThat(tokenLines()).hasSize(3);
        assertThat(server.log().getLast().header("Authorization")).isEqualTo("Bearer t1");
    }

    @Test
    void tokenIsRenewedBeforeItExpires() {
        wantsBearer("", "Bearer t1");
        server.on("GET", "/token.*", 200, Map.of(), "{\"token\":\"t1\",\"expires_in\":100}");
        OriginHttp http = http();
        http.expect(call(http, PULL), 200).close();
        pause.pass(Duration.ofSeconds(74));
        http.expect(call(http, PULL), 200).close();
        assertThat(tokenLines()).hasSize(1);
        pause.pass(Duration.ofSeconds(1));
        http.expect(call(http, PULL), 200).close();
        assertThat(tokenLines()).hasSize(2);
        assertThat(server.log()).hasSize(6);
    }

    @Test
    void manyWaitForOneToken() throws Exception {
        wantsBearer("", "Bearer t1");
        CountDownLatch asked = new CountDownLatch(20);
        server.on("GET", "/token.*", request -> {
            try {
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            request.answer(200, Map.of(), "{\"token\":\"t1\"}");
        });
        OriginHttp http = http();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = IntStream.range(0, 20)
                    .<Future<?>>mapToObj(_ -> threads.submit(() -> {
                        asked.countDown();
                        http.expect(call(http, PULL), 200).close();
                    }))
                    .toList();
            for (Future<?> one : all) {
                one.get(20, TimeUnit.SECONDS);
            }
        }
        assertThat(tokenLines()).hasSize(1);
    }

    @Test
    void identityTokenIsExchangedInTheContentOfAPost() {
        wantsBearer("", "Bearer t1");
        server.on("POST", "/token", 200, Map.of(), "{\"access_token\":\"t1\"}");
        OriginHttp http = http(new Login.IdentityToken("id&1"));
        http.expect(call(http, PULL), 200).close();
        assertThat(new String(server.log().get(1).body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "service=reg&grant_type=refresh_token&client_id=ocm-toolkit&scope=repository%3Aa%3Apull&refresh_token=id%261");
        assertThat(server.log().get(1).header("Authorization")).isEmpty();
    }

    @Test
    void registryTokenIsSentAsItIs() {
        wantsBearer("", "Bearer mine");
        OriginHttp http = http(new Login.RegistryToken("mine"));
        http.expect(call(http, PULL), 200).close();
        assertThat(tokenLines()).isEmpty();
    }

    @Test
    void theSecondRefusalIsFinalAndSaysWhatToDo() {
        wantsBearer("");
        server.on("GET", "/token.*", 200, Map.of(), "{\"token\":\"t1\"}");
        OriginHttp http = http(new Login.Basic("me", "pw"));
        assertThatThrownBy(() -> http.expect(call(http, PULL), 200))
                .isInstanceOfSatisfying(Failure.class, e -> {
                    assertThat(e.kind()).isEqualTo(Failure.Kind.UNAUTHORIZED);
                    assertThat(e.wayOut())
                            .isEqualTo("the credentials that are configured for %s were refused: check them"
                                    .formatted(server.hostPort()));
                })
                .hasMessage("thing of %s/a: the server answered 401".formatted(server.hostPort()));
        assertThat(server.log()).hasSize(3);
    }

    @Test
    void aTokenServiceThatRefusesIsNamedWithoutSecrets() {
        wantsBearer("");
        server.on("GET", "/token.*", 401, Map.of(), "{\"details\":\"incorrect username or password\"}");
        OriginHttp http = http(new Login.Basic("me", "pw-secret"));
        assertThatThrownBy(() -> http.expect(call(http, PULL), 200))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.UNAUTHORIZED))
                .isNotInstanceOf(RemoteFailure.class)
                .hasMessage("token of %1$s, the token service of %1$s, for thing of %1$s/a: the server answered 401"
                        .formatted(server.hostPort()))
                .hasMessageNotContaining("scope=")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "302, UNAUTHORIZED",
        "400, UNAUTHORIZED",
        "403, FORBIDDEN",
        "404, UNAUTHORIZED",
        "405, UNAUTHORIZED",
        "429, UNAVAILABLE",
        "500, UNAVAILABLE",
        "503, UNAVAILABLE"
    })
    void whatATokenServiceAnswersIsNoAnswerOfTheRegistry(int status, Failure.Kind kind) {
        wantsBearer("");
        server.on("GET", "/token.*", status, Map.of(), "nginx");
        OriginHttp http = http();
        assertThatThrownBy(() -> http.expect(call(http, PULL), 200))
                .isNotInstanceOf(RemoteFailure.class)
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageEndingWith("the server answered " + status);
    }

    @Test
    void answersOfTokenServicesAreLimitedAndChecked() {
        wantsBearer("");
        OriginHttp http = http();
        for (String answer : List.of(
                "{\"token\":\"" + "x".repeat(1_100_000) + "\"}", "{\"token\":\"a\\r\\nX: y\"}", "{}", "<html>")) {
            server.on("GET", "/token.*", 200, Map.of(), answer);
            assertThatThrownBy(() -> http.expect(call(http, PULL), 200)).isInstanceOf(Failure.class);
        }
    }

    @Test
    void withoutCredentialsBasicIsFinal() {
        server.on("GET", "/v2/a", 401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), "");
        OriginHttp http = http();
        assertThatThrownBy(() -> http.expect(call(http, PULL), 200)).isInstanceOf(RemoteFailure.class);
        assertThat(server.log()).hasSize(1);
    }

    @Test
    void aRefusalWithoutAChallengeIsFinal() {
        server.on("GET", "/v2/a", 401, Map.of(), "");
        OriginHttp http = http(new Login.Basic("me", "pw"));
        assertThatThrownBy(() -> http.expect(call(http, PULL), 200)).isInstanceOf(RemoteFailure.class);
        assertThat(server.log()).hasSize(1);
    }
}
