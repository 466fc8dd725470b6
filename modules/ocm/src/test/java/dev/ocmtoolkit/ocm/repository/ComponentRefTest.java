// SPDX-License-Identifier: Apache-2.0
package dev.ocmtoolkit.ocm.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ocmtoolkit.oci.Failure;
import dev.ocmtoolkit.oci.archive.ArchiveFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentRefTest {
    @TempDir
    private Path directory;

    private ComponentRef.Scope scope;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(directory.resolve("ctf"));
        Files.writeString(directory.resolve("ctf/artifact-index.json"), "{}");
        Files.createDirectories(directory.resolve("foo.bar/baz"));
        Files.createDirectories(directory.resolve("plain"));
        ObjectNode alias =
                JsonNodeFactory.instance.objectNode().put("type", "OCIRegistry").put("baseUrl", "ghcr.io/alias");
        scope = new ComponentRef.Scope(directory, Map.of("mine", alias));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ctf, ctf, -, -",
                "./ctf, ./ctf, -, -",
                "+./ctf, ./ctf, -, -",
                "/tmp/ctf//acme.org/app, /tmp/ctf, acme.org/app, -",
                "ctf//acme.org/app:1.0.0+b1, ctf, acme.org/app, 1.0.0+b1",
                "plain//acme.org/app, plain, acme.org/app, -",
                "ctf::foo.bar/baz, foo.bar/baz, -, -",
                "ctf::foo.bar/baz//acme.org/app:1, foo.bar/baz, acme.org/app, 1",
                "CommonTransportFormat::x, x, -, -",
                "app.tgz//acme.org/app, app.tgz, acme.org/app, -",
                "out.dir/app.tar.gz, out.dir/app.tar.gz, -, -",
                "ComponentArchive::x, x, -, -",
                "./foo.bar/baz, ./foo.bar/baz, -, -",
            })
    void anArchiveIsNamedByItsPath(String text, String path, String component, String version) {
        ComponentRef ref = ComponentRef.parse(text, scope);

        assertThat(ref.repository()).isEqualTo(new RepositorySpec.Archive(directory.resolve(path), path));
        assertThat(ref.component()).isEqualTo(Optional.ofNullable(component));
        assertThat(ref.version()).isEqualTo(Optional.ofNullable(version));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ghcr.io, https, ghcr.io, '', -, -",
                "ghcr.io/acme, https, ghcr.io, acme, -, -",
                "foo.bar/baz, https, foo.bar, baz, -, -",
                "ghcr.io/acme/sub//acme.org/app:v1.2.3, https, ghcr.io, acme/sub, acme.org/app, v1.2.3",
                "ghcr.io:443//acme.org/app, https, ghcr.io:443, '', acme.org/app, -",
                "localhost:5000, https, localhost:5000, '', -, -",
                "localhost:5000/x//acme.org/app, https, localhost:5000, x, acme.org/app, -",
                "http://localhost:5000/x//acme.org/app:1.0.0, http, localhost:5000, x, acme.org/app, 1.0.0",
                "http://localhost/x, http, localhost, x, -, -",
                "https://ghcr.io/acme//acme.org/app, https, ghcr.io, acme, acme.org/app, -",
                "oci://ghcr.io/acme, https, ghcr.io, acme, -, -",
                "127.0.0.1:5701/m//acme.org/app, https, 127.0.0.1:5701, m, acme.org/app, -",
                "OCIRegistry::localhost/x, https, localhost, x, -, -",
                "oci::localhost/x//acme.org/app, https, localhost, x, acme.org/app, -",
                "oci::http://localhost:1/x//acme.org/app, http, localhost:1, x, acme.org/app, -",
                "mine//acme.org/app:1.0.0, https, ghcr.io, alias, acme.org/app, 1.0.0",
                "ghcr.io/acme/, https, ghcr.io, acme, -, -",
            })
    void aRegistryIsNamedByItsAddress(
            String text, String scheme, String host, String subPath, String component, String version) {
        ComponentRef ref = ComponentRef.parse(text, scope);

        assertThat(ref.repository()).isInstanceOfSatisfying(RepositorySpec.Registry.class, registry -> {
            assertThat(registry.scheme()).isEqualTo(scheme);
            assertThat(registry.hostPort()).isEqualTo(host);
            assertThat(registry.subPath()).isEqualTo(subPath);
        });
        assertThat(ref.component()).isEqualTo(Optional.ofNullable(component));
        assertThat(ref.version()).isEqualTo(Optional.ofNullable(version));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"OCIRegistry\",\"baseUrl\":\"ghcr.io\",\"subPath\":\"acme\"}|ghcr.io/acme",
                "{\"type\":\"OCIRegistry/v1\",\"baseUrl\":\"http://h:1/acme\"}|http://h:1/acme",
                "{\"type\":\"OCI\",\"baseUrl\":\"https://ghcr.io\"}|https://ghcr.io",
                "{\"type\":\"OCIRepository/v1\",\"baseUrl\":\"ghcr.io/a\",\"subPath\":\"b\"}|ghcr.io/b",
                "oci::{\"baseUrl\":\"ghcr.io/a\"}|ghcr.io/a",
                "{\"type\":\"CommonTransportFormat\",\"filePath\":\"x/y\"}|x/y",
                "ctf::{\"filePath\":\"http://odd//path\"}|http://odd//path",
            })
    void aSpecificationMayStandThereAsJson(String json, String written) {
        assertThat(ComponentRef.parse(json, scope).repository()).hasToString(written);
        ComponentRef version = ComponentRef.parse(json + "//acme.org/hello:1.0.0", scope);
        assertThat(version.repository()).hasToString(written);
        assertThat(version).hasToString(written + "//acme.org/hello:1.0.0");
    }

    @ParameterizedTest
    @CsvSource({
        "directory::x, DIRECTORY",
        "ctf+directory::x, DIRECTORY",
        "tar::x, TAR",
        "ctf+tar::x, TAR",
        "tgz::x, TGZ",
        "ctf+tgz::x, TGZ",
        "'{\"type\":\"CommonTransportFormat\",\"filePath\":\"x\",\"fileFormat\":\"tgz\"}', TGZ",
    })
    void theTypeTellsTheFormOfAnArchive(String text, ArchiveFormat format) {
        RepositorySpec.Archive archive = new RepositorySpec.Archive(directory.resolve("x"), "x", Optional.of(format));
        assertThat(ComponentRef.target(text, scope)).isEqualTo(archive);
        assertThat(RepositorySpec.of(archive.json(), directory)).isEqualTo(archive);
    }

    @Test
    void aTargetThatDoesNotExistIsAnArchiveToBeMade() {
        assertThat(ComponentRef.target("new", scope))
                .isEqualTo(new RepositorySpec.Archive(directory.resolve("new"), "new"));
        assertThat(ComponentRef.target("localhost/x", scope)).isInstanceOf(RepositorySpec.Archive.class);
        assertThat(ComponentRef.target("foo.bar/baz", scope)).isInstanceOf(RepositorySpec.Registry.class);
        assertThat(ComponentRef.target("foo.tgz", scope)).isInstanceOf(RepositorySpec.Archive.class);
        assertThat(ComponentRef.target("http://foo.bar/x.tgz", scope)).isInstanceOf(RepositorySpec.Registry.class);
        assertThat(ComponentRef.target("mine", scope)).hasToString("ghcr.io/alias");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ComponentRef.target("ghcr.io//acme.org/app", scope))
                .matches(failure -> failure.side() == Failure.Side.TARGET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "localhost/x//acme.org/app",
                "ghcr.io//App",
                "ghcr.io//acme.org/app:latest",
                "ghcr.io//acme.org/app:",
                "ghcr.io//",
                "nosuch::x",
                "zip::x",
                "ctf+zip::x.zip",
                "ftp://host/x",
                "http://",
                "http:///x",
                "oci::bad host/x",
                "user:secret@ghcr.io/x//acme.org/app",
                "{",
                "{}",
                "[]",
                "{\"type\":\"S3\"}",
                "{\"type\":\"OCIRegistry\"}",
                "{\"type\":\"CommonTransportFormat\"}",
            })
    void whatIsNoneIsRefusedInOneSentence(String text) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ComponentRef.parse(text, scope))
                .withMessageNotContaining("\n");
    }

    @Test
    void aSpecificationIsWrittenAsVersion1WritesIt() {
        assertThat(ComponentRef.parse("http://h:1/a/b", scope).repository().json())
                .hasToString(
                        "{\"type\":\"OCIRegistry\",\"baseUrl\":\"http://h:1\",\"componentNameMapping\":\"urlPath\",\"subPath\":\"a/b\"}");
        assertThat(ComponentRef.parse("ghcr.io", scope).repository().json())
                .hasToString("{\"type\":\"OCIRegistry\",\"baseUrl\":\"ghcr.io\",\"componentNameMapping\":\"urlPath\"}");
        RepositorySpec spec = ComponentRef.parse("ghcr.io/acme", scope).repository();
        assertThat(RepositorySpec.of(spec.json(), directory)).isEqualTo(spec);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://me:hidden@host:1?token=hidden",
                "me:hidden@host:1?token=hidden",
                "x://me:hidden@host?hidden"
            })
    void whatMayBeSecretInAnAddressIsNotRepeated(String address) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> RepositorySpec.Registry.parse(address))
                .satisfies(failure ->
                        assertThat(failure.sentence()).contains("host").doesNotContain("hidden"));
    }
}
