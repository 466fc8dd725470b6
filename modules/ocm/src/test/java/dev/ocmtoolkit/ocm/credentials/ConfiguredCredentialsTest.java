// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Json;
import dev.ocmtoolkit.oci.Login;
import dev.ocmtoolkit.ocm.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredCredentialsTest {
    private static final Environment NOWHERE = new Environment(Map.of(), Path.of("nowhere"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # identity that is configured                               | scheme | host           | repository | fits
        hostname: ghcr.io                                           | https  | ghcr.io        | acme/x     | true
        hostname: GHCR.io                                           | https  | ghcr.io        | acme/x     | true
        hostname: ghcr.io                                           | https  | quay.io        | acme/x     | false
        hostname: ghcr.io                                           | https  | ghcr.io:5000   | acme/x     | true
        {hostname: ghcr.io, port: '443'}                            | https  | ghcr.io        | acme/x     | true
        {hostname: ghcr.io, port: 443}                              | https  | ghcr.io:443    | acme/x     | true
        {hostname: ghcr.io, port: '443'}                            | https  | ghcr.io:5000   | acme/x     | false
        {hostname: ghcr.io, scheme: https}                          | https  | ghcr.io        | acme/x     | true
        {hostname: ghcr.io, scheme: https}                          | http   | ghcr.io        | acme/x     | false
        {hostname: ghcr.io, scheme: http}                           | https  | ghcr.io        | acme/x     | true
        {hostname: ghcr.io, pathprefix: acme}                       | https  | ghcr.io        | acme/x     | true
        {hostname: ghcr.io, pathprefix: /acme/}                     | https  | ghcr.io        | acme       | true
        {hostname: ghcr.io, pathprefix: acm}                        | https  | ghcr.io        | acme/x     | false
        {hostname: ghcr.io, pathprefix: acme/x/y}                   | https  | ghcr.io        | acme/x     | false
        {hostname: ghcr.io, path: acme}                             | https  | ghcr.io        | acme/x     | true
        {hostname: ghcr.io, path: 'acme/*'}                         | https  | ghcr.io        | acme/x/y   | true
        {hostname: ghcr.io, path: 'acme/*'}                         | https  | ghcr.io        | acme       | false
        {hostname: ghcr.io, path: 'a?me/*.x'}                       | https  | ghcr.io        | acme/y.x/z | true
        {hostname: ghcr.io, path: 'acme/**/?'}                      | https  | ghcr.io        | acme/x/y/z | true
        {hostname: ghcr.io, path: 'acme*y'}                         | https  | ghcr.io        | acme/x/y   | false
        {hostname: ghcr.io, path: 'ac*e*'}                          | https  | ghcr.io        | acme-e/x   | true
        {hostname: ghcr.io, path: 'a.me'}                           | https  | ghcr.io        | acme       | false
        {hostname: index.docker.io}                                 | https  | docker.io      | library/a  | true
        {hostname: docker.io}                                       | https  | registry-1.docker.io | library/a | true
        {}                                                          | https  | ghcr.io        | acme/x     | true
        {hostname: '[::1]', port: '5000'}                           | http   | '[::1]:5000'   | a          | true
        {hostname: '[::1]'}                                         | http   | '[::1]'        | a          | true
        {hostname: ghcr.io, extra: x}                               | https  | ghcr.io        | acme/x     | false
        """)
    void matchesIdentities(String identity, String scheme, String host, String repository, boolean fits) {
        String flow = identity.startsWith("{") ? identity : "{" + identity + "}";
        Consumer consumer = consumer(
                "{identity: "
                        + flow.replaceFirst("\\{", "{type: OCIRegistry/v1, ").replace(", }", "}") + "}",
                "u");
        assertThat(of(consumer).login(scheme, host, repository))
                .isEqualTo(fits ? Optional.of(new Login.Basic("u", "p")) : Optional.empty());
    }

    @Test
    @Timeout(10)
    void aPatternOfManyStarsTakesNoTime() {
        ConfiguredCredentials credentials = of(registry("path: '" + "*a".repeat(30) + "*b'", "u"));
        assertThat(credentials.login("https", "h", "a".repeat(250))).isEmpty();
        assertThat(credentials.login("https", "h", "a".repeat(250) + "b")).isPresent();
    }

    @Test
    void theMostSpecificOneWinsAndAmongEqualsTheFirst() {
        ConfiguredCredentials credentials = of(
                registry("hostname: ghcr.io", "host"),
                registry("hostname: ghcr.io", "again"),
                registry("hostname: ghcr.io, pathprefix: acme", "acme"),
                registry("hostname: ghcr.io, pathprefix: acme/x", "acme-x"),
                registry("hostname: ghcr.io, port: '5000'", "port"),
                registry("pathprefix: acme/x/long", "no-host"),
                consumer("{identity: {}}", "default"));
        assertThat(user(credentials, "ghcr.io", "other")).isEqualTo("host");
        assertThat(user(credentials, "ghcr.io", "acme/y")).isEqualTo("acme");
        assertThat(user(credentials, "ghcr.io", "acme/x/long")).isEqualTo("acme-x");
        assertThat(user(credentials, "ghcr.io:5000", "acme/x")).isEqualTo("port");
        assertThat(user(credentials, "quay.io", "acme/x/long")).isEqualTo("no-host");
        assertThat(user(credentials, "quay.io", "a")).isEqualTo("default");
    }

    @Test
    void dockerComesBehindConsumersAndBeforeTheDefault() {
        DockerConfig docker = docker("{\"auths\":{\"ghcr.io\":{\"username\":\"d\",\"password\":\"p\"}}}");
        ConfiguredCredentials credentials = new ConfiguredCredentials(
                List.of(registry("hostname: ghcr.io, pathprefix: acme", "u"), consumer("{identity: {}}", "default")),
                List.of(docker),
                List.of(),
                NOWHERE);
        assertThat(user(credentials, "ghcr.io", "acme/x")).isEqualTo("u");
        assertThat(user(credentials, "ghcr.io", "other")).isEqualTo("d");
        assertThat(user(credentials, "quay.io", "other")).isEqualTo("default");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"type":"Credentials/v1","properties":{"username":"u","password":"p"}}                     | Basic
        {"type":"DirectCredentials/v1","properties":{"identityToken":"t","username":"u"}}          | IdentityToken
        {"type":"Credentials","properties":{"registryToken":"t"}}                                  | RegistryToken
        {"type":"OCICredentials/v1","accessToken":"t"}                                             | RegistryToken
        {"type":"OCICredentials/v1","refreshToken":"t"}                                            | IdentityToken
        {"type":"OCICredentials/v1","username":"u","password":"p"}                                 | Basic
        {"type":"Credentials","properties":{"certificateAuthority":"x"}}                           | none
        """)
    void knowsTheSpellingsOfBothTools(String spec, String kind) throws JsonProcessingException {
        Consumer consumer = Consumer.parse(
                Json.mapper()
                        .readTree("{\"identities\":[{\"type\":\"OCIRegistry\",\"hostname\":\"h\"}],\"credentials\":["
                                + spec + "]}"),
                "x");
        assertThat(of(consumer)
                        .login("https", "h", "r")
                        .map(login -> login.getClass().getSimpleName())
                        .orElse("none"))
                .isEqualTo(kind);
    }

    @Test
    void anUnknownTypeIsAFailureOnlyWhenItIsNeeded() {
        ConfiguredCredentials credentials = of(
                consumer("{identity: {type: OCIRegistry, hostname: a}, credentials: [{type: HashiCorpVault}]}", ""),
                registry("hostname: b", "u"));
        assertThat(user(credentials, "b", "r")).isEqualTo("u");
        assertThatThrownBy(() -> credentials.login("https", "a", "r")).isInstanceOfSatisfying(Failure.class, f -> {
            assertThat(f.kind()).isEqualTo(Failure.Kind.UNSUPPORTED);
            assertThat(f.sentence())
                    .isEqualTo("credentials of type \"HashiCorpVault\" for {hostname=a, type=OCIRegistry}"
                            + " are not supported");
        });
    }

    @Test
    void anUnknownRepositoryIsAFailureOnlyWhenNothingElseAnswers() {
        ConfiguredCredentials credentials = new ConfiguredCredentials(
                List.of(
                        registry("hostname: b", "u"),
                        consumer("{identity: {type: OCIRegistry, hostname: open}, credentials: []}", "")),
                List.of(),
                List.of("GardenerConfig/v1"),
                NOWHERE);
        assertThat(user(credentials, "b", "r")).isEqualTo("u");
        assertThat(credentials.login("https", "open", "r")).isEmpty();
        assertThatThrownBy(() -> credentials.login("https", "a", "r"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("GardenerConfig/v1");
    }

    @Test
    void expressionsAreRefusedWhereTheyAreUsed() {
        ConfiguredCredentials credentials = of(
                consumer(
                        "{identity: {type: OCIRegistry, hostname: a}, credentials: [{type: Credentials, properties:"
                                + " {password: '(( env(\"PW\") ))'}}]}",
                        ""),
                registry("hostname: b", "((not-one"));
        assertThat(user(credentials, "b", "r")).isEqualTo("((not-one");
        assertThatThrownBy(() -> credentials.login("https", "a", "r"))
                .isInstanceOf(Failure.class)
                .hasMessage("property \"password\" of the credentials for {hostname=a, type=OCIRegistry} is a spiff"
                        + " expression, which is not supported");
        ConfiguredCredentials inIdentity = of(registry("hostname: (( x ))", "u"));
        assertThatThrownBy(() -> inIdentity.login("https", "a", "r"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("spiff");
    }

    @Test
    void otherConsumersAreAskedForTheirProperties() {
        ConfiguredCredentials credentials = of(
                consumer("{identity: {type: RSA/v1alpha1, algorithm: RSASSA-PSS, signature: default}}", "rsa"),
                consumer("{identity: {type: Github, hostname: github.com}}", "git"));
        assertThat(credentials.properties(new ConsumerIdentity(
                        Map.of("type", "RSA/v1alpha1", "algorithm", "RSASSA-PSS", "signature", "default"))))
                .hasValueSatisfying(p -> assertThat(p).containsEntry("username", "rsa"));
        assertThat(credentials.properties(new ConsumerIdentity(
                        Map.of("type", "RSA/v1alpha1", "algorithm", "RSASSA-PSS", "signature", "other"))))
                .isEmpty();
        assertThat(credentials.properties(
                        new ConsumerIdentity(Map.of("type", "GitHubRepository", "hostname", "github.com"))))
                .isPresent();
    }

    @Test
    void isAValueThatShowsNoSecret() {
        ConfiguredCredentials one = new ConfiguredCredentials(
                List.of(registry("hostname: b", "u")),
                List.of(docker("{\"auths\":{\"ghcr.io\":{\"auth\":\"dTpzM2NyZXQ=\"}}}")),
                List.of(),
                new Environment(Map.of("TOKEN", "s3cret"), Path.of("home")));
        ConfiguredCredentials two = new ConfiguredCredentials(
                List.of(registry("hostname: b", "u")),
                List.of(docker("{\"auths\":{\"ghcr.io\":{\"auth\":\"dTpzM2NyZXQ=\"}}}")),
                List.of(),
                new Environment(Map.of("TOKEN", "s3cret"), Path.of("home")));
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
        assertThat(one.toString()).contains("username", "password").doesNotContain("s3cret", "=p");
        assertThat(one)
                .isNotEqualTo(new ConfiguredCredentials(
                        List.of(registry("hostname: b", "v")), one.dockerConfigs(), List.of(), one.environment()));
    }

    private static String user(ConfiguredCredentials credentials, String host, String repository) {
        return ((Login.Basic) credentials.login("https", host, repository).orElseThrow()).user();
    }

    private static ConfiguredCredentials of(Consumer... consumers) {
        return new ConfiguredCredentials(List.of(consumers), List.of(), List.of(), NOWHERE);
    }

    private static Consumer registry(String identity, String user) {
        return consumer("{identity: {type: OCIRegistry, " + identity + "}}", user);
    }

    private static Consumer consumer(String yaml, String user) {
        Consumer parsed = Consumer.parse(Yaml.read(yaml.getBytes(StandardCharsets.UTF_8), "x"), "x");
        List<CredentialSpec> credentials = new ArrayList<>(parsed.credentials());
        if (!user.isEmpty()) {
            credentials.add(new CredentialSpec.Properties(Map.of("username", user, "password", "p")));
        }
        return new Consumer(parsed.identities(), credentials);
    }

    private static DockerConfig docker(String json) {
        return DockerConfig.of(json.getBytes(StandardCharsets.UTF_8), "docker");
    }
}
