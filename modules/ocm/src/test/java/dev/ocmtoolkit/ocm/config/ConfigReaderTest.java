// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.Login;
import dev.ocmtoolkit.ocm.credentials.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    private static final String FULL = """
        type: generic.config.ocm.software/v1
        configurations:
        - type: credentials.config.ocm.software
          consumers:
          - identity: {type: OCIRegistry, hostname: ghcr.io, port: "443", pathprefix: acme}
            credentials:
            - type: Credentials
              properties: {username: u, password: p}
          repositories:
          - repository:
              type: DockerConfig/v1
              dockerConfig: {auths: {quay.io: {username: d, password: p}}}
          - repository:
              type: DockerConfig/v1
              propagateConsumerIdentity: false
              dockerConfig: {auths: {hidden.io: {username: d, password: p}}}
          - repository: {type: HashiCorpVault/v1, serverURL: "https://vault"}
        - type: generic.config.ocm.software
          configurations:
          - type: ocm.config.ocm.software/v1
            aliases:
              mine: {type: OCIRegistry, baseUrl: ghcr.io/acme}
              spiffy: {type: OCIRegistry, baseUrl: (( host ))}
            resolvers:
            - repository: {type: OCIRegistry, baseUrl: low}
              prefix: acme.org
              priority: 1
            - repository: {type: OCIRegistry, baseUrl: short}
              prefix: acme.org
            - repository: {type: OCIRegistry, baseUrl: long}
              prefix: acme.org/team
            - repository: {type: OCIRegistry, baseUrl: all}
        - type: transport.ocm.config.ocm.software
          recursive: true
          overwrite: false
          omitAccessTypes: [s3]
        - type: attributes.config.ocm.software
          attributes: {cache: ~/.ocm/cache, spiffy: (( x ))}
        sets: {}
        """;

    @TempDir
    private Path home;

    @Test
    void readsAWholeConfiguration() {
        OcmConfig config = parse(FULL);
        assertThat(config.credentials().login("https", "ghcr.io", "acme/x")).contains(new Login.Basic("u", "p"));
        assertThat(config.credentials().login("https", "quay.io", "x")).contains(new Login.Basic("d", "p"));
        assertThat(config.credentials().unsupported()).containsExactly("HashiCorpVault/v1");
        assertThat(config.transport().recursive()).contains(true);
        assertThat(config.transport().overwrite()).contains(false);
        assertThat(config.transport().resourcesByValue()).isEmpty();
        assertThat(config.transport().omitAccessTypes()).containsExactly("s3");
        assertThat(config.alias("mine").map(a -> a.path("baseUrl").asText())).contains("ghcr.io/acme");
        assertThat(config.alias("other")).isEmpty();
        assertThat(config.others())
                .extracting(o -> o.path("type").asText())
                .containsExactly("attributes.config.ocm.software");
    }

    @Test
    void doesNotAskADockerConfigThatIsNotPropagated() {
        assertThat(parse(FULL).credentials().dockerConfigs()).hasSize(1);
    }

    @Test
    void equalConfigurationsAreEqual() {
        assertThat(parse(FULL)).isEqualTo(parse(FULL)).hasSameHashCodeAs(parse(FULL));
        assertThat(parse(FULL)).isNotEqualTo(parse(FULL.replace("password: p", "password: q")));
        assertThat(parse(FULL).toString()).doesNotContain("password=p");
    }

    @Test
    void nothingThatMayBeSecretIsShown() {
        OcmConfig config = parse("""
            type: generic.config.ocm.software/v1
            configurations:
            - type: keys.config.ocm.software/v1
              privateKeys: {default: {stringdata: s3cret}}
            - type: ocm.config.ocm.software/v1
              aliases: {mine: {type: other, token: s3cret}}
              resolvers: [{repository: {type: other, token: s3cret}, prefix: acme.org}]
            """);
        assertThat(config.toString())
                .contains("keys.config.ocm.software/v1", "mine", "acme.org")
                .doesNotContain("s3cret");
        assertThat(config.resolvers().toString()).contains("other").doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        0123       | '0123'
        1e5        | "1e5"
        yes        | 'yes'
        1_000      | '1_000'
        """)
    void aPasswordThatIsNoTextIsRefusedAndNotAltered(String password, String quoted) {
        String yaml = """
            type: credentials.config.ocm.software
            consumers:
            - identity: {type: OCIRegistry, hostname: h, port: 443}
              credentials: [{type: Credentials, properties: {username: u, password: %s}}]
            """;
        assertThat(parse(yaml.formatted(quoted)).credentials().login("https", "h:443", "r"))
                .contains(new Login.Basic("u", password));
        assertThatThrownBy(() -> parse(yaml.formatted(password))).isInstanceOfSatisfying(Failure.class, f -> {
            assertThat(f.sentence()).isEqualTo("x.yaml has credentials whose property \"password\" is no text");
            assertThat(f.wayOut()).isEqualTo("quote it");
        });
    }

    @Test
    void aPasswordInADockerConfigIsNotAlteredEither() {
        OcmConfig config = parse("""
            type: credentials.config.ocm.software
            repositories:
            - repository: {type: DockerConfig, dockerConfig: {auths: {h: {username: u, password: 0123}}}}
            """);
        assertThatThrownBy(() -> config.credentials().login("https", "h", "r"))
                .isInstanceOfSatisfying(Failure.class, f -> {
                    assertThat(f.sentence())
                            .isEqualTo("dockerConfig in x.yaml has a \"password\" that is no text: quote it");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s/config.json", "~/config.json", "config.json"})
    void anObjectCannotReferToAFile(String path) throws IOException {
        Files.writeString(home.resolve("config.json"), "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}");
        String yaml = """
            type: credentials.config.ocm.software
            repositories:
            - repository: {type: DockerConfig, dockerConfigFile: "%s"}
            """.formatted(path.formatted(home));
        assertThatThrownBy(() -> ofObject(yaml)).isInstanceOfSatisfying(Failure.class, f -> {
            assertThat(f.sentence())
                    .startsWith("dockerConfigFile in x.yaml: file " + path.formatted(home) + " cannot be used, ");
            assertThat(f.wayOut()).contains("kubernetes.io/dockerconfigjson");
        });
    }

    @Test
    void anObjectCannotReferToAnArchive() {
        assertThatThrownBy(() -> ofObject("""
            type: resolvers.config.ocm.software
            resolvers: [{repository: {type: CommonTransportFormat, filePath: /ctf}}]
            """))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("a resolver in x.yaml: archive /ctf cannot be used, ");
    }

    @Test
    void anObjectCannotHaveAProgramRun() throws IOException {
        Path program = Files.writeString(home.resolve("docker-credential-x"), "#!/bin/sh\ntouch " + home + "/ran\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        OcmConfig config = ofObject("""
            type: credentials.config.ocm.software
            repositories:
            - repository: {type: DockerConfig, dockerConfig: {credsStore: x, auths: {inline: {auth: dTpw}}}}
            """);
        assertThatThrownBy(() -> config.credentials().login("https", "h", "r"))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("program docker-credential-x cannot be used, ");
        assertThat(home.resolve("ran")).doesNotExist();
        assertThat(config.credentials().login("https", "inline", "r")).contains(new Login.Basic("u", "p"));
    }

    @Test
    void resolversComeByPriorityPrefixAndOrder() {
        OcmConfig config = parse(FULL).plus(parse("""
            type: resolvers.config.ocm.software/v1alpha1
            resolvers:
            - repository: {type: OCIRegistry, baseUrl: pattern}
              componentNamePattern: "acme.org/*"
              versionConstraint: ">=1.0"
            """));
        assertThat(urls(config, "acme.org/team/x")).containsExactly("pattern", "long", "short", "all", "low");
        assertThat(urls(config, "acme.org/teams")).containsExactly("pattern", "short", "all", "low");
        assertThat(urls(config, "acme.organic/x")).containsExactly("all");
    }

    @Test
    @Timeout(10)
    void aPatternOfManyStarsTakesNoTime() {
        OcmConfig config = parse("""
            type: resolvers.config.ocm.software/v1alpha1
            resolvers:
            - repository: {type: OCIRegistry, baseUrl: slow}
              componentNamePattern: "%s"
            """.formatted("*a".repeat(30) + "*b?" + "*".repeat(100_000)));
        assertThat(urls(config, "a".repeat(250))).isEmpty();
        assertThat(urls(config, "a".repeat(250) + "bc")).containsExactly("slow");
    }

    @Test
    void expressionsAreRefusedWhereTheyAreUsed() {
        assertThatThrownBy(() -> parse(FULL).alias("spiffy"))
                .isInstanceOf(Failure.class)
                .hasMessage("a value in the alias \"spiffy\" is a spiff expression, which is not supported");
        assertThatThrownBy(() -> parse("type: transport.ocm.config.ocm.software\nrecursive: (( flag ))\n"))
                .isInstanceOf(Failure.class)
                .hasMessage("a value in recursive in x.yaml is a spiff expression, which is not supported");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {recursive: -1, copyMode: allResources, uploadType: ociArtifact} | true  | true  | OCI_ARTIFACT
        {recursive: 0, copyMode: localBlob, uploadType: localBlob}       | false | false | LOCAL_BLOB
        """)
    void readsTheTransferOfTheSecondTool(String yaml, boolean recursive, boolean all, TransportConfig.UploadType type) {
        TransportConfig transport = parse(yaml.replaceFirst("\\{", "{type: transfer.config.ocm.software/v1alpha1, "))
                .transport();
        assertThat(transport.recursive()).contains(recursive);
        assertThat(transport.resourcesByValue()).contains(all);
        assertThat(transport.uploadType()).contains(type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {type: transfer.config.ocm.software, recursive: 2}     | x.yaml has recursive "2": -1 or 0 is needed
        {type: transfer.config.ocm.software, copyMode: x}      | x.yaml has copyMode "x": localBlob or allResources is needed
        {type: transport.ocm.config.ocm.software, overwrite: x} | x.yaml has overwrite "x": true or false is needed
        {configurations: []}                                   | x.yaml has an entry without a type
        [1]                                                    | x.yaml has an entry without a type
        {type: credentials.config.ocm.software, consumers: [{credentials: []}]} | x.yaml has a consumer without an identity
        {type: ocm.config.ocm.software, resolvers: [{prefix: a}]} | x.yaml has a resolver without a repository
        """)
    void namesWhatIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> parse(yaml)).isInstanceOf(Failure.class).hasMessage(message);
    }

    @Test
    void looksInOneFileAfterTheOther() throws IOException {
        assertThat(load(Map.of()).aliases()).isEmpty();
        alias(".ocm/config", "third");
        assertThat(load(Map.of()).aliases()).containsOnlyKeys("third");
        alias(".ocm/ocmconfig", "second");
        assertThat(load(Map.of()).aliases()).containsOnlyKeys("second");
        alias(".ocmconfig", "first");
        assertThat(load(Map.of()).aliases()).containsOnlyKeys("first");
        alias("elsewhere", "variable");
        assertThat(load(Map.of("OCM_CONFIG", home + "/elsewhere")).aliases()).containsOnlyKeys("variable");
        assertThat(load(Map.of(), home + "/elsewhere", home + "/.ocmconfig").aliases())
                .containsOnlyKeys("variable", "first");
        assertThat(load(Map.of(), "None").aliases()).isEmpty();
    }

    @Test
    void aFileThatWasAskedForHasToExist() {
        assertThatThrownBy(() -> load(Map.of(), home + "/none"))
                .isInstanceOf(Failure.class)
                .hasMessage("configuration file " + home + "/none does not exist");
    }

    @Test
    void dockerLoginsCountBesidesAConfiguration() throws IOException {
        Files.writeString(home.resolve(".ocmconfig"), FULL);
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}");
        assertThat(load(Map.of()).credentials().login("https", "h", "r")).contains(new Login.Basic("u", "p"));
    }

    @Test
    void aSetCountsWhereItIsAskedFor() throws IOException {
        Files.writeString(home.resolve(".ocmconfig"), """
            type: generic.config.ocm.software/v1
            configurations:
            - {type: transport.ocm.config.ocm.software, recursive: true, overwrite: false}
            sets:
              replace:
                description: whatever is there
                configurations:
                - {type: transport.ocm.config.ocm.software, overwrite: true}
              broken:
                configurations: [{type: transport.ocm.config.ocm.software, overwrite: x}]
            """);
        TransportConfig transport =
                reader(Map.of()).load(List.of(), List.of("replace")).transport();
        assertThat(transport.recursive()).contains(true);
        assertThat(transport.overwrite()).contains(true);
        assertThat(load(Map.of()).transport().overwrite()).contains(false);
        assertThatThrownBy(() -> reader(Map.of()).load(List.of(), List.of("broken")))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("config set broken has overwrite \"x\"");
        assertThatThrownBy(() -> reader(Map.of()).load(List.of(), List.of("other")))
                .isInstanceOfSatisfying(Failure.class, f -> {
                    assertThat(f.sentence()).isEqualTo("there is no config set \"other\" in the configuration");
                    assertThat(f.wayOut()).isEqualTo("there are these: [broken, replace]");
                });
    }

    @Test
    void refusesAHugeFile() {
        byte[] huge = " ".repeat(ConfigReader.LIMIT + 1).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> reader(Map.of()).parse(huge, "x.yaml")).isInstanceOf(Failure.class);
    }

    @Test
    void flagsGoBeforeTheFile() {
        OcmConfig config = parse(FULL)
                .withConsumers(CredentialFlags.parse(List.of(
                        "username=default",
                        ":type=OCIRegistry",
                        ":hostname=ghcr.io",
                        ":port=443",
                        ":pathprefix=acme",
                        "username=flag",
                        "password=a=b",
                        ":type=OCIRegistry",
                        ":hostname=other",
                        "username=o")));
        assertThat(config.credentials().login("https", "ghcr.io", "acme/x"))
                .isEqualTo(Optional.of(new Login.Basic("flag", "a=b")));
        assertThat(config.credentials().login("https", "other", "x")).contains(new Login.Basic("o", ""));
        assertThat(config.credentials().login("https", "unknown", "x")).contains(new Login.Basic("default", ""));
    }

    @ParameterizedTest
    @CsvSource({"s3cret", ":s3cret", "=s3cret", ":=s3cret", ":type=s3cret"})
    void malformedFlagsAreRefusedAndNotShown(String value) {
        assertThatThrownBy(() -> CredentialFlags.parse(List.of(value)))
                .isInstanceOf(Failure.class)
                .message()
                .doesNotContain("s3cret");
    }

    private List<String> urls(OcmConfig config, String component) {
        return config.resolversFor(component).stream()
                .map(Resolver::repository)
                .map((JsonNode r) -> r.path("baseUrl").asText())
                .toList();
    }

    private void alias(String file, String name) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "type: ocm.config.ocm.software\naliases: {%s: {type: x}}\n".formatted(name));
    }

    private OcmConfig load(Map<String, String> variables, String... files) {
        return reader(variables).load(List.of(files), List.of());
    }

    private OcmConfig parse(String yaml) {
        return reader(Map.of()).parse(yaml.getBytes(StandardCharsets.UTF_8), "x.yaml");
    }

    private static OcmConfig ofObject(String yaml) {
        return new ConfigReader(Environment.OF_OBJECTS).parse(yaml.getBytes(StandardCharsets.UTF_8), "x.yaml");
    }

    private ConfigReader reader(Map<String, String> variables) {
        return new ConfigReader(new Environment(variables, home));
    }
}
