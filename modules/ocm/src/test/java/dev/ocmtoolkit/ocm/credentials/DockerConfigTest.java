// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ghcr.io                       | https | ghcr.io        | a/b   | true
        https://ghcr.io               | https | ghcr.io        | a/b   | true
        https://ghcr.io/v2/           | https | ghcr.io        | a/b   | true
        https://ghcr.io               | http  | ghcr.io        | a/b   | false
        https://ghcr.io               | http  | ghcr.io:5000   | a/b   | false
        HTTPS://ghcr.io:443           | http  | ghcr.io:443    | a/b   | false
        https://ghcr.io:5000          | https | ghcr.io:5000   | a/b   | true
        https://ghcr.io:5000          | https | ghcr.io:5001   | a/b   | false
        http://ghcr.io                | http  | ghcr.io        | a/b   | true
        ghcr.io                       | http  | ghcr.io        | a/b   | true
        ghcr.io                       | https | quay.io        | a/b   | false
        ghcr.io:443                   | https | ghcr.io        | a/b   | true
        ghcr.io:443                   | http  | ghcr.io        | a/b   | false
        ghcr.io:5000                  | https | ghcr.io        | a/b   | false
        ghcr.io                       | https | ghcr.io:5000   | a/b   | true
        ghcr.io/a                     | https | ghcr.io        | a/b   | true
        ghcr.io/a/b/c                 | https | ghcr.io        | a/b   | false
        https://index.docker.io/v1/   | https | docker.io      | library/a | true
        https://index.docker.io/v1/   | https | registry-1.docker.io | library/a | true
        docker.io                     | https | index.docker.io | library/a | true
        """)
    void findsTheServer(String key, String scheme, String host, String repository, boolean found) {
        DockerConfig config = of("{\"auths\":{\"%s\":{\"auth\":\"dTpw\"}}}".formatted(key));
        assertThat(config.login(ServerAddress.parse(host + "/" + repository), scheme, environment("")))
                .isEqualTo(found ? Optional.of(new Login.Basic("u", "p")) : Optional.empty());
    }

    @Test
    void theSamePortAndTheLongestPathWin() {
        DockerConfig config = of("""
            {"auths": {
              "h": {"username": "host", "password": "p"},
              "h/a": {"username": "path", "password": "p"},
              "h/a/b": {"username": "longer", "password": "p"},
              "h:5000": {"username": "port", "password": "p"}}}
            """);
        assertThat(login(config, "h/x", "")).contains(new Login.Basic("host", "p"));
        assertThat(login(config, "h/a/x", "")).contains(new Login.Basic("path", "p"));
        assertThat(login(config, "h/a/b", "")).contains(new Login.Basic("longer", "p"));
        assertThat(login(config, "h:5000/a/b", "")).contains(new Login.Basic("port", "p"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"auth": "dTpwOnE="}                               | Basic[u]
        {"auth": "dTpwAAA="}                               | Basic[u]
        {"username": "u", "password": "p"}                 | Basic[u]
        {"auth": "dTpw", "identitytoken": "t"}             | IdentityToken[]
        {"auth": "dTpw", "registrytoken": "t"}             | RegistryToken[]
        {}                                                 | none
        """)
    void readsEveryKindOfLogin(String entry, String expected) {
        assertThat(login(of("{\"auths\":{\"h\":" + entry + "}}"), "h/r", "")
                        .map(Login::toString)
                        .orElse("none"))
                .isEqualTo(expected);
    }

    @Test
    void passwordsKeepColonsAndLosePadding() {
        assertThat(login(of("{\"auths\":{\"h\":{\"auth\":\"dTpwOnE=\"}}}"), "h/r", ""))
                .contains(new Login.Basic("u", "p:q"));
        assertThat(login(of("{\"auths\":{\"h\":{\"auth\":\"dTpwAAA=\"}}}"), "h/r", ""))
                .contains(new Login.Basic("u", "p"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"auths\":{\"h\":{\"auth\":\"%%s3cret\"}}}",
                "{\"auths\":{\"h\":{\"auth\":\"czNjcmV0\"}}}",
                "[]",
                "s3cret"
            })
    void aDefectIsToldWhenALoginIsAskedFor(String content) {
        DockerConfig config = of(content);
        assertThatThrownBy(() -> login(config, "other/r", ""))
                .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.kind()).isEqualTo(Failure.Kind.INVALID))
                .message()
                .startsWith("docker")
                .doesNotContain("s3cret", "czNjcmV0");
    }

    @Test
    void asksTheHelperOfTheServer() throws IOException {
        String path =
                helper("one", "read server; echo \"{\\\"Username\\\":\\\"$server\\\",\\\"Secret\\\":\\\"$1\\\"}\"");
        DockerConfig config = of("""
            {"auths": {"h": {"auth": "dTpw"}}, "credHelpers": {"https://h": "one"}, "credsStore": "two"}
            """);
        assertThat(login(config, "h/r", path)).contains(new Login.Basic("https://h", "get"));
    }

    @Test
    void anEmptyNameIsNoHelper() throws IOException {
        String path = helper("two", "echo '{\"Username\":\"u\",\"Secret\":\"stored\"}'");
        DockerConfig config = of("""
            {"auths": {"inline": {"auth": "dTpw"}}, "credHelpers": {"inline": "", "other": ""}, "credsStore": "two"}
            """);
        assertThat(login(config, "inline/r", path)).contains(new Login.Basic("u", "p"));
        assertThat(login(config, "other/r", path)).contains(new Login.Basic("u", "stored"));
    }

    @Test
    void asksTheStoreForAllOthers() throws IOException {
        String path = helper(
                "two", "read server; echo \"{\\\"Username\\\":\\\"<token>\\\",\\\"Secret\\\":\\\"$server\\\"}\"");
        DockerConfig config = of("""
            {"auths": {"inline": {"auth": "dTpw"}, "https://empty/v2/": {}}, "credsStore": "two"}
            """);
        assertThat(login(config, "inline/r", path)).contains(new Login.Basic("u", "p"));
        assertThat(login(config, "empty/r", path)).contains(new Login.IdentityToken("https://empty/v2/"));
        assertThat(login(config, "docker.io/r", path)).contains(new Login.IdentityToken("https://index.docker.io/v1/"));
        assertThat(login(config, "new:5000/r", path)).contains(new Login.IdentityToken("new:5000"));
    }

    @Test
    void aHelperThatKnowsNothingIsNoFailure() throws IOException {
        String path = helper("two", "echo credentials not found in native keychain; exit 1");
        assertThat(login(of("{\"credsStore\":\"two\"}"), "h/r", path)).isEmpty();
    }

    @Test
    void aHelperThatFailsIsNamedAndNotQuoted() throws IOException {
        String path = helper("two", "echo s3cret; echo s3cret >&2; exit 3");
        assertThatThrownBy(() -> login(of("{\"credsStore\":\"two\"}"), "h/r", path))
                .isInstanceOf(Failure.class)
                .hasMessage("credential helper docker-credential-two failed with exit code 3");
        String other = helper("three", "echo s3cret");
        assertThatThrownBy(() -> login(of("{\"credsStore\":\"three\"}"), "h/r", other))
                .isInstanceOf(Failure.class)
                .hasMessage("credential helper docker-credential-three answered with something that is no JSON object");
        assertThatThrownBy(() -> login(of("{\"credsStore\":\"four\"}"), "h/r", other))
                .isInstanceOf(Failure.class)
                .hasMessage("credential helper docker-credential-four is not in the PATH");
    }

    @Test
    void aHelperThatHangsIsStopped() throws IOException {
        String path = helper("slow", "exec sleep 600");
        CredentialHelper helper = new CredentialHelper("slow", Duration.ofMillis(200));
        assertThatThrownBy(() -> helper.get("h", environment(path)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("did not answer");
    }

    @RepeatedTest(3)
    @Timeout(10)
    void whatAHelperLeavesRunningIsNotWaitedFor() throws IOException {
        String path = helper("agent", "sleep 20 & echo '{\"Username\":\"u\",\"Secret\":\"s\"}'");
        assertThat(login(of("{\"credsStore\":\"agent\"}"), "h/r", path)).contains(new Login.Basic("u", "s"));
    }

    @Test
    @Timeout(10)
    void aHelperWhoseChildHangsIsStopped() throws IOException {
        String path = helper("slow", "sleep 20; echo never");
        CredentialHelper helper = new CredentialHelper("slow", Duration.ofMillis(200));
        assertThatThrownBy(() -> helper.get("h", environment(path)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("did not answer");
    }

    @Test
    void aLongAnswerIsNoAnswer() throws IOException {
        String path = helper("long", "head -c 1000000 /dev/zero");
        CredentialHelper helper = new CredentialHelper("long", Duration.ofSeconds(10));
        assertThatThrownBy(() -> helper.get("h", environment(path)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("more than 65536 bytes");
    }

    @Test
    @Timeout(10)
    void longValuesTakeNoTime() {
        String newlines = "\\n".repeat(200_000);
        DockerConfig config =
                of("{\"auths\":{\"h\":{\"username\":\"u\",\"password\":\"%sp%s\"}}}".formatted(newlines, newlines));
        assertThat(login(config, "h/r", "")).contains(new Login.Basic("u", "\n".repeat(200_000) + "p"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/bin/evil", "a b", "a;b", "", ".hidden", "a/b"})
    void aHelperIsNoPath(String name) {
        assertThatThrownBy(() -> new CredentialHelper(name)).isInstanceOf(Failure.class);
    }

    @Test
    void readsTheFilesOfTheUser() throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}");
        Path podman = Files.writeString(home.resolve("auth.json"), "{\"auths\":{\"p\":{\"auth\":\"dTpw\"}}}");
        assertThat(DockerConfig.ofUser(new Environment(Map.of(), home)))
                .singleElement()
                .satisfies(c -> assertThat(c.auths()).containsOnlyKeys("h"));
        assertThat(DockerConfig.ofUser(new Environment(Map.of("REGISTRY_AUTH_FILE", podman.toString()), home)))
                .extracting(c -> c.auths().keySet().iterator().next())
                .containsExactly("p", "h");
        assertThat(DockerConfig.ofUser(new Environment(Map.of("DOCKER_CONFIG", home + "/none"), home)))
                .isEmpty();
    }

    @Test
    void aFileThatIsMissingIsADefect() {
        DockerConfig config = DockerConfig.ofFile("~/none.json", new Environment(Map.of(), home));
        assertThat(config.defect()).hasValueSatisfying(d -> assertThat(d).contains("~/none.json does not exist"));
    }

    @Test
    void aHugeFileIsADefect() {
        assertThat(DockerConfig.of(new byte[DockerConfig.LIMIT + 1], "docker").defect())
                .isPresent();
    }

    private String helper(String name, String script) throws IOException {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path program = Files.writeString(bin.resolve("docker-credential-" + name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return bin + ":/usr/bin:/bin";
    }

    private Environment environment(String path) {
        return new Environment(Map.of("PATH", path), home);
    }

    private Optional<Login> login(DockerConfig config, String server, String path) {
        return config.login(ServerAddress.parse(server), "https", environment(path));
    }

    private static DockerConfig of(String json) {
        return DockerConfig.of(json.getBytes(StandardCharsets.UTF_8), "docker");
    }
}
